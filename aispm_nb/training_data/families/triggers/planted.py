"""Whether rows were put into a box or live there: a box that holds no more rows than what lies around it is a rule of the data.

A rule that honest data follow (long calls and many complaints: the customer leaves) fills a box with one label as a trigger does, but
moves no row into it. A trigger does: without its rows the box would hold as many as its neighbours along each column.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .box import Box, Ranks

FEW = 12  # values of a column that has no neighbours to speak of
SCATTERED = 0.6  # of the usual spread in other columns, below which rows are a kind of their own
UNSEEN = 0.5  # of a row, added to what is usual
HILLY = 1.5  # times what lies beside it that an honest place of one ordered column may hold: densities have hills


def moved_in(box: Box, ranks: Ranks, nominal: NDArray[np.bool_], suspect: NDArray[np.bool_]) -> float:
    """Nats by which "the hits beyond what is expected were put there" explains the rows in the box better than "none was".

    Poisson, with the largest expectation that any column of the box gives: rows in the windows beside it, or for a single value what
    its share and the other columns lead to. Rows that are ``suspect`` (n,) themselves do not say what is usual beside a range: a
    trigger that jitters has rows on both sides of its own box. Beside a lone category (``nominal`` columns), or missing values alone, nothing lies: of those
    it cannot tell.
    """
    if len(box.columns) == 1 and (nominal[box.columns[0]] or box.high[0] < 0):
        return 0.0
    inside = [(ranks[:, c] >= a) & (ranks[:, c] <= b) for c, a, b in zip(box.columns, box.low, box.high, strict=True)]
    total = float(np.logical_and.reduce(inside).sum())
    put = max(box.observed - box.expected, 0.0)
    usual, less = 0.0, 0.0  # rows to be expected, with all rows counted and without those that were put in
    for k, (column, low, high) in enumerate(zip(box.columns, box.low, box.high, strict=True)):
        rest = np.ones(len(ranks), dtype=bool)
        for j, other in enumerate(inside):
            if j != k:
                rest &= other
        values = ranks[:, column]
        if len(box.columns) > 1 and (low == high or values.max() < FEW):
            others, own, n = float(rest.sum()), float(inside[k].sum()), len(ranks)
            due = (others * own / n, (others - put) * (own - put) / max(n - put, 1.0))
        elif len(box.columns) == 1 and values.max() < FEW:
            due = (_next_to(values, low, high),) * 2
        elif low < high:
            due = ((HILLY if len(box.columns) == 1 else 1.0) * _beside(values, rest & ~suspect, low, high),) * 2
        else:
            continue
        if due[0] > usual:
            usual, less = due
    usual, less = usual + UNSEEN, less + UNSEEN
    return float(total * np.log((less + put) / usual) - (less + put - usual))


def _next_to(values: NDArray[np.int32], low: int, high: int) -> float:
    """Rows of as many values on each side as low … high are, in the mean."""
    count = np.bincount(values[values >= 0])
    wide = high - low + 1
    sides = [count[max(low - wide, 0) : max(low, 0)], count[high + 1 : high + 1 + wide]]
    means = [float(side.mean()) * wide for side in sides if len(side)]
    return float(np.mean(means)) if means else 0.0


def _beside(values: NDArray[np.int32], rest: NDArray[np.bool_], low: int, high: int) -> float:
    """Rows of ``rest`` in the two windows beside low … high that hold as many rows; of one where the column ends at the other."""
    count = np.bincount(values + 1, minlength=2)
    below = np.concatenate([[0], np.cumsum(count)])  # rows with rank + 1 below
    size = below[high + 2] - below[low + 1]
    first = int(np.searchsorted(below, below[low + 1] - size, "left"))
    last = int(np.searchsorted(below, below[high + 2] + size, "left"))
    place = values + 1
    sides = []
    if below[low + 1] >= 0.5 * size:
        sides.append(float((rest & (place >= first) & (place < low + 1)).sum()))
    if below[-1] - below[high + 2] >= 0.5 * size:
        sides.append(float((rest & (place > high + 1) & (place < last)).sum()))
    return float(np.mean(sides)) if sides else 0.0


def scattered(rows: NDArray[np.intp], columns: tuple[int, ...], ranks: Ranks) -> float:
    """How widely ``rows`` are spread in all other columns, as a share of how widely all rows are: variances of ranks, the mean.

    Rows that a trigger was put into come from anywhere; a kind of rows of the data's own agrees in most columns. 1 where none is left.
    """
    rest = [j for j in range(ranks.shape[1]) if j not in columns and ranks[:, j].max() > 0]
    if not rest or len(rows) < 2:
        return 1.0
    held = ranks[:, rest].astype(np.float64)
    every = held.var(0)
    return float(np.mean(held[rows].var(0)[every > 0] / every[every > 0])) if (every > 0).any() else 1.0
