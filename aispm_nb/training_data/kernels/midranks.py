"""Where values stand among sorted reference values: mid-ranks, all columns in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

Values = NDArray[np.float32]


def midranks(values: Values, grids: list[Values]) -> Values:
    """(n, d) float32: the share of a column's reference below the value, plus half of the share equal to it.

    ``values`` (n, d) float32, ``grids`` d sorted float32 arrays without NaN; NaN where the value is NaN, 0.5 for an empty grid.
    """
    made = np.full(values.shape, np.nan, np.float32)
    for j, grid in enumerate(grids):
        column = np.ascontiguousarray(values[:, j])
        if len(grid):
            _midranks(column, np.require(grid, np.float32, ["C", "W"]), made, j)
        else:
            made[~np.isnan(column), j] = 0.5
    return made


def specification(column: Values, grid: Values) -> NDArray[np.float64]:
    """One column in numpy."""
    low, high = np.searchsorted(grid, column, "left"), np.searchsorted(grid, column, "right")
    return np.where(np.isnan(column), np.nan, (low + high) / (2 * len(grid)))


@compiled()
def _midranks(column: Values, grid: Values, made: Values, j: int) -> None:
    """A search that halves without branching, and a walk over ties, which are few or soon past by the same search."""
    n = len(grid)
    scale = 1.0 / (2.0 * n)
    for i in range(len(column)):
        x = column[i]
        if np.isnan(x):
            continue
        low, high = 0, 0
        step = n
        while step > 1:
            half = step >> 1
            low += half if grid[low + half - 1] < x else 0
            high += half if grid[high + half - 1] <= x else 0
            step -= half
        low += 1 if grid[low] < x else 0
        high += 1 if grid[high] <= x else 0
        made[i, j] = (low + high) * scale
