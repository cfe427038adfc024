"""Columns cut into at most 255 bins by quantiles, with a bin for missing: what the forests read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

MISSING_BIN = 0  # values begin at 1
EDGES = 254
SAMPLE = 200_000  # rows that quantiles are taken from, as in scikit-learn's histogram boosting
HEAVY = 100  # a value that fills a hundredth of the column has a bin of its own


def edges(numbers: NDArray[np.float32], seed: int = 0) -> NDArray[np.float32]:
    """Where bins part, (d, 254) float32, rising, filled up with infinity.

    A column of at most 255 different values has a bin for each, parted midway. Of others, a value that fills a hundredth
    of the column has a bin of its own (a trigger's constant must not share one with its neighbours), and the rest is cut
    at quantiles. NaN and infinities are left out; a column without values has no edges.

    ``numbers`` (n, d); over 200,000 rows a sample of them decides.
    """
    n, d = numbers.shape
    if n > SAMPLE:
        numbers = numbers[np.sort(np.random.default_rng(seed).choice(n, SAMPLE, replace=False))]
    out = np.full((d, EDGES), np.inf, np.float32)
    for j, column in enumerate(np.ascontiguousarray(numbers.T)):
        cut = _cut(column[np.isfinite(column)])
        out[j, : len(cut)] = cut
    return out


def _cut(column: NDArray[np.float32]) -> NDArray[np.float32]:
    values: NDArray[np.float32]
    values, counts = np.unique(column, return_counts=True)
    if len(values) < 2:
        return values[:0]
    between = (values[:-1] / 2 + values[1:] / 2).astype(np.float32)
    at = between >= values[1:]  # neighbours in float32: the lower one parts them
    between[at] = values[:-1][at]
    if len(between) <= EDGES:
        return between
    heavy = np.flatnonzero(counts * HEAVY >= len(column))
    kept = np.union1d(heavy, heavy - 1)
    kept = kept[(kept >= 0) & (kept < len(between))][:EDGES]
    ranks = np.cumsum(counts)
    steps = np.linspace(0, len(column), EDGES - len(kept) + 2)[1:-1]
    kept = np.union1d(kept, np.minimum(np.searchsorted(ranks, steps), len(between) - 1))
    return between[kept]


def binned(numbers: NDArray[np.float32], edges: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Bins of rows, (n, d) uint8: 0 for NaN, else 1 + how many edges of its column lie below the value."""
    out = np.empty(numbers.shape, np.uint8)
    padded = np.full((len(edges), 256), np.inf, np.float32)
    padded[:, : edges.shape[1]] = edges
    _binned(np.require(numbers, np.float32, ["C", "W"]), padded, out)
    return out


def specification(numbers: NDArray[np.float32], edges: NDArray[np.float32]) -> NDArray[np.uint8]:
    """``binned`` in numpy."""
    below = edges[None, :, :] < np.asarray(numbers, np.float32)[:, :, None]
    return np.where(np.isnan(numbers), MISSING_BIN, 1 + below.sum(2)).astype(np.uint8)


@compiled()
def _binned(numbers: NDArray[np.float32], edges: NDArray[np.float32], out: NDArray[np.uint8]) -> None:
    """Eight halvings a value without a branch that data decides; infinity lies above the last edge by the padding."""
    n, d = numbers.shape
    for i in range(n):
        for j in range(d):
            x = numbers[i, j]
            at = 0
            for step in (128, 64, 32, 16, 8, 4, 2, 1):
                at += step * int(edges[j, at + step - 1] < x)
            out[i, j] = 0 if np.isnan(x) else at + 1
