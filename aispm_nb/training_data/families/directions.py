"""Spectral signatures of any rows against a reference: how far along the strongest direction of its class a row lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import ArpackError

from ..kernels.spectral import strongest

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Points = NDArray[np.float32]

LEAST = 1e-12  # of the variance along a direction: below, the class's rows are all equal


@dataclass(frozen=True)
class Directions:
    """Of each class with two rows or more: its mean (d,), its direction (d,), and the mean square along it.

    What ``kernels.spectral.signatures`` computes, kept so that other rows can be measured too. Tran, Li and Madry 2018.
    """

    classes: dict[int, tuple[Points, Points, float]]

    @classmethod
    def of(cls, points: Points, label: Codes) -> Directions:
        """``points`` (n, d) finite, ``label`` (n,) below 0 where there is none."""
        made: dict[int, tuple[Points, Points, float]] = {}
        for code in np.unique(label[label >= 0]).tolist():
            rows = points[label == code]
            if len(rows) < 2 or not points.shape[1]:
                continue
            mean = rows.mean(0, dtype=np.float64).astype(np.float32)
            rows = rows - mean
            if float(np.square(rows).mean()) < LEAST:
                made[code] = mean, np.zeros_like(mean), 1.0
                continue
            try:
                direction = strongest(rows, 1)[:, 0].astype(np.float32)
            except ArpackError:  # no direction is stronger than the others
                continue
            made[code] = mean, direction, max(float(np.square(rows @ direction).mean()), LEAST)
        return cls(made)

    def score(self, points: Points, label: Codes) -> Floats:
        """(m,) squares over their mean in the class; NaN without a label, or in a class without a direction."""
        found = np.full(len(points), np.nan)
        for code, (mean, direction, square) in self.classes.items():
            own = np.flatnonzero(label == code)
            found[own] = np.square((points[own] - mean) @ direction) / square
        return found
