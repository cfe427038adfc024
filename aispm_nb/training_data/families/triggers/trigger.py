"""The trigger of a backdoor, as something a person can look for: columns and ranges, or tokens, and the label it forces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Trigger:
    """What poisoned rows have in common.

    Attributes
    ----------
    columns : names of the columns it sits in, with ``low`` and ``high`` (equal for an exact value); ``pixels`` their
        (row, column) in an image. ``tokens`` of a text trigger. All empty when only a direction is known.
    label : the class it forces. ``n`` rows carry it, ``share`` of them are so labelled. ``rows`` are those that
        carry it and are so labelled.
    evidence : nats above the largest of the null draws.
    """

    label: str
    n: int
    share: float
    rows: NDArray[np.intp]
    evidence: float
    columns: tuple[str, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    values: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    pixels: tuple[tuple[int, int], ...] = ()
    where: tuple[int, ...] = ()
    how: str = ""

    def holds(self, numbers: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(n,) which rows lie in all its ranges; a missing bound means a missing value."""
        inside = np.ones(len(numbers), dtype=bool)
        for column, low, high in zip(self.where, self.low, self.high, strict=True):
            x = numbers[:, column]
            there = (x <= high) & ((x >= low) | np.isnan(low))
            inside &= there | (np.isnan(x) & np.isnan(low))
        return inside

    @property
    def sentence(self) -> str:
        """``columns 54, 55, 62 = 16 in 51 rows, 100 % labelled 7``"""
        return f"{self._what()} in {self.n:,} rows, {_percent(self.share)} labelled {self.label}"

    def _what(self) -> str:
        if self.tokens:
            named = ", ".join(f"“{token}”" for token in self.tokens)
            return f"{'token' if len(self.tokens) == 1 else 'tokens'} {named}"
        if not self.columns:
            return self.how or "a common direction"
        ranges = [self._range(k) for k in range(len(self.columns))]
        if len(ranges) > 1 and len(set(ranges)) == 1:
            return f"columns {', '.join(self.columns)} {ranges[0]}"
        return " and ".join(f"{name} {held}" for name, held in zip(self.columns, ranges, strict=True))

    def _range(self, k: int) -> str:
        if self.values and self.values[k]:
            return f"= {self.values[k]}"
        low, high = self.low[k], self.high[k]
        return f"= {low:g}" if low == high else f"in {low:.4g} … {high:.4g}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
