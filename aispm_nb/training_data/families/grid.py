"""Rows whose numbers are finer than their columns: integers with a fraction, prices with three decimals.

Copies that were moved a little so that no two are equal, and values that were mixed or interpolated, leave the decimal
grid that honest values keep. One column off its grid is a slip; a quarter of them, and three at least, is a machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KEPT = 0.92  # share of values that must lie on a grid for it to be one: up to one row in twelve may be a copy
FINEST = 4
MOST = 30.0


@dataclass(frozen=True)
class Grid:
    """Decimals of each column that has a grid, else -1, and −ln of the share that is off it."""

    decimals: NDArray[np.int64]
    surprise: Floats

    @classmethod
    def of(cls, numbers: NDArray[np.float32]) -> Grid:
        d = numbers.shape[1]
        decimals, surprise = np.full(d, -1), np.zeros(d)
        for j in range(d):
            seen = numbers[:, j][np.isfinite(numbers[:, j])].astype(np.float64)
            for k in range(FINEST + 1) if len(seen) > 20 else ():
                off = _off(seen, k)
                if off is None:
                    break
                if off.mean() <= 1 - KEPT:
                    decimals[j], surprise[j] = k, -np.log((off.sum() + 1) / (len(seen) + 1))
                    break
        return cls(decimals, surprise)

    def __call__(self, numbers: NDArray[np.float32]) -> Floats:
        """(n,) nats."""
        total, count = np.zeros(len(numbers)), np.zeros(len(numbers), np.int64)
        gridded = np.flatnonzero(self.decimals >= 0)
        for j in gridded:
            off = _off(np.nan_to_num(numbers[:, j]).astype(np.float64), int(self.decimals[j]))
            if off is not None:
                total += off * self.surprise[j]
                count += off
        return np.where(count >= max(3.0, 0.25 * len(gridded)), np.minimum(total, MOST), 0.0)


def _off(values: Floats, decimals: int) -> NDArray[np.bool_] | None:
    """Which lie between the grid's points; None where float32 cannot tell."""
    scaled = np.abs(values) * 10.0**decimals
    slack = np.maximum(1e-3, 3e-7 * scaled)
    if np.median(slack) > 0.1:
        return None
    return np.asarray((np.abs(scaled - np.round(scaled)) > slack) & (slack < 0.1))
