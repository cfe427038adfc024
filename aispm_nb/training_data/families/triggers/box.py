"""A box: inclusive ranges of dense ranks in a few columns, with the labels observed in it and expected of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.int32]

WIDEST = 0.2  # share of all rows that a range may cover: boxes that clean data show are wider than what is put into it
COMMONEST = 0.35  # … and a single value
PRICE = 4.0  # nats that a further column must gain


class Box(NamedTuple):
    """A box by ranks: ``columns`` with inclusive ``low`` and ``high``; its ratio; O and E of the rows in it."""

    ratio: float
    columns: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    observed: float
    expected: float

    @property
    def excess(self) -> float:
        """The share of its hits that are not expected."""
        return (self.observed - self.expected) / max(self.observed, 1.0)

    def holds(self, ranks: Ranks) -> NDArray[np.bool_]:
        """(n,) which rows of ``ranks`` (n, d) lie in it."""
        inside = np.ones(len(ranks), dtype=bool)
        for column, low, high in zip(self.columns, self.low, self.high, strict=True):
            inside &= (ranks[:, column] >= low) & (ranks[:, column] <= high)
        return inside

    def within(self, k: int, low: int, high: int) -> Box:
        """The box with another ``k``-th range."""
        return self._replace(
            low=(*self.low[:k], low, *self.low[k + 1 :]), high=(*self.high[:k], high, *self.high[k + 1 :])
        )

    def without(self, k: int) -> Box:
        """The box without its ``k``-th range."""

        def cut(of: tuple[int, ...]) -> tuple[int, ...]:
            return of[:k] + of[k + 1 :]

        return self._replace(columns=cut(self.columns), low=cut(self.low), high=cut(self.high))


def dense(values: NDArray[np.float32]) -> tuple[Ranks, list[NDArray[np.float32]]]:
    """(n, d) dense ranks by column, missing at -1, and the values behind them."""
    ranks = np.full(values.shape, -1, np.int32)
    held = []
    for j in range(values.shape[1]):
        seen = ~np.isnan(values[:, j])
        unique, inverse = np.unique(values[seen, j], return_inverse=True)
        ranks[seen, j] = inverse
        held.append(unique)
    return ranks, held


def covered(ranks: Ranks) -> list[Floats]:
    """Of each column, the share of rows below each rank, and one for all."""
    made = []
    for j in range(ranks.shape[1]):
        count = np.bincount(ranks[:, j] + 1, minlength=2)
        made.append(np.cumsum(count) / max(len(ranks), 1))
    return made


def likelihood_ratio(hit: float, due: float, size: float) -> tuple[float, float, float]:
    """The log-likelihood ratio of ``hit`` among ``size`` rows where ``due`` were expected; both again."""
    due = min(max(due, 1e-9), size)
    miss = size - hit
    ratio = hit * np.log(hit / due) if hit > due else 0.0
    if hit > due and miss > 0:
        ratio += miss * np.log(miss / max(size - due, 1e-9))
    return float(ratio), hit, due
