"""Chance: labels redrawn from what is expected, and how improbable the largest of many values is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

EULER = 0.5772


def drawn(chance: Floats, random: np.random.Generator) -> Codes:
    """(n,) one class for each row by its chances, which need not sum to one."""
    edge = np.cumsum(chance, axis=1)
    return np.asarray((random.random((len(chance), 1)) * edge[:, -1:] > edge).sum(1), dtype=np.int64)


def gumbel(z: float) -> float:
    """−ln P(largest ≥ z) for a Gumbel law of mean 0 and deviation 1."""
    x = float(np.exp(-(z * np.pi / np.sqrt(6) + EULER)))
    return float(-np.log(-np.expm1(-x))) if x > 1e-12 else z * np.pi / float(np.sqrt(6)) + EULER
