"""ECOD and COPOD of rows that do not fit in memory: counts of fine cells, added up batch by batch, then scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

SIDE = 32_768  # cells to each side of the centre: 64 powers of two of 512 cells; 128 cost 4 % of a sum of 20 columns
FINEST = (127 - 20) << 9  # exponent and 9 bits of a float32 of 2**-20 scales; what lies nearer shares a cell
ROWS = 512


@dataclass(frozen=True)
class Tails:
    """State: counts are added to in place; states from the same ``start`` merge by addition, in any order.

    Attributes
    ----------
    centre, scale : (d,) float32, median and quartile distance of the rows that it was started with.
    counts : (d, 65536) int64, values by cell. A cell is 1/512 as wide as it is far from the centre, so tails are as
        fine as the data at any scale. 512 KB a column.
    powers : (4, d) float64, sums of 1, z, z², z³ of finite z = (value - centre) / scale: for the skewness.
    """

    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    counts: NDArray[np.int64]
    powers: NDArray[np.float64]


def start(sample: NDArray[np.float32]) -> Tails:
    """An empty state whose cells suit a few thousand random rows (n, d)."""
    d = sample.shape[1]
    centre, scale = np.zeros(d, np.float32), np.ones(d, np.float32)
    for j, column in enumerate(sample.T):
        values = column[np.isfinite(column)]
        if len(values):
            low, centre[j], high = np.quantile(values.astype(np.float64), [0.25, 0.5, 0.75])
            spread = max(high - low, float(np.abs(values).max()) * 1e-6)
            scale[j] = spread if np.isfinite(np.float32(spread)) and spread > 0 else 1
    return Tails(centre, scale, np.zeros((d, 2 * SIDE), np.int64), np.zeros((4, d)))


def add(state: Tails, batch: NDArray[np.float32]) -> None:
    """Counts a batch (m, d) in. NaN is left out, infinities are the last cells."""
    _fold(
        np.require(batch, np.float32, ["C", "W"]),
        state.centre,
        state.scale,
        state.counts,
        state.powers,
        np.zeros((0, 0), np.float32),
        np.zeros(0, np.float32),
    )


def merged(one: Tails, other: Tails) -> Tails:
    """One state of two that were started with the same rows."""
    if not np.array_equal(one.centre, other.centre) or not np.array_equal(one.scale, other.scale):
        raise ValueError("the states were started with different rows: their cells do not match")
    return Tails(one.centre, one.scale, one.counts + other.counts, one.powers + other.powers)


def table(state: Tails, copula: bool) -> NDArray[np.float32]:
    """What a value adds to its row's score, by cell (d, 65536): ECOD's, or COPOD's."""
    left = np.cumsum(state.counts, axis=1)
    total = left[:, -1:]
    right = total - left + state.counts
    logs = np.log(np.maximum(total, 1))
    lefts, rights = logs - np.log(np.maximum(left, 1)), logs - np.log(np.maximum(right, 1))
    if not copula:
        larger: NDArray[np.float64] = np.maximum(lefts, rights)
        return larger.astype(np.float32)
    count, first, second, third = state.powers
    mean = first / np.maximum(count, 1)
    spread = np.maximum(second - count * mean**2, 0)
    moment = third - 3 * mean * second + 2 * count * mean**3
    skew = np.where(np.abs(moment) > 1e-9 * spread * np.sqrt(spread), np.sign(moment), 0)[:, None]
    side = lefts * (skew <= 0) + rights * (skew >= 0)
    either: NDArray[np.float64] = np.maximum(side, (lefts + rights) / 2)
    return either.astype(np.float32)


def score(state: Tails, batch: NDArray[np.float32], scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores (m,) of a batch by a ``table``, high is odd.

    Tolerance: a value counts all of its cell as if it were tied with it. So a column's part is at most
    log(t / (t - c + 1)) below the exact one, where t is the tail with the cell and c what the cell holds, and never above.
    """
    out = np.zeros(len(batch), np.float32)
    rows = np.require(batch, np.float32, ["C", "W"])
    _fold(rows, state.centre, state.scale, np.zeros((0, 0), np.int64), np.zeros((0, 0)), scores, out)
    return out


def cells(state: Tails, numbers: NDArray[np.float32]) -> NDArray[np.int64]:
    """The cell of each value, -1 for NaN: the specification of what the compiled twin counts and looks up."""
    with np.errstate(over="ignore", invalid="ignore"):
        z = (np.asarray(numbers, np.float32) - state.centre) / state.scale
    away = np.clip((np.abs(z).view(np.int32) >> 14) - FINEST, 0, SIDE - 1).astype(np.int64)
    return np.where(np.isnan(z), -1, np.where(z < 0, SIDE - 1 - away, SIDE + away))


@compiled()
def _fold(
    batch: NDArray[np.float32],
    centre: NDArray[np.float32],
    scale: NDArray[np.float32],
    counts: NDArray[np.int64],
    powers: NDArray[np.float64],
    scores: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Counts into ``counts`` and ``powers`` if there are any, adds from ``scores`` to ``out`` if there are any."""
    n, d = batch.shape
    z = np.empty(ROWS, np.float32)
    bits = z.view(np.int32)
    for begin in range(0, n, ROWS):
        size = min(ROWS, n - begin)
        for j in range(d):
            for i in range(size):
                z[i] = (batch[begin + i, j] - centre[j]) / scale[j]
            for i in range(size):
                word = int(bits[i])
                away = word & 0x7FFFFFFF
                if away > 0x7F800000:
                    continue
                cell = min(max((away >> 14) - FINEST, 0), SIDE - 1)
                cell = SIDE + cell if word >= 0 or away == 0 else SIDE - 1 - cell
                if len(counts):
                    counts[j, cell] += 1
                    x = np.float64(z[i])
                    if np.abs(x) < np.inf:
                        powers[0, j] += 1
                        powers[1, j] += x
                        powers[2, j] += x * x
                        powers[3, j] += x * x * x
                else:
                    out[begin + i] += scores[j, cell]
