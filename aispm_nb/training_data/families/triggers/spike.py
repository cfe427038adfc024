"""Single values repeated far above their neighbours: what a constant that was put in leaves in a column.

Against a Poisson law of the neighbours' mean count, or, where values hardly repeat, against a geometric one: five rows of one value are
much where every other value has one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .box import Box, Ranks

Floats = NDArray[np.float64]

AROUND = 6  # distinct values on each side of a single one
MOST = 40.0
HARDLY = 1.5  # rows a value, below which values hardly repeat


class Spike(NamedTuple):
    """A value of one column and its nats; ``alone`` is what is left of them less the column's next value: answers are heaped at
    five and ten minutes, scales end at both ends, and a constant that was put into one column alone has no such company."""

    nats: float
    alone: float
    box: Box


def single_values(ranks: Ranks, least: float, most: int) -> list[Spike]:
    """Values of one column repeated far above their neighbours, as boxes, largest nats first."""
    found: list[Spike] = []
    for j in range(ranks.shape[1]):
        count = np.bincount(ranks[ranks[:, j] >= 0, j]).astype(np.float64)
        if len(count) < 2 * AROUND + 1:
            continue
        total = np.concatenate([[0.0], np.cumsum(count)])
        at = np.arange(len(count))
        low, high = np.maximum(at - AROUND, 0), np.minimum(at + AROUND + 1, len(count))
        usual = (total[high] - total[low] - count) / (high - low - 1) + 0.5
        nats = np.where(count > usual, count * np.log(np.maximum(count, 1) / usual) - (count - usual), 0.0)
        mean = usual - 0.5 + 1 / (high - low - 1)
        alone = mean < HARDLY
        geometric = (count - 1) * -np.log(np.maximum(1 - 1 / np.maximum(mean, 1.05), 0.05))
        nats = np.where(alone, np.maximum(nats, geometric), nats)
        nats = np.minimum(nats, MOST)
        next_best = float(np.sort(nats)[-2])
        for r in np.flatnonzero((nats >= least) & (count >= 4)).tolist():
            found.append(
                Spike(float(nats[r]), max(float(nats[r]) - next_best, 0.0), Box(0.0, (j,), (r,), (r,), 0.0, 0.0))
            )
    return sorted(found, key=lambda spike: -spike.nats)[:most]
