"""Rows as points: what trees see, and the two spaces in which rows are near or far.

``clipped`` keeps magnitudes (standardised, cut where one wild column would drown all others); ``ranked`` keeps only
order, so that a skewed column counts as much as a tame one. Categories are one-hot, a missing value sits at the
median of its column and adds an indicator. Everything is learned once and then applied to rows of any batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded, Kind
from ..kernels.midranks import midranks

if TYPE_CHECKING:
    from .words import Words

Floats = NDArray[np.float64]
Points = NDArray[np.float32]

CLIP = 5.0
MOST_LEVELS = 20
MOST_QUANTILES = 2_000


@dataclass(frozen=True)
class Space:
    """Learned from the reference rows; ``clipped``, ``ranked`` and ``trees`` map any rows of the same columns."""

    centre: Floats
    spread: Floats
    varied: NDArray[np.intp]  # columns that trees and boxes look at
    numeric: NDArray[np.intp]
    levels: tuple[tuple[int, int], ...]  # (column, how many codes have a column of their own)
    gaps: NDArray[np.intp]  # columns with missing values
    grid: tuple[Points, ...]  # of each numeric column, sorted reference values
    words: Words | None = None

    @classmethod
    def of(cls, rows: Encoded, words: Words | None = None) -> Space:
        x = rows.numbers.astype(np.float64)
        missing = np.isnan(x)
        with np.errstate(all="ignore"):
            filled = np.where(missing, np.nan, x)
            centre = np.zeros(x.shape[1])
            spread = np.zeros(x.shape[1])
            for j in range(x.shape[1]):
                seen = filled[~missing[:, j], j]
                if len(seen):
                    centre[j], spread[j] = np.median(seen), _spread(seen)
        category = np.array([f.kind is Kind.CATEGORY for f in rows.features], dtype=bool)
        numeric = np.flatnonzero((spread > 0) & ~category)
        levels = []
        for column in np.flatnonzero(category & (spread > 0)).tolist():
            top = int(np.nanmax(x[:, column])) + 1
            levels.append((column, min(top, MOST_LEVELS)))
        gaps = np.flatnonzero(missing.any(0) & ~missing.all(0))
        grid = tuple(_grid(rows.numbers[~missing[:, j], j]) for j in numeric)
        varied = np.flatnonzero((spread > 0) | (missing.any(0) & ~missing.all(0)))
        return cls(centre, spread, varied, numeric, tuple(levels), gaps, grid, words)

    def clipped(self, rows: Encoded) -> Points:
        """(n, m) standardised by the column's spread, cut at ``CLIP``."""
        x = rows.numbers[:, self.numeric]
        z = np.clip((x - self.centre[self.numeric]) / self.spread[self.numeric], -CLIP, CLIP)
        return self._joined(np.nan_to_num(z, nan=0.0), rows)

    def ranked(self, rows: Encoded) -> Points:
        """(n, m) mid-ranks among the reference, of unit variance."""
        z = (midranks(rows.numbers[:, self.numeric], list(self.grid)) - 0.5) * np.float32(np.sqrt(12))
        return self._joined(np.nan_to_num(z, nan=0.0), rows)

    def tails(self, ranked: Points) -> Floats:
        """(n,) of rows that are ``ranked``: the sum over columns of −ln of the smaller tail, by mid-ranks (ECOD, Li et al. 2022)."""
        u = ranked[:, : len(self.numeric)].astype(np.float64) / np.sqrt(12)
        return (
            np.asarray(-np.log(np.maximum(1 - 2 * np.abs(u), 0.5 / len(self.grid[0]))).sum(1))
            if self.grid
            else np.zeros(len(ranked))
        )

    def trees(self, rows: Encoded) -> Points:
        """(n, m) for trees: values as they are, missing stays missing; words as their components."""
        parts = [rows.numbers[:, self.varied]]
        if self.words is not None:
            parts.append(self.words.components(rows))
        return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)

    def _joined(self, z: Floats, rows: Encoded) -> Points:
        parts: list[NDArray[Any]] = [z]
        for column, count in self.levels:
            code = np.nan_to_num(rows.numbers[:, column], nan=-1).astype(np.int64)
            parts.append((code[:, None] == np.arange(count)).astype(np.float64))
        if len(self.gaps):
            parts.append(np.isnan(rows.numbers[:, self.gaps]).astype(np.float64))
        if self.words is not None:
            parts.append(self.words.components(rows))
        return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)


def _spread(seen: Floats) -> float:
    """Standard deviation without the outer 1 %, or with it where the middle is constant."""
    low, high = np.quantile(seen, [0.01, 0.99])
    inner = float(np.clip(seen, low, high).std())
    whole = float(seen.std())
    return inner if inner > 1e-3 * whole and inner > 0 else whole


def _grid(seen: Points) -> Points:
    ordered = np.sort(seen)
    if len(ordered) <= MOST_QUANTILES:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, MOST_QUANTILES).astype(np.int64)]
