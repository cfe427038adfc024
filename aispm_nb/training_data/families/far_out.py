"""ECOD of any rows against a reference: how far out in its columns' tails a row lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.places import below, upto

Floats = NDArray[np.float64]
Values = NDArray[np.float32]


@dataclass(frozen=True)
class FarOut:
    """Sorted values of each column of the reference, without the missing.

    ``of`` gives the reference's own scores too: exactly ``kernels.tails.specification``, but in double precision.
    """

    ordered: tuple[Values, ...]

    @classmethod
    def of(cls, numbers: Values) -> tuple[FarOut, Floats]:
        """``numbers`` (n, d), NaN where missing; (n,) scores."""
        total, kept = np.zeros(len(numbers)), []
        for column in np.ascontiguousarray(numbers.T):
            order = np.argsort(column)
            ordered = column[order]
            n = int(np.searchsorted(ordered, np.nan)) if len(ordered) else 0  # the missing are sorted last
            kept.append(ordered[:n])
            if n:
                ties = np.flatnonzero(np.append(True, ordered[1:n] != ordered[: n - 1]))
                ends = np.append(ties[1:], n)
                nats = np.log(n) - np.log(np.minimum(ends, n - ties))
                total[order[:n]] += np.repeat(nats, ends - ties)
        return cls(tuple(kept)), total

    def score(self, numbers: Values) -> Floats:
        """(m,) of rows outside the reference, each counted into its own tails as one row more."""
        total = np.zeros(len(numbers))
        for column, ordered in zip(np.ascontiguousarray(numbers.T), self.ordered, strict=True):
            n = len(ordered)
            smaller = np.minimum(upto(ordered, column), n - below(ordered, column))
            total += np.where(np.isnan(column), 0.0, (np.log(n + 1) - np.log(np.arange(1, n + 2)))[smaller])
        return total
