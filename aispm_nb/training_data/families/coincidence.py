"""How likely rows are to be equal by chance: rows of a few coarse columns are, rows of twenty measured values are copies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded

Floats = NDArray[np.float64]
Values = NDArray[np.float32]


@dataclass(frozen=True)
class Coincidence:
    """How often each value of each column stands in the reference of ``rows`` rows.

    Attributes
    ----------
    grids, counts : by column, its sorted values (the missing last, as one) and how many rows have each. texts : columns of text,
        each taken to be a row's own.
    """

    rows: int
    grids: tuple[Values, ...]
    counts: tuple[NDArray[np.int64], ...]
    texts: int

    @classmethod
    def of(cls, rows: Encoded) -> Coincidence:
        found = [np.unique(column, return_counts=True) for column in np.ascontiguousarray(rows.numbers.T)]
        grids, counts = [grid for grid, _ in found], [count for _, count in found]
        return cls(len(rows), tuple(grids), tuple(counts), len(rows.texts))

    def score(self, rows: Encoded, asked: NDArray[np.bool_]) -> Floats:
        """(m,) log10 of how many other rows would equal each if its columns were independent; NaN where it is not ``asked``.

        Below -6 equality is no coincidence: columns depend on each other, but seldom by so much.
        """
        at, found = np.flatnonzero(asked), np.full(len(rows), np.nan)
        if not len(at):
            return found
        total = np.full(len(at), np.log10(max(self.rows, 1)) * (1 - self.texts))
        for column, grid, count in zip(np.ascontiguousarray(rows.numbers[at].T), self.grids, self.counts, strict=True):
            place = np.minimum(np.searchsorted(grid, column), len(grid) - 1)
            there = (grid[place] == column) | (np.isnan(grid[place]) & np.isnan(column))
            total += np.log10(np.where(there, count[place], 0.5) / self.rows)
        found[at] = total
        return found
