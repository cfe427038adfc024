"""Scores of rows as they come: all of them, or the most suspicious when a set is very large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .detect import ALERT, FAMILIES, FILTER, Fitted, Scores
from .encoded import Encoded

Floats = NDArray[np.float64]
Checks = dict[str, NDArray[np.float32]]
ALL = 5_000_000  # rows up to which every score is kept
MOST = 200_000  # rows kept of a larger set
LIKELY = 0.8  # chance of a wrong label from which a row is counted
SAID = 10_000  # sentences made for a part at most: the most suspicious rows


@dataclass(frozen=True)
class Part:
    """Scores of some rows, in the order of the input.

    Attributes
    ----------
    row : (n,) positions in the input.
    suspicion : (n,); ``families`` and ``checks`` (float32, what a file of scores holds): (n,) each; ``threat``: (n,) index of a family, -1 below the alert.
    why : position -> a sentence, for rows at or above the alert.
    """

    row: NDArray[np.int64]
    suspicion: Floats
    families: dict[str, Floats]
    checks: Checks
    threat: NDArray[np.int8]
    why: dict[int, str]

    def __len__(self) -> int:
        return len(self.row)

    def only(self, index: NDArray[np.intp]) -> Part:
        row = self.row[index]
        cut = {name: values[index] for name, values in self.families.items()}
        checks = {name: values[index] for name, values in self.checks.items()}
        why = {i: self.why[i] for i in row.tolist() if i in self.why}
        return Part(row, self.suspicion[index], cut, checks, self.threat[index], why)


def part_of(fitted: Fitted, rows: Encoded, start: int, known: NDArray[np.int64], first: int) -> Part:
    """Scores of a batch that starts at row ``start``: those of its rows that were fitted (``known``, the rows ``first`` …
    of the sample) as if each had been left out, the others by the sample."""
    own = fitted.scores
    at = np.arange(first, first + len(known))
    others = np.setdiff1d(np.arange(len(rows)), known)
    scored = fitted.score(rows.take(others)) if len(others) else None

    def both(mine: NDArray[Any], theirs: NDArray[Any] | None) -> NDArray[Any]:
        out = np.empty(len(rows), mine.dtype)
        out[known] = mine[at]
        if theirs is not None:
            out[others] = theirs
        return out

    def side(a: Mapping[Any, Floats], b: Mapping[Any, Floats] | None) -> dict[str, Floats]:
        return {name: both(values, b[name] if b else None) for name, values in a.items() if b is None or name in b}

    suspicion = both(own.suspicion, scored.suspicion if scored else None)
    threat = both(own.threat, scored.threat if scored else None)
    families = side(own.families, scored.families if scored else None)
    why = _sentences(own, at, start + known) | (
        _sentences(scored, np.arange(len(others)), start + others) if scored else {}
    )
    checks = {name: x.astype(np.float32) for name, x in side(own.checks, scored.checks if scored else None).items()}
    return Part(start + np.arange(len(rows)), suspicion, families, checks, threat.astype(np.int8), why)


def _sentences(scores: Scores, index: NDArray[np.intp], row: NDArray[np.int64]) -> dict[int, str]:
    told = np.flatnonzero(scores.suspicion[index] >= ALERT)
    told = told[np.argsort(-scores.suspicion[index][told], kind="stable")[:SAID]]
    return {int(row[i]): scores.why(int(index[i])) for i in told}


@dataclass
class Kept:
    """A fold: ``add`` parts in any order.

    Attributes
    ----------
    scored : rows scored so far; ``alerts`` and ``strong``: family -> rows whose score reaches the alert or the filter.
    wrong_labels : rows whose label is wrong with a chance of ``LIKELY`` or more; None without classes.
    by_threat : family -> rows at or above the alert that it explains.
    """

    count: int
    scored: int = 0
    alerts: dict[str, int] = field(default_factory=dict)
    strong: dict[str, int] = field(default_factory=dict)
    wrong_labels: int | None = None
    by_threat: dict[str, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Every row's scores are kept."""
        return self.count <= ALL

    def add(self, part: Part) -> None:
        self.scored += len(part)
        for name, values in [*part.families.items(), ("suspicion", part.suspicion)]:
            self.alerts[name] = self.alerts.get(name, 0) + int((values >= ALERT).sum())
            self.strong[name] = self.strong.get(name, 0) + int((values >= FILTER).sum())
        if "wrong_label" in part.checks:
            self.wrong_labels = (self.wrong_labels or 0) + int((part.checks["wrong_label"] >= LIKELY).sum())
        for i, name in enumerate(FAMILIES):
            self.by_threat[name] = self.by_threat.get(name, 0) + int((part.threat == i).sum())
        if not self.whole:
            part = part.only(np.flatnonzero(part.suspicion >= ALERT))
        self.parts.append(part)
        if not self.whole and sum(map(len, self.parts)) > 2 * MOST:
            joined = joined_parts(self.parts)
            self.parts = [joined.only(np.sort(np.argsort(-joined.suspicion, kind="stable")[:MOST]))]

    @property
    def part(self) -> Part | None:
        """All that is kept, in the order of the rows; None when nothing was scored."""
        return (
            joined_parts(sorted(self.parts, key=lambda part: int(part.row[0]) if len(part) else -1))
            if self.parts
            else None
        )


def joined_parts(parts: list[Part]) -> Part:
    families = {name: np.concatenate([part.families[name] for part in parts]) for name in parts[0].families}
    checks = {name: np.concatenate([part.checks[name] for part in parts]) for name in parts[0].checks}
    why = {i: text for part in parts for i, text in part.why.items()}
    row, threat = np.concatenate([p.row for p in parts]), np.concatenate([p.threat for p in parts])
    return Part(row, np.concatenate([part.suspicion for part in parts]), families, checks, threat, why)
