"""Whether columns drift along the order of the rows: CUSUM of ranks, which finds gradual drift as well as a break."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov

from .compiled import compiled
from .tails import COLUMNS, ordered, turned


@dataclass(frozen=True)
class Drift:
    """Of each column, (d,).

    Attributes
    ----------
    statistic : largest excursion of the sum of centred ranks, over its standard deviation without drift (a Brownian
        bridge's, ties accounted for); p : the Kolmogorov probability of that.
    at : the row after which the excursion is largest, -1 for a column that does not vary: where a break lies, or the
        middle of a drift.
    rises : whether values are higher after than before.
    """

    statistic: NDArray[np.float64]
    p: NDArray[np.float64]
    at: NDArray[np.int64]
    rises: NDArray[np.bool_]


def drift(numbers: NDArray[np.float32], threads: int = 1) -> Drift:
    """Tests the columns of rows (n, d) in their order, n < 2**31; NaN is left out, infinities are the ends.

    Pettitt, "A non-parametric approach to the change-point problem", 1979, with Kolmogorov's limit for the maximum.
    """
    rows = np.require(numbers, np.float32, ["C", "W"])
    n, d = rows.shape
    groups = range(0, d, COLUMNS)

    def some(worker: int) -> list[tuple[int, tuple[int, int, int, float]]]:
        room = np.empty((min(COLUMNS, d), n), np.float32)
        a, b, ranks = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int32)
        return [
            (first + j, _excursion(column.view(np.int32), a, b, ranks))
            for first in groups[worker::threads]
            for j, column in enumerate(turned(rows, first, room))
        ]

    with ThreadPoolExecutor(threads) as pool:
        found = dict(one for part in pool.map(some, range(threads)) for one in part)
    most, at, _, squares = np.array([found[j] for j in range(d)], np.float64).reshape(d, 4).T
    statistic = np.abs(most) / np.sqrt(np.maximum(squares, 1))  # the sum's variance: a rank's, times how many there are
    return Drift(statistic, kolmogorov(statistic), at.astype(np.int64), most < 0)


def specification(column: NDArray[np.float32]) -> tuple[int, int, int, float]:
    """``_excursion`` in numpy: largest sum of centred double ranks (the first of those), its row, count, squares."""
    known = np.flatnonzero(~np.isnan(column))
    _, which, counts = np.unique(column[known], return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    centred = (2 * ends - counts - len(known))[which]
    sums = np.cumsum(centred)
    if not centred.any():
        return 0, -1, len(known), 0.0
    top = int(np.argmax(np.abs(sums)))
    return int(sums[top]), int(known[top]), len(known), float((centred.astype(np.float64) ** 2).sum())


@compiled()
def _excursion(
    bits: NDArray[np.int32], a: NDArray[np.int64], b: NDArray[np.int64], ranks: NDArray[np.int32]
) -> tuple[int, int, int, float]:
    """Ranks are doubled, so that ties' are whole; centred, so that -n < rank < n. Sums of squares pass 2**63 from 3M rows."""
    items, m = ordered(bits, a, b)
    lower = b if items is a else a
    begin, end = 0, m
    for i in range(m):
        begin = begin if i and items[i] >> 31 == items[i - 1] >> 31 else i
        lower[i] = begin
    squares = 0.0
    for i in range(m - 1, -1, -1):
        end = end if i + 1 < m and items[i] >> 31 == items[i + 1] >> 31 else i + 1
        rank = lower[i] + end - m
        squares += float(rank) * float(rank)
        ranks[items[i] & 0x7FFFFFFF] = rank
    total, most, at = 0, 0, -1
    for i in range(len(bits)):
        if (int(bits[i]) & 0x7FFFFFFF) > 0x7F800000:
            continue
        total += ranks[i]
        if abs(total) > abs(most):
            most, at = total, i
    return most, at, m, squares
