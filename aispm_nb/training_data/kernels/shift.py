"""Whether two sets of rows have the same columns: Kolmogorov-Smirnov, energy distance, PSI; chi-square for categories."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, kolmogorov

from .compiled import compiled
from .sorting import in_order
from .tails import COLUMNS, turned
from .tails_fold import Tails

FLOOR = 1e-4  # a bin's least share in PSI, which an empty bin would make infinite


@dataclass(frozen=True)
class Shift:
    """Of each column, (d,) float64.

    Attributes
    ----------
    ks : largest distance of the distribution functions; p : its two-sided probability, Kolmogorov's limit with Stephens' correction
        (1970; within 0.01 of scipy's asymptotic one, whose kstwo takes up to 0.4 s a column for a million rows).
    energy : energy distance, sqrt(2 ∫(F - G)²), in the column's unit.
    psi : population stability index over quantile bins of the rows before, and a bin for missing values.
    """

    ks: NDArray[np.float64]
    p: NDArray[np.float64]
    energy: NDArray[np.float64]
    psi: NDArray[np.float64]


def two_samples(before: NDArray[np.float32], after: NDArray[np.float32], bins: int = 10, threads: int = 1) -> Shift:
    """Compares the columns of rows (n, d) and (m, d), both below 2**31.

    NaN is no value to KS and energy, infinities are the ends (the energy is then infinite unless they are alike). A column
    without values on one side: ks 0, p 1, energy 0. All from one radix sort a column and side.
    """
    one, other = (np.require(rows, np.float32, ["C", "W"]) for rows in (before, after))
    d = one.shape[1]

    groups = range(0, d, COLUMNS)

    def some(worker: int) -> list[tuple[int, tuple[float, float, float, float]]]:
        """Each thread has every so-many-th group of columns, and room for one group of either side and for sorting it."""
        rooms = [np.empty((min(COLUMNS, d), len(rows)), np.float32) for rows in (one, other)]
        spare = [np.empty(len(rows), np.float32) for rows in (one, other)]
        return [
            (first + j, _column(in_order(a, spare[0]), in_order(b, spare[1]), (len(one), len(other)), bins))
            for first in groups[worker::threads]
            for j, (a, b) in enumerate(zip(turned(one, first, rooms[0]), turned(other, first, rooms[1]), strict=True))
        ]

    with ThreadPoolExecutor(threads) as pool:
        figures = dict(found for part in pool.map(some, range(threads)) for found in part)
    ks, p, energy, psi = np.array([figures[j] for j in range(d)], np.float64).reshape(d, 4).T
    return Shift(ks, p, energy, psi)


def specification(a: NDArray[np.float32], b: NDArray[np.float32]) -> tuple[int, float]:
    """``_walk`` in numpy: max of |F - G| · |a| · |b| and ∫(F - G)² of sorted values."""
    values = np.union1d(a, b)
    f, g = np.searchsorted(a, values, "right"), np.searchsorted(b, values, "right")
    apart = f * len(b) - g * len(a)
    steps = np.where(apart[:-1] != 0, np.diff(values.astype(np.float64)), 0)
    return int(np.abs(apart).max()), float(((apart[:-1] / (len(a) * len(b))) ** 2 * steps).sum())


def psi(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Population stability index of counts by bin; shares below 0.0001 count as that."""
    p, q = (np.maximum(counts / max(counts.sum(), 1), FLOOR) for counts in (before, after))
    return float(((p - q) * np.log(p / q)).sum())


def chi_square(before: NDArray[np.int32], after: NDArray[np.int32], k: int) -> tuple[float, float]:
    """Statistic and p of Pearson's test that codes 0 … k - 1 are alike in both; codes below 0 (missing) are left out."""
    counts = np.stack([np.bincount(codes[codes >= 0], minlength=k) for codes in (before, after)]).astype(np.float64)
    counts = counts[:, counts.sum(0) > 0]
    if counts.shape[1] < 2 or (counts.sum(1) == 0).any():
        return 0.0, 1.0
    expected = counts.sum(1, keepdims=True) * counts.sum(0) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return statistic, float(chdtrc(counts.shape[1] - 1, statistic))


def of_states(before: Tails, after: Tails) -> NDArray[np.float64]:
    """KS (d,) of two folds with the same cells: at most the share of the fullest cell below the exact one, never above."""
    f, g = (np.cumsum(s.counts, 1) / np.maximum(s.counts.sum(1, keepdims=True), 1) for s in (before, after))
    distance: NDArray[np.float64] = np.abs(f - g).max(1)
    return distance


def _column(
    a: NDArray[np.float32], b: NDArray[np.float32], rows: tuple[int, int], bins: int
) -> tuple[float, float, float, float]:
    """``a`` and ``b`` are the values that are known, in order, of so many ``rows``."""
    n, m = len(a), len(b)
    edges = np.unique(a[np.minimum(np.arange(1, bins) * n // bins, n - 1)]) if n else a[:0]
    counts = [
        np.diff([0, *np.searchsorted(side, edges, "right"), len(side), whole]).astype(np.float64)
        for side, whole in zip((a, b), rows, strict=True)
    ]
    if not counts[0][-1] and not counts[1][-1]:
        counts = [counts[0][:-1], counts[1][:-1]]
    stability = psi(*counts)
    if not n or not m:
        return 0.0, 1.0, 0.0, stability
    apart, area = _walk(a, b)
    distance = apart / (n * m)
    root = float(np.sqrt(n * m / (n + m)))
    p = float(kolmogorov(distance * (root + 0.12 + 0.11 / root)))
    return distance, p, float(np.sqrt(2 * area)), stability


@compiled()
def _walk(a: NDArray[np.float32], b: NDArray[np.float32]) -> tuple[int, float]:
    """Both sorted, at once, from their begins and from the middle: two walks that do not wait for each other take little more than one."""
    n, m = len(a), len(b)
    half, at = np.searchsorted(a, a[n // 2]), np.searchsorted(b, a[n // 2])
    i, j, most, area, last = 0, 0, 0, 0.0, min(a[0], b[0])
    k, g, later, beyond, before = half, at, 0, 0.0, last
    if half > 0:
        before = max(before, a[half - 1])
    if at > 0:
        before = max(before, b[at - 1])
    while i < half and j < at and k < n and g < m:
        v, w = min(a[i], b[j]), min(a[k], b[g])
        most, area = _step(v, last, i * m - j * n, n * m, most, area)
        later, beyond = _step(w, before, k * m - g * n, n * m, later, beyond)
        i, j, last = i + int(a[i] <= v), j + int(b[j] <= v), v
        k, g, before = k + int(a[k] <= w), g + int(b[g] <= w), w
    most, area = _to_the_end(a, b, i, j, half, at, last, most, area)
    later, beyond = _to_the_end(a, b, k, g, n, m, before, later, beyond)
    return max(most, later), area + beyond


@compiled()
def _step(v: float, last: float, apart: int, all_pairs: int, most: int, area: float) -> tuple[int, float]:
    """A value's step is complete when the next differs; nothing branches on which side is next."""
    part = apart / float(all_pairs)
    step = np.float64(v) - np.float64(last) if v != last and apart else 0.0
    return max(most, abs(apart) if v != last else 0), area + part * part * step


@compiled()
def _to_the_end(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    i: int,
    j: int,
    end: int,
    stop: int,
    last: float,
    most: int,
    area: float,
) -> tuple[int, float]:
    """One of the sides is at its end, or nearly."""
    n, m = len(a), len(b)
    while i < end or j < stop:
        second = i >= end or (j < stop and b[j] < a[i])
        v = b[j] if second else a[i]
        most, area = _step(v, last, i * m - j * n, n * m, most, area)
        last = v
        i, j = i + int(not second), j + int(second)
    return most, area
