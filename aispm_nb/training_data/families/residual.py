"""Wrong regression targets: how far a target lies from what the rest of the data says of such rows.

The residual of an out-of-bag forest over its local scale (the mean absolute residual of the neighbours, floored), so
that noise that grows with the value is not taken for an error; two-sided, its tail read as in ``tail``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.forest import Forest, oob, predict
from ..kernels.forest_regression import grow
from ..kernels.processors import threads
from .tail import Tail

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Bins = NDArray[np.uint8]


@dataclass(frozen=True)
class Residuals:
    """A forest of the reference, the absolute residuals of its rows and their tail."""

    grown: Forest
    absolute: Floats
    floor: float
    tail: Tail

    @classmethod
    def of(cls, bins: Bins, target: Floats, near: Codes, trees: int, seed: int) -> tuple[Residuals, Floats, Floats]:
        """Of rows with a target, ``near`` their neighbours among them. Nats and the expected target."""
        forest = grow(bins, target, trees=trees, seed=seed, threads=threads())
        expected = oob(forest, bins, threads=threads())[:, 0].astype(np.float64)
        expected = np.where(np.isfinite(expected), expected, target.mean())
        absolute = np.abs(target - expected)
        floor = 0.5 * float(np.median(absolute)) + 1e-12
        raw = absolute / np.maximum(absolute[near[:, :20]].mean(1), floor)
        tail = Tail.of(raw)
        return cls(forest, absolute, floor, tail), tail(raw), expected

    def score(self, bins: Bins, target: Floats, near: Codes) -> Floats:
        expected = predict(self.grown, bins)[:, 0]
        return self.tail(np.abs(target - expected) / np.maximum(self.absolute[near[:, :20]].mean(1), self.floor))
