"""What the rules on shift and order find of seeded changes to real sets, and how often they speak of sets that nobody touched.

The peer is what a data scientist would run: scipy's Kolmogorov-Smirnov on every column, between the two versions or the two halves
of the rows, times the columns, at the same false-alarm rate (one set in a thousand). All sets are shuffled first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aispm_nb.training_data.codebook import Codebook
from aispm_nb.training_data.encoded import Encoded, Kind
from aispm_nb.training_data.order import drifting
from aispm_nb.training_data.over_time import TOGETHER, shifted
from benchmarks.datasets import load
from benchmarks.measure import Row

SETS = (
    "digits",
    "satimage",
    "spambase",
    "magic",
    "german",
    "vehicle",
    "segment",
    "texture",
    "phoneme",
    "cells",
    "churn",
    "credit",
)
ROWS, SEEDS = 1_500, 5
RATE = 0.001


@dataclass(frozen=True)
class Case:
    """A set in no order, its column that is moved, and where."""

    rows: Encoded
    column: int
    at: float
    random: np.random.Generator

    @property
    def name(self) -> str:
        return self.rows.features[self.column].name

    def moved(self, by: NDArray[Any]) -> Encoded:
        """The column moved by standard deviations."""
        numbers = self.rows.numbers.copy()
        numbers[:, self.column] += by * np.nanstd(numbers[:, self.column])
        return replace(self.rows, numbers=numbers)


def case(name: str, seed: int) -> Case:
    random = np.random.default_rng([seed, 41])
    rows = load(name, ROWS, seed)
    rows = rows.take(random.permutation(len(rows)))
    able = [
        i
        for i, f in enumerate(rows.features)
        if f.kind is not Kind.CATEGORY and len(np.unique(rows.numbers[:, i])) > 12
    ]
    return Case(rows, int(random.choice(able)), float(random.uniform(0.2, 0.8)), random)


def book(rows: Encoded) -> Codebook:
    return Codebook(
        rows.features,
        np.zeros(len(rows.features)),
        tuple(rows.texts),
        {},
        "label",
        rows.classes,
        "classification",
        None,
    )


def along(rows: Encoded) -> dict[str, int]:
    """Columns that the rule would name, and from which row."""
    told = drifting(book(rows), rows, np.arange(len(rows)))
    return {one.name: one.at for one in told if one.p < RATE and one.size >= 0.05}


def between(before: Encoded, after: Encoded, seed: int) -> set[str]:
    """As in the rule ``training-set-shifted``."""
    told = shifted(book(before), before, after, seed)
    return {one.name for one in told if one.p < RATE and ((one.psi or 0) > 0.25 or (one.ks or 0) >= 0.1 or (one.share or 0) >= 0.05
                                                          or (one.auc or 0) >= 0.6)}  # fmt: skip


def peer(before: Encoded, after: Encoded) -> set[str]:
    from scipy.stats import ks_2samp

    found = set()
    for i, feature in enumerate(before.features):
        sides = [side.numbers[:, i][~np.isnan(side.numbers[:, i])] for side in (before, after)]
        if min(map(len, sides)) and ks_2samp(*sides).pvalue * len(before.features) < RATE:
            found.add(feature.name)
    return found


def halves(rows: Encoded) -> tuple[Encoded, Encoded]:
    half = len(rows) // 2
    return rows.take(np.arange(half)), rows.take(np.arange(half, len(rows)))


def rows(full: bool) -> Iterable[Row]:
    ours, theirs, places = defaultdict[str, list[bool]](list), defaultdict[str, list[bool]](list), list[float]()
    for name in SETS:
        for seed in range(SEEDS):
            one = case(name, seed)
            _order(one, ours, theirs, places)
            _versions(one, seed, ours, theirs)
    for what, found in ours.items():
        clean = what.startswith("nothing")
        share, other = float(np.mean(found)), float(np.mean(theirs[what])) if what in theirs else None
        target = "at most 0.001" if clean else "at least the peer" if other is not None else "reported"
        met = share <= RATE if clean else None if other is None else share >= other
        yield Row(
            f"{what}, {len(found)} cases", f"{share:.3f}", "" if other is None else f"{other:.3f}", "", target, met
        )
    yield Row(
        "a step of 1 sd: rows that its place is off, of all, median",
        f"{np.median(places):.3f}",
        "none",
        "",
        "reported",
        None,
    )


def _order(one: Case, ours: dict[str, list[bool]], theirs: dict[str, list[bool]], places: list[float]) -> None:
    where = np.arange(len(one.rows)) / len(one.rows)
    batch = (where > one.at) & (where < one.at + 0.1)
    ours["nothing: order"].append(bool(along(one.rows)))
    theirs["nothing: order"].append(bool(peer(*halves(one.rows))))
    for what, by in (
        ("drift to 0.5 sd", 0.5 * where),
        ("step of 0.5 sd", 0.5 * (where > one.at)),
        ("step of 1 sd", 1.0 * (where > one.at)),
        ("a tenth of the rows off by 1 sd", 1.0 * batch),
        ("a tenth of the rows off by 2 sd", 2.0 * batch),
    ):
        made = one.moved(by)
        found = along(made)
        ours[what].append(one.name in found)
        theirs[what].append(one.name in peer(*halves(made)))
        if what == "step of 1 sd" and one.name in found:
            places.append(abs(found[one.name] / len(one.rows) - one.at))


def _versions(one: Case, seed: int, ours: dict[str, list[bool]], theirs: dict[str, list[bool]]) -> None:
    before, after = halves(one.rows)
    moved, twins = halves(one.moved(np.array(0.5)))[1], one.moved(np.array(0.5))
    ours["nothing: versions"].append(bool(between(before, after, seed)))
    theirs["nothing: versions"].append(bool(peer(before, after)))
    ours["shift of 0.5 sd, other rows"].append(one.name in (found := between(before, moved, seed)))
    theirs["shift of 0.5 sd, other rows"].append(one.name in peer(before, moved))
    ours["the same, by the classifier alone"].append(TOGETHER in found)
    ours["shift of 0.5 sd, the same rows"].append(one.name in between(one.rows, twins, seed))
    theirs["shift of 0.5 sd, the same rows"].append(one.name in peer(one.rows, twins))
    columns = np.stack([one.random.permutation(column) for column in after.numbers.T], 1)
    alone = replace(after, numbers=np.ascontiguousarray(columns))
    ours["each column shuffled by itself"].append(TOGETHER in between(before, alone, seed))
    theirs["each column shuffled by itself"].append(bool(peer(before, alone)))
    assert after.label is not None
    label = np.where(one.random.random(len(after)) < 0.15, 0, after.label).astype(np.int32)
    ours["15 % of the labels set to one class"].append("label" in between(before, replace(after, label=label), seed))
