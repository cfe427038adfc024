"""Known measures of rows, as columns beside the families' scores: each in its own unit, none of them merged.

They say what a family's score rests on, in terms that are found in papers, and cost little beside what is computed
already: the graph of neighbours and the chances of trees that did not see a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import MISSING, Encoded
from ..kernels import histogram, isolation, near_texts
from ..kernels.lof import lof
from ..kernels.processors import threads
from ..kernels.shapley import shapley
from ..kernels.spectral import Split, splits
from ..kernels.vote import disagreement
from .coincidence import Coincidence
from .conflict import Conflicts
from .crowd import NEAREST
from .directions import Directions
from .equal import Equal
from .far_out import FarOut

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Points = NDArray[np.float32]
Near = tuple[Floats, Codes]  # distances and indices among the reference

AROUND = 20  # neighbours of the local outlier factor
VOTERS = 10  # neighbours that vote, and that a row is worth something to
TREES = 100  # of the isolation forest
WIDE = 32  # numbers a row from which activation clustering is asked: embeddings, images
MOST_COLUMNS = 65_535  # that the isolation forest can tell apart


@dataclass(frozen=True)
class Measures:
    """Learned from the reference; ``own`` are the columns of its rows, each (n,).

    - ``lof``: the local outlier factor, about 1 inside (Breunig et al. 2000).
    - ``ecod``: nats of the tails of all columns (Li et al. 2022).
    - ``isolation``: how soon random cuts set it apart, 0.5 is usual (Liu et al. 2008). ``hbos``: how rare its values are in
      histograms of their columns (Goldstein and Dengel 2012).
    - ``equal_rows``: how many other rows of the reference equal it; ``near_rows``: how many lie within a fifth of the
      distance that is usual to the nearest, counted to 41; ``near_texts``: how many have nearly its words.
    - ``equal_by_chance``: of a row that equals another, log10 of how many would, were its columns independent; below -6
      it is a copy and no coincidence.
    - ``conflicting_label``: 1 where an equal row bears another label; ``conflicting_class``: which class that is.
    - ``neighbour_disagreement``: the share of its neighbours that bear another label.
    - ``shapley``: what it is worth to a nearest-neighbour classifier, judged by all other rows (Jia et al. 2019); below
      0 it does harm. Only rows of the reference have one.
    - ``spectral``: its square along the strongest direction of its class, over the mean (Tran et al. 2018).
    - ``small_cluster``: of rows of 32 numbers or more, how small a part of its class it lies in when that is cut in two: near 1
      of a tiny one, 0 in the larger (Chen et al. 2018).

    The last four where there are classes. NaN where a row has no label.
    """

    equal: Equal
    chance: Coincidence
    conflicts: Conflicts | None
    far_out: FarOut
    isolated: isolation.IsolationForest | None
    bins: histogram.Histogram | None
    directions: Directions | None
    halves: dict[int, Split] | None
    graph: tuple[NDArray[np.float32], NDArray[np.int32]] | None
    radius: float
    texts: near_texts.NearTexts | None
    own: dict[str, Floats] = field(repr=False)

    @classmethod
    def of(cls, shared: Shared, placed: bool, classes: bool) -> Measures:
        """``placed``: rows can be compared by distance. ``classes``: their labels can be judged."""
        rows, label = shared.rows, shared.rows.label
        equal, count = Equal.of(rows)
        far_out, ecod = FarOut.of(rows.numbers)
        chance = Coincidence.of(rows)
        own = {"ecod": ecod, "equal_rows": count, "equal_by_chance": chance.score(rows, count > 0)}
        conflicts, isolated, bins, texts, graph, radius = None, None, None, None, None, 0.0
        directions, halves = None, None
        if rows.numbers.size:
            isolated = isolation.grow(_thinned(rows.numbers), trees=TREES, seed=shared.seed)
            bins = histogram.start(rows.numbers)
            histogram.add(bins, rows.numbers)
            own |= _alone(rows.numbers, isolated, bins)
        if placed:
            graph, radius = _first(shared.near), _radius(shared.near[0])
            own["lof"] = lof(*graph).astype(np.float64)
            own["near_rows"] = _within(shared.near[0], radius)
        if rows.texts:
            signatures = near_texts.signed(_text(rows))
            texts = near_texts.start(signatures)
            own["near_texts"] = near_texts.near(texts, signatures, own=True).astype(np.float64)
        if label is not None:
            conflicts = Conflicts.of(rows, label)
            own["conflicting_label"], own["conflicting_class"] = conflicts.score(rows, label)
        if classes and label is not None:
            at, y = shared.labelled, shared.y.astype(np.int32)
            near = shared.near_labelled.astype(np.int32)
            own["neighbour_disagreement"] = _spread(disagreement(near[:, :VOTERS], y, y), at, shared.n)
            own["shapley"] = _spread(shapley(near, y, y, VOTERS), at, shared.n)
            directions = Directions.of(shared.clipped, label.astype(np.int64))
            own["spectral"] = directions.score(shared.clipped, label.astype(np.int64))
            if rows.numbers.shape[1] >= WIDE:
                halves = splits(shared.clipped, label, shared.classes)
                own["small_cluster"] = _smallness(halves, shared.clipped, label)
        return cls(equal, chance, conflicts, far_out, isolated, bins, directions, halves, graph, radius, texts, own)

    def score(
        self, shared: Shared, batch: Encoded, clipped: Points, near: Near, among: Codes | None
    ) -> dict[str, Floats]:
        """The same columns for rows outside the reference.

        ``clipped`` (m, d) them as points, ``near`` their nearest in the reference, ``among`` positions of the nearest
        that have a label, when labels can be judged.
        """
        count = self.equal.score(batch)
        label = np.full(len(batch), MISSING, np.int32) if batch.label is None else batch.label
        found = {"ecod": self.far_out.score(batch.numbers), "equal_rows": count}
        found["equal_by_chance"] = self.chance.score(batch, count > 0)
        if self.isolated is not None and self.bins is not None:
            found |= _alone(batch.numbers, self.isolated, self.bins)
        if self.graph is not None:
            found["lof"] = lof(*_first(near), self.graph).astype(np.float64)
            found["near_rows"] = _within(near[0], self.radius)
        if self.texts is not None:
            found["near_texts"] = near_texts.near(self.texts, near_texts.signed(_text(batch))).astype(np.float64)
        if self.conflicts is not None:
            found["conflicting_label"], found["conflicting_class"] = self.conflicts.score(batch, label)
        if self.directions is not None:
            if among is None:
                found["neighbour_disagreement"] = np.full(len(batch), np.nan)
            else:
                voters = among[:, :VOTERS].astype(np.int32)
                found["neighbour_disagreement"] = disagreement(voters, shared.y.astype(np.int32), label).astype(
                    np.float64
                )
            found["shapley"] = np.full(len(batch), np.nan)
            found["spectral"] = self.directions.score(clipped, label.astype(np.int64))
        if self.halves is not None:
            found["small_cluster"] = _smallness(self.halves, clipped, label)
        return found


def _alone(numbers: Points, isolated: isolation.IsolationForest, bins: histogram.Histogram) -> dict[str, Floats]:
    """What asks for no other row."""
    return {
        "isolation": isolation.score(isolated, _thinned(numbers), threads=threads()).astype(np.float64),
        "hbos": histogram.score(bins, numbers).astype(np.float64),
    }


def _thinned(numbers: Points) -> Points:
    """Every so-many-th column of a very large picture."""
    return np.ascontiguousarray(numbers[:, :: -(-numbers.shape[1] // MOST_COLUMNS)])


def _radius(distance: Floats) -> float:
    """A fifth of the distance that is usual to the nearest row that is not equal."""
    apart = distance[:, 0][distance[:, 0] > 0]
    return NEAREST * float(np.median(apart)) if len(apart) else 0.0


def _within(distance: Floats, radius: float) -> Floats:
    return np.asarray((distance <= radius).sum(1), np.float64)


def _text(rows: Encoded) -> list[str]:
    return ["\n".join(texts) for texts in zip(*rows.texts.values(), strict=True)]


def _smallness(halves: dict[int, Split], points: Points, label: NDArray[np.int32]) -> Floats:
    found = np.full(len(points), np.nan)
    for code, half in halves.items():
        own = np.flatnonzero(label == code)
        found[own] = np.where(half.small(points[own]), 1 - 2 * half.share, 0.0)
    return found


def _first(near: Near) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    return near[0][:, :AROUND].astype(np.float32), near[1][:, :AROUND].astype(np.int32)


def _spread(values: NDArray[np.float32] | Floats, at: Codes, n: int) -> Floats:
    """(n,) with NaN elsewhere."""
    made = np.full(n, np.nan)
    made[at] = values
    return made
