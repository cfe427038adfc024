"""Floods: rows with more company than the space around them explains.

Where points are locally uniform in m dimensions, k·m·ln(D₍k+1₎/D₍k₎) is Exp(1) for every k (the spacings behind Levina &
Bickel's 2004 estimate of m). A micro-cluster of k + 1 rows breaks that at its k: all members see a jump at once.
Averaged over the members, and void where the company is not mutual: one who looks at a cluster from outside sees a
jump too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .tail import Tail

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST = 41
NEAREST = 0.2  # of the usual first distance: what is nearer counts as being there
CAP = 400.0  # of a jump: pairs of natural duplicates stay far below floods of ten


@dataclass(frozen=True)
class Crowds:
    """The dimension, the floor of distances and the tail of the reference."""

    dimension: float
    floor: float
    tail: Tail
    jump: Floats  # (n, MOST - 1), capped, of the reference

    @classmethod
    def of(cls, distance: Floats, index: Indices) -> tuple[Crowds, Floats, Indices]:
        """``distance`` and ``index`` (n, ≤ MOST), ascending, without the row itself. Nats, and the size of the crowd."""
        positive = distance[:, 0][distance[:, 0] > 0]
        # without a floor a pair of equal rows would jump as far as a flood of ten
        floor = max(NEAREST * float(np.median(positive)) if len(positive) else 0.0, 1e-9)
        held = np.maximum(distance, floor)
        k = np.arange(1, held.shape[1])
        local = np.log(held[:, -1:] / held[:, :-1]).mean(1)
        dimension = float(np.clip(1 / np.median(local[local > 0]) if (local > 0).any() else 1.0, 0.5, 30.0))
        jump = np.minimum(k * dimension * np.log(held[:, 1:] / held[:, :-1]), CAP)
        raw, size = _mutual(jump, index)
        dense = _dense(held, dimension)
        raw, size = np.maximum(raw, dense), np.where(dense > raw, held.shape[1], size)
        tail = Tail.of(raw, 0.80, 0.92)  # up to one row in twelve may be a copy
        return cls(dimension, floor, tail, jump), tail(raw), size

    def score(self, distance: Floats, index: Indices) -> Floats:
        """Of rows outside the reference: their own jump with that of their company in it."""
        held = np.maximum(distance, self.floor)
        k = np.arange(1, held.shape[1])
        jump = np.minimum(k * self.dimension * np.log(held[:, 1:] / held[:, :-1]), CAP)
        at = jump.argmax(1)
        raw = np.zeros(len(jump))
        for best in np.unique(at).tolist():
            of = np.flatnonzero(at == best)
            theirs = self.jump[:, max(best - 1, 0) : best + 2].max(1)
            raw[of] = np.minimum(jump[of, best], theirs[index[of, : best + 1]].mean(1))
        return self.tail(raw)


def _dense(distance: Floats, dimension: float) -> Floats:
    """Of rows in a crowd larger than what was looked at: all its members nearer than nine in ten have their first."""
    usual = float(np.quantile(distance[:, 0], 0.1))
    k = distance.shape[1] - 1
    return np.clip(k * dimension * np.log(usual / distance[:, -1]), 0.0, CAP) if k >= 20 else np.zeros(len(distance))


def _mutual(jump: Floats, index: Indices) -> tuple[Floats, Indices]:
    """The mean jump over a row and its k nearest, where at least half of those name each other."""
    n = len(jump)
    order = np.argsort(-jump, axis=1)[:, :3]
    raw, size = np.zeros(n), np.zeros(n, dtype=np.int64)
    for candidate in range(order.shape[1]):
        best = order[:, candidate]
        for k in np.unique(best):
            of = np.flatnonzero(best == k)
            company = index[of, : k + 1]  # (rows, k + 1)
            back = np.zeros(len(of))
            for c in range(k + 1):
                back += (index[company[:, c], : k + 1] == of[:, None]).any(1)
            score = (jump[of, k] + jump[company, k].sum(1)) / (k + 2)
            score = np.where(back / (k + 1) >= 0.6, np.minimum(score, jump[of, k]), 0.0)
            better = score > raw[of]
            raw[of[better]], size[of[better]] = score[better], k + 2
    return raw, size
