"""Rows as the box scan sees them: dense ranks by column, and what is known of values before anything is said of labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .box import WIDEST, Box, Ranks, covered, dense
from .meeting import Meeting, meetings
from .pairs import Values
from .spike import Spike, single_values

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """``ranks`` (n, d), ``values`` behind them, ``order`` (d, n) that sorts each column, its ``cover``, and which columns are ``nominal``."""

    ranks: Ranks
    values: list[NDArray[np.float32]]
    order: NDArray[np.int32]
    cover: list[Floats]
    nominal: NDArray[np.bool_]

    @classmethod
    def of(cls, numbers: NDArray[np.float32], nominal: NDArray[np.bool_]) -> Ranked:
        ranks, values = dense(numbers)
        order = np.ascontiguousarray(np.argsort(ranks, axis=0, kind="stable").T.astype(np.int32))
        return cls(ranks, values, order, covered(ranks), nominal)

    @cached_property
    def widest(self) -> Floats:
        """(d,) share of all rows that a range of each column may cover: none where between two values there is none."""
        return np.where(self.nominal, 0.0, WIDEST)

    @cached_property
    def repeated(self) -> list[Spike]:
        """Values repeated far above their neighbours."""
        return single_values(self.ranks, 8.0, 200)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Two values that are met together far more often than chance has it."""
        return meetings(self.ranks, self.values, self.nominal)

    @cached_property
    def common(self) -> Values:
        """Values that are common enough to be asked in pairs."""
        return Values.of(self.ranks)

    def empty(self, box: Box) -> bool:
        """Whether its first range is nought, which is what honest columns repeat."""
        return bool(self.values[box.columns[0]][box.low[0]] == 0)

    def constants(self, box: Box) -> list[tuple[float, float]]:
        """Of its single values that are repeated far above their neighbours: the nats, and the share of their rows in it."""
        nats = {(one.columns[0], one.low[0]): of for of, _, one in self.repeated}
        held = float(box.holds(self.ranks).sum())
        pairs = [(c, a) for c, a, b in zip(box.columns, box.low, box.high, strict=True) if a == b and (c, a) in nats]
        return [(nats[c, a], held / float((self.ranks[:, c] == a).sum())) for c, a in pairs]

    def shares(self, box: Box) -> Floats:
        """Of each range, the share of all rows that lie in it."""
        pairs = zip(box.columns, box.low, box.high, strict=True)
        return np.array([((self.ranks[:, c] >= a) & (self.ranks[:, c] <= b)).mean() for c, a, b in pairs])

    def widened(self, box: Box, share: float) -> Iterator[Box]:
        """One range wider by a share of its width, at one end, then at both, then all of them; single values stay."""
        whole = box
        for k, column in enumerate(box.columns):
            held, low, high = self.values[column], box.low[k], box.high[k]
            if low >= 0 and high > low:
                by = share * float(held[high] - held[low])
                lower = int(np.searchsorted(held, held[low] - by, "left"))
                higher = int(np.searchsorted(held, held[high] + by, "right")) - 1
                yield from (box.within(k, lower, high), box.within(k, low, higher), box.within(k, lower, higher))
                whole = whole.within(k, lower, higher)
        yield whole
