"""How improbable a value is, in nats, when the upper tail of honest rows is exponential.

Through two quantiles that a few per cent of poisoned rows do not move: below the lower one the empirical share counts,
above it −ln p grows with the tail's own slope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.places import below

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tail:
    """−ln P(value ≥ x) for values like those it was made from."""

    ordered: Floats
    start: float
    slope: float
    nats: float  # at ``start``

    @classmethod
    def of(cls, values: Floats, low: float = 0.75, high: float = 0.97) -> Tail:
        ordered = np.sort(values[np.isfinite(values)])
        if not len(ordered):
            return cls(np.zeros(1), 0.0, 1.0, 0.0)
        start, end = np.quantile(ordered, [low, high])
        nats = float(np.log((1 - low) / (1 - high)))
        slope = (end - start) / nats
        spread = float(ordered.std())
        slope = max(float(slope), 1e-6 * spread, 1e-12)
        kept = ordered[:: max(1, len(ordered) // 2_000)]
        return cls(kept, float(start), slope, float(-np.log(1 - low)))

    def __call__(self, values: Floats) -> Floats:
        share = below(self.ordered, values) / (len(self.ordered) + 1)
        inner = -np.log1p(-share)
        outer = self.nats + (values - self.start) / self.slope
        return np.where(values > self.start, np.maximum(outer, self.nats), np.minimum(inner, self.nats))

    def drawn(self, random: np.random.Generator, size: int) -> Floats:
        """Values as honest rows would show them: the empirical body, the exponential tail."""
        nats = random.exponential(size=size)
        rank = (-np.expm1(-np.minimum(nats, self.nats)) * len(self.ordered)).astype(np.int64)
        body = self.ordered[np.minimum(rank, len(self.ordered) - 1)]
        return np.where(nats > self.nats, self.start + (nats - self.nats) * self.slope, body)
