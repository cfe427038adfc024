"""HBOS: how rare a row's values are among equal-width bins of their columns. A fold: in memory and by batches alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

ALPHA = 0.1  # added to a density, as in pyod, so that an empty bin has a finite score


@dataclass(frozen=True)
class Histogram:
    """State: counts are added to in place; states from the same ``start`` merge by addition.

    Attributes
    ----------
    low, width : (d,) float32, where the first bin begins and how wide all are.
    counts : (d, bins + 2) int64; the first and the last are values outside of the range it was started with.
    """

    low: NDArray[np.float32]
    width: NDArray[np.float32]
    counts: NDArray[np.int64]


def start(sample: NDArray[np.float32], bins: int = 10) -> Histogram:
    """An empty state of bins between the extremes of the finite values of rows (n, d)."""
    low, high = _extremes(np.require(sample, np.float32, ["C", "W"]))
    known = low <= high
    low = np.where(known, low, np.float32(0))
    width = np.where(known, high / np.float32(bins) - low / np.float32(bins), np.float32(1))
    width = np.where(width > 0, width, np.float32(1)).astype(np.float32)
    return Histogram(low, width, np.zeros((sample.shape[1], bins + 2), np.int64))


def add(state: Histogram, batch: NDArray[np.float32]) -> None:
    """Counts a batch (m, d) in; values that are NaN or infinite are left out."""
    rows = np.require(batch, np.float32, ["C", "W"])
    _fold(rows, state.low, state.width, state.counts, np.zeros((0, 0), np.float32), np.zeros(0, np.float32))


def merged(one: Histogram, other: Histogram) -> Histogram:
    """One state of two that were started with the same rows."""
    if not np.array_equal(one.low, other.low) or not np.array_equal(one.width, other.width):
        raise ValueError("the states were started with different rows: their bins do not match")
    return Histogram(one.low, one.width, one.counts + other.counts)


def score(state: Histogram, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum over columns of -log2(density + 0.1), (m,) float32, high is odd.

    The density is in units of the column's range (share × bins), so that it does not depend on the column's unit: pyod's
    HBOS on columns scaled to 0 … 1. Values outside of the range have density 0, missing ones add 0. The fold is exact:
    batches give what all rows at once would with the same bins. Goldstein and Dengel, "HBOS", 2012.
    """
    out = np.zeros(len(batch), np.float32)
    rows = np.require(batch, np.float32, ["C", "W"])
    _fold(rows, state.low, state.width, np.zeros((0, 0), np.int64), table(state), out)
    return out


def hbos(numbers: NDArray[np.float32], bins: int = 10) -> NDArray[np.float32]:
    """Scores (n,) of rows in memory against their own histogram."""
    state = start(numbers, bins)
    add(state, numbers)
    return score(state, numbers)


def table(state: Histogram) -> NDArray[np.float32]:
    """What a value adds to its row's score, by bin."""
    bins = state.counts.shape[1] - 2
    density = state.counts * bins / np.maximum(state.counts.sum(1, keepdims=True), 1)
    density[:, [0, -1]] = 0
    scores: NDArray[np.float32] = -np.log2(density + ALPHA).astype(np.float32)
    return scores


def places(state: Histogram, numbers: NDArray[np.float32]) -> NDArray[np.int64]:
    """The bin of each value, -1 if it has none: the specification of what the compiled twin counts and looks up."""
    bins = state.counts.shape[1] - 2
    with np.errstate(over="ignore", invalid="ignore"):
        z = (np.asarray(numbers, np.float32) - state.low) / state.width
        place = np.where(z < 0, 0, np.where(z <= bins, np.minimum(z, bins - 1) + 1, bins + 1))
        return np.where(np.isfinite(numbers), place, -1).astype(np.int64)


@compiled()
def _extremes(sample: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    d = sample.shape[1]
    low, high = np.full(d, np.inf, np.float32), np.full(d, -np.inf, np.float32)
    for i in range(len(sample)):
        for j in range(d):
            x = sample[i, j]
            finite = np.abs(x) < np.inf
            low[j] = x if finite and x < low[j] else low[j]
            high[j] = x if finite and x > high[j] else high[j]
    return low, high


@compiled()
def _fold(
    batch: NDArray[np.float32],
    low: NDArray[np.float32],
    width: NDArray[np.float32],
    counts: NDArray[np.int64],
    scores: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Counts into ``counts`` if there are any, adds from ``scores`` to ``out`` if there are any."""
    counting = len(counts) > 0
    bins = (counts.shape[1] if counting else scores.shape[1]) - 2
    for i in range(len(batch)):
        for j in range(len(low)):
            x = batch[i, j]
            if not np.abs(x) < np.inf:
                continue
            z = (x - low[j]) / width[j]
            place = 0 if z < 0 else bins + 1 if z > bins else int(min(z, np.float32(bins - 1))) + 1
            if counting:
                counts[j, place] += 1
            else:
                out[i] += scores[j, place]
