"""Values beyond the range that a column's own tail foretells: wild values, in a column however skewed.

The upper half of a column (and, mirrored, the lower) in logarithms has an exponential tail where the column has a Pareto tail (Hill
1975), a falling one where it is tame: read off two quantiles of that half, it says how improbable a value is, in nats. A
row's worst column counts, and only what is in excess of chance: strays of honest columns are no finding. A value that the
other columns foresee (a second hill of a column that one kind of row has) counts less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.places import below
from .tail import Tail

Floats = NDArray[np.float64]
Values = NDArray[np.float32]

LOW, HIGH = 0.8, 0.98  # quantiles of a half: 90 % and 99 % of the column
FEWEST = 50  # values of a half below which no tail is read
NEAR = 0.2  # of a standard deviation: added before logarithms are taken
FLATTEST = 0.03
LARGEST = 1e3


@dataclass(frozen=True)
class _Half:
    """One side of a column: beyond ``start`` (of ln(distance from the median)) nats grow with ``slope``."""

    sign: float
    median: float
    spread: float
    ordered: Values  # the values of this side, from the median outwards
    count: int  # of the whole column
    start: float
    slope: float

    @classmethod
    def of(cls, column: Floats, sign: float) -> _Half | None:
        """``column`` without the missing; None where no value lies on this side."""
        signed, spread = sign * column, float(column.std())
        median = float(np.median(signed))
        upper = np.sort(signed[signed > median])
        if not len(upper) or spread <= 0:
            return None
        logs = np.log((upper - median) / spread + NEAR)
        start, end = np.quantile(logs, [LOW, HIGH])
        slope = max(float(end - start) / np.log((1 - LOW) / (1 - HIGH)), FLATTEST * max(float(logs.std()), 0.1))
        return cls(sign, median, spread, upper.astype(np.float32), len(column), float(start), slope)

    def __call__(self, column: Values) -> Floats:
        """(m,) nats; 0 on the other side and where missing."""
        signed = self.sign * column.astype(np.float64)
        beyond = len(self.ordered) - below(self.ordered, signed.astype(np.float32))
        seen = np.log(self.count / np.maximum(beyond, 1))  # as rare as it was seen to be
        with np.errstate(invalid="ignore"):
            upper = signed > self.median
        if len(self.ordered) >= FEWEST:
            least = float(np.log(self.count / (len(self.ordered) * (1 - LOW))))
            logs = np.log(np.where(upper, (signed - self.median) / self.spread, 0.0) + NEAR)
            seen = np.where(logs > self.start, least + (logs - self.start) / self.slope, np.minimum(seen, least))
        return np.where(upper, np.minimum(seen, LARGEST), 0.0)


@dataclass(frozen=True)
class Reach:
    """Learned from the reference: both sides of each column, the tail of the worst column's nats, and those in order."""

    halves: tuple[tuple[_Half, ...], ...]
    tail: Tail
    ordered: Floats

    @classmethod
    def of(cls, numbers: Values, foreseen: Mapping[int, Floats] | None = None) -> tuple[Reach, Floats]:
        """``numbers`` (n, d), NaN where missing; ``foreseen`` column -> (n,) factors. Also the excess (n,) of these rows."""
        halves = []
        for column in numbers.T:
            known = column[np.isfinite(column)].astype(np.float64)
            sides = [_Half.of(known, sign) for sign in (1.0, -1.0)] if len(known) else []
            halves.append(tuple(half for half in sides if half is not None))
        made = cls(tuple(halves), Tail.of(np.zeros(1)), np.zeros(1))
        worst = made._worst(numbers, foreseen or {})
        fits = [Tail.of(worst, 0.8, 0.96), Tail.of(worst, 0.9, 0.975)]
        tail = max(fits, key=lambda fit: fit.slope)  # real sets have strays of their own
        made = cls(tuple(halves), tail, np.sort(tail(worst)))
        return made, made._excess(worst)

    def __call__(self, numbers: Values, foreseen: Mapping[int, Floats] | None = None) -> Floats:
        """(m,) nats in excess of what as many reference rows show."""
        return self._excess(self._worst(numbers, foreseen or {}))

    def _excess(self, worst: Floats) -> Floats:
        nats = self.tail(worst)
        n = len(self.ordered)
        reached = np.maximum(n - below(self.ordered, nats), 1)
        return np.asarray(np.clip(nats - np.log(n / reached), 0.0, LARGEST))

    def _worst(self, numbers: Values, foreseen: Mapping[int, Floats]) -> Floats:
        worst = np.zeros(len(numbers))
        for j, (column, halves) in enumerate(zip(np.ascontiguousarray(numbers.T), self.halves, strict=True)):
            for half in halves:
                worst = np.maximum(worst, half(column) * foreseen.get(j, 1.0))
        return worst
