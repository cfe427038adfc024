"""Whether columns drift along the order of the rows: CUSUM of ranks, which finds gradual drift, a break, and a batch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov

from .compiled import compiled
from .tails import COLUMNS, ordered, turned

Excursion = tuple[int, int, int, int, int, int, int, float]
TERMS = 100  # of Kuiper's series, more than it takes where the probability is below 1


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
    range : from the lowest to the highest sum, over the same deviation; p_batch : the probability of that (Kuiper's).
    begin, end : the rows after which both lie, in order (-1: before the first row). What is in between is a batch that
        differs from the rows on both of its sides.
    higher : whether values are higher in the batch.
    """

    statistic: NDArray[np.float64]
    p: NDArray[np.float64]
    at: NDArray[np.int64]
    rises: NDArray[np.bool_]
    range: NDArray[np.float64]
    p_batch: NDArray[np.float64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    higher: NDArray[np.bool_]


def drift(numbers: NDArray[np.float32], threads: int = 1) -> Drift:
    """Tests the columns of rows (n, d) in their order, n < 2**31; NaN is left out, infinities are the ends.

    Pettitt, "A non-parametric approach to the change-point problem", 1979, with Kolmogorov's limit for the maximum. The
    range is that of a Brownian bridge (Kuiper 1960), as for an epidemic change (Levin and Kline, "The CUSUM test of
    homogeneity", 1985): a batch in the middle moves the sum twice, once up and once down.
    """
    rows = np.require(numbers, np.float32, ["C", "W"])
    n, d = rows.shape
    groups = range(0, d, COLUMNS)

    def some(worker: int) -> list[tuple[int, Excursion]]:
        room = np.empty((min(COLUMNS, d), n), np.float32)
        a, b, ranks = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int32)
        return [
            (first + j, _excursion(column.view(np.int32), a, b, ranks))
            for first in groups[worker::threads]
            for j, column in enumerate(turned(rows, first, room))
        ]

    with ThreadPoolExecutor(threads) as pool:
        found = dict(one for part in pool.map(some, range(threads)) for one in part)
    most, at, low, low_at, high, high_at, _, squares = (
        np.array([found[j] for j in range(d)], np.float64).reshape(d, 8).T
    )
    deviation = np.sqrt(np.maximum(squares, 1))  # the sum's variance: a rank's, times how many there are
    statistic, width = np.abs(most) / deviation, (high - low) / deviation
    begin, end = np.minimum(low_at, high_at), np.maximum(low_at, high_at)
    return Drift(
        statistic, kolmogorov(statistic), at.astype(np.int64), most < 0,
        width, kuiper(width), begin.astype(np.int64), end.astype(np.int64), low_at < high_at,
    )  # fmt: skip


def kuiper(width: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability that a Brownian bridge's range is at least this, (d,). Kuiper, "Tests concerning random points", 1960."""
    squares = np.square(np.arange(1, TERMS + 1) * np.maximum(width, 0.3)[:, None])  # below 0.3 it is 1 to 15 digits
    p: NDArray[np.float64] = np.clip(2 * ((4 * squares - 1) * np.exp(-2 * squares)).sum(1), 0.0, 1.0)
    return p


def specification(column: NDArray[np.float32]) -> Excursion:
    """``_excursion`` in numpy: of the sums of centred double ranks the largest, the lowest and the highest, each with its
    row (the first of those; -1 and 0 before the first row); count, squares."""
    known = np.flatnonzero(~np.isnan(column))
    _, which, counts = np.unique(column[known], return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    centred = (2 * ends - counts - len(known))[which]
    if not centred.any():
        return 0, -1, 0, -1, 0, -1, len(known), 0.0
    sums, rows = np.concatenate([[0], np.cumsum(centred)]), np.concatenate([[-1], known])
    top, low, high = int(np.argmax(np.abs(sums))), int(np.argmin(sums)), int(np.argmax(sums))
    squares = float((centred.astype(np.float64) ** 2).sum())
    return int(sums[top]), int(rows[top]), int(sums[low]), int(rows[low]), int(sums[high]), int(rows[high]), len(known), squares  # fmt: skip


@compiled()
def _excursion(
    bits: NDArray[np.int32], a: NDArray[np.int64], b: NDArray[np.int64], ranks: NDArray[np.int32]
) -> Excursion:
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
    total, low, low_at, high, high_at = 0, 0, -1, 0, -1
    for i in range(len(bits)):
        if (int(bits[i]) & 0x7FFFFFFF) > 0x7F800000:
            continue
        total += ranks[i]
        if total < low:
            low, low_at = total, i
        if total > high:
            high, high_at = total, i
    most, at = high, high_at
    if -low > high or (-low == high and low_at < high_at):
        most, at = low, low_at
    return most, at, low, low_at, high, high_at, m, squares
