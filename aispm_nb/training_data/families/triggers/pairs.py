"""Two values together: every pair of common values of two columns at once, where neither alone says anything of the label.

A scan that goes column by column misses a trigger of two common categories, for each of them is carried by many honest rows.
There are few such values, so all pairs are counted: rows, hits and expectations, in one pass over the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...kernels.compiled import compiled
from .box import COMMONEST, PRICE, Box

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

FEWEST = 5  # rows of a value
MOST = 256  # values
SCARCE = 3  # hits of a pair below which it is not asked


@dataclass(frozen=True)
class Values:
    """The values that pairs are made of: ``column`` and ``rank`` (v,) of each; ``held`` (n, k) which a row has, -1 where none."""

    column: Codes
    rank: Codes
    held: Codes

    @classmethod
    def of(cls, ranks: Codes) -> Values:
        """Of the columns with the fewest such values first, as many as there is room for; missing is a value too."""
        n, d = ranks.shape
        counts = [np.bincount(ranks[:, j] + 1) for j in range(d)]
        able = [np.flatnonzero((count >= FEWEST) & (count <= COMMONEST * n)) for count in counts]
        column: list[int] = []
        rank: list[int] = []
        held: list[Codes] = []
        for j in sorted(range(d), key=lambda j: len(able[j])):
            if 0 < len(able[j]) <= MOST - len(rank):
                number = np.full(len(counts[j]), -1, np.int32)
                number[able[j]] = len(rank) + np.arange(len(able[j]))
                held.append(number[ranks[:, j] + 1])
                column += [j] * len(able[j])
                rank += (able[j] - 1).tolist()
        together = np.column_stack(held) if held else np.empty((n, 0), np.int32)
        return cls(np.array(column, np.int32), np.array(rank, np.int32), np.ascontiguousarray(together))

    def counted(self, rows: Mask, weight: Floats) -> Floats:
        """(v, v) sums of ``weight`` (n,) over those of the ``rows`` that have both values."""
        out = np.zeros((len(self.rank), len(self.rank)))
        _count(self.held, np.flatnonzero(rows), weight, out)
        return out

    def best(self, hit: Floats, due: Floats, size: Floats) -> tuple[list[Box], float]:
        """The pair of the largest log-likelihood ratio, less what a second column costs; the median over columns of the largest."""
        at = np.flatnonzero((hit >= SCARCE) & (hit > due))
        if not len(at):
            return [], 0.0
        o, e, n = hit.ravel()[at], due.ravel()[at], size.ravel()[at]
        miss = n - o
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = o * np.log(o / e) + np.where(miss > 0, miss * np.log(miss / np.maximum(n - e, 1e-9)), 0.0)
        first, second = np.divmod(at, len(self.rank))
        largest = np.zeros(int(self.column.max()) + 1)
        for side in (first, second):
            np.maximum.at(largest, self.column[side], ratio)
        k = int(ratio.argmax())
        a, b = first[k], second[k]
        place = (int(self.rank[a]), int(self.rank[b]))
        columns = (int(self.column[a]), int(self.column[b]))
        box = Box(float(ratio[k]) - PRICE, columns, place, place, float(o[k]), float(e[k]))
        return [box], float(np.median(largest[np.unique(self.column)]))


@compiled()
def _count(held: Codes, rows: NDArray[np.int64], weight: Floats, out: Floats) -> None:
    for i in rows:
        for a in range(held.shape[1]):
            for b in range(a + 1, held.shape[1]):
                if held[i, a] >= 0 and held[i, b] >= 0:
                    out[held[i, a], held[i, b]] += weight[i]
