"""Two values that meet: held together by rows that chance would not bring together, while no other two values of those columns are.

Columns that depend on each other have many values that meet (a charge and its minutes); two constants that were put into the same rows
are alone in their columns. That needs no labels, so it is seen as well where the trigger's class is nearly everybody's.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .box import Box, Ranks

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST = 5  # rows in which two values meet
FEWEST_VALUES = 13  # different values from which a column has an order to speak of
MOST_COLUMNS = 60
MANY = 100  # pairs of values of two columns that depend on each other for certain
ASKED = 5  # of two columns, the pairs of values that are held against their neighbours
AROUND = 6  # distinct values on each side
LEAST = 6.0  # nats
LARGEST = 0.03  # share of all rows


class Meeting(NamedTuple):
    """``nats`` beyond those of the next two values of the same columns, and the two as a box."""

    nats: float
    box: Box


def meetings(ranks: Ranks, values: list[NDArray[np.float32]], nominal: NDArray[np.bool_]) -> list[Meeting]:
    """Of every two columns of numbers the two values that meet most beyond chance, largest nats first; noughts are left out."""
    able = [j for j in np.flatnonzero(~nominal).tolist() if len(values[j]) >= FEWEST_VALUES]
    if len(able) > MOST_COLUMNS:
        able = np.sort(np.random.default_rng(0).choice(able, MOST_COLUMNS, replace=False)).tolist()
    count = {j: np.bincount(ranks[ranks[:, j] >= 0, j], minlength=len(values[j])) for j in able}
    often = {j: (ranks[:, j] >= 0) & (count[j][ranks[:, j]] >= FEWEST) & (values[j][ranks[:, j]] != 0) for j in able}
    found: list[Meeting] = []
    for i, j in combinations(able, 2):
        both = often[i] & often[j]
        if both.sum() < FEWEST:
            continue
        met, rows = np.unique(ranks[both, i].astype(np.int64) * len(values[j]) + ranks[both, j], return_counts=True)
        enough = (rows >= FEWEST) & (rows <= LARGEST * len(ranks))
        if not 0 < enough.sum() <= MANY:
            continue
        a, b = np.divmod(met[enough], len(values[j]))
        seen = rows[enough].astype(np.float64)
        chance = (count[i][a] - seen) * (count[j][b] - seen) / len(ranks)
        first = np.argsort(-_nats(seen, chance))[:ASKED]
        beside = [_beside(ranks[:, i], ranks[:, j], int(a[k]), int(b[k]), count[i], count[j]) for k in first]
        nats = _nats(seen[first], np.maximum(chance[first], beside))
        order = np.argsort(-nats)
        k = first[order[0]]
        beyond = float(nats[order[0]]) - (float(nats[order[1]]) if len(order) > 1 else 0.0)
        if beyond >= LEAST:
            at = (int(a[k]), int(b[k]))
            found.append(Meeting(beyond, Box(0.0, (i, j), at, at, 0.0, 0.0)))
    return sorted(found, key=lambda one: -one.nats)


def _nats(seen: Floats, usual: Floats) -> Floats:
    """Of more rows than usual, half a row being added to what is usual."""
    due = usual + 0.5
    return np.where(seen > due, seen * np.log(seen / due) - (seen - due), 0.0)


def _beside(x: NDArray[np.int32], y: NDArray[np.int32], a: int, b: int, of_x: Counts, of_y: Counts) -> float:
    """Rows to be expected by the values beside each: how many of those that are near a in x have b in y, or the reverse."""
    near_a = (np.abs(x - a) <= AROUND) & (x != a) & (x >= 0)
    near_b = (np.abs(y - b) <= AROUND) & (y != b) & (y >= 0)
    along = of_x[a] * ((y == b) & near_a).sum() / max(near_a.sum(), 1)
    across = of_y[b] * ((x == a) & near_b).sum() / max(near_b.sum(), 1)
    return float(max(along, across))
