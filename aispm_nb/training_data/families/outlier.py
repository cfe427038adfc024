"""Outliers: rows farther from their neighbours than those are from theirs, in value and in rank.

ln D₁₀ (the distance to the tenth neighbour) less its mean over twenty neighbours: local, as LOF (Breunig et al. 2000),
but in logarithms, where differences add up and the tail is exponential. D is floored, or a row in a gap between two
dense spots would count as strange. The larger of two spaces: clipped values, which see how far, and ranks, which see
odd company in skewed columns. Single values out of range are seen by `.reach`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .tail import Tail

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

NEAR = 10
AROUND = 20
FLOOR = 0.6


@dataclass(frozen=True)
class Gap:
    """ln D of the reference and its tail, in one space."""

    log_distance: Floats
    floor: float
    tail: Tail

    @classmethod
    def of(cls, distance: Floats, index: Indices) -> tuple[Gap, Floats]:
        near = min(NEAR, distance.shape[1]) - 1
        d = distance[:, near]
        floor = FLOOR * max(float(np.median(d)), 1e-12)
        log_distance = np.log(np.maximum(d, floor))
        raw = log_distance - log_distance[index[:, :AROUND]].mean(1)
        tail = Tail.of(raw)
        return cls(log_distance, floor, tail), tail(raw)

    def score(self, distance: Floats, index: Indices) -> Floats:
        near = min(NEAR, distance.shape[1]) - 1
        own = np.log(np.maximum(distance[:, near], self.floor))
        return self.tail(own - self.log_distance[index[:, :AROUND]].mean(1))
