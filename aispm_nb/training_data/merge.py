"""One suspicion out of several families: a row's nats in excess of what as many rows would show by chance.

A family's score s (nats: −ln p under its own null) counts only as far as more rows reach it than chance explains:
``s − ln(n / N(s))`` with N(s) the rows at or above s, which is −ln of the false-discovery rate at s (Efron 2010). A
family that sees nothing then adds nothing, however many thousand rows it looked at; ranks merged without this lose to
the best single peer. The label family's score is a posterior chance already and enters as −ln of its complement.

The sum is the order. What it is worth is read off a null made from the data: labels redrawn from the posterior, the
other families from their exponential tail, merged in the same way. ``suspicion`` = nats / (nats + ln 100), so that 0.5
is one clean row in a hundred, 0.6 one in a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HUNDRED = float(np.log(100))
ALERT, ALERT_RATE = 0.5, 0.01
FILTER, FILTER_RATE = 0.6, 0.001

LABEL_WEIGHT = 0.95
SCALE = {"outlier": 1.0, "duplicate": 0.8, "backdoor": 1.0, "label": 1.0}


def as_score(nats: Floats) -> Floats:
    """Nats to [0, 1): 0.5 is p = 1 %, 0.6 is p = 0.1 %."""
    kept = np.maximum(nats, 0.0)
    return np.asarray(kept / (kept + HUNDRED))


@dataclass(frozen=True)
class Excess:
    """Of one family: what its nats are worth, given how many reference rows reached them."""

    ordered: Floats
    scale: float
    whole: bool = False  # nats are of the data set, not of a row: what a trigger's evidence is

    @classmethod
    def of(cls, nats: Floats, family: str) -> Excess:
        return cls(np.sort(nats * SCALE[family]), SCALE[family], family == "backdoor")

    def __call__(self, nats: Floats) -> Floats:
        s, n = nats * self.scale, len(self.ordered)
        if self.whole:
            return s
        reached = np.maximum(n - np.searchsorted(self.ordered, s, "left"), 1)
        return np.maximum(s - np.log(n / reached), 0.0)


@dataclass(frozen=True)
class Merge:
    """How families are put together, and the null of the sum."""

    excess: dict[str, Excess]
    null: Floats  # sorted orders of the null

    @classmethod
    def of(cls, nats: Mapping[Any, Floats], label: Floats | None, redrawn: Floats | None, n: int, seed: int) -> Merge:
        """``nats`` of the families but label; ``label`` (n,) chance; ``redrawn`` (draws, labelled) under the null."""
        random = np.random.default_rng(seed)
        orders = []
        for d in range(20 if redrawn is None else len(redrawn)):
            drawn = {f: random.exponential(size=n) / SCALE[f] for f in nats if f != "backdoor"}
            null = cls({f: Excess.of(values, f) for f, values in drawn.items()}, np.zeros(1))
            chance = None if redrawn is None else np.resize(redrawn[d], n)
            orders.append(null.order(drawn, chance, n))
        return cls(
            {f: Excess.of(values, f) for f, values in nats.items()}, np.sort(np.concatenate([np.zeros(1), *orders]))
        )

    def shares(self, nats: Mapping[Any, Floats], label: Floats | None, n: int) -> dict[str, Floats]:
        """What each family adds, (n,) nats."""
        made = {family: self.excess[family](values) for family, values in nats.items()}
        if label is not None:
            made["label"] = -np.log1p(-LABEL_WEIGHT * np.nan_to_num(label))
        return made

    def order(self, nats: Mapping[Any, Floats], label: Floats | None, n: int) -> Floats:
        total = np.zeros(n)
        for share in self.shares(nats, label, n).values():
            total += share
        weak = np.max([np.zeros(n), *nats.values()], axis=0)
        return np.asarray(total + 0.02 * np.minimum(weak, 20.0))

    def nats(self, order: Floats) -> Floats:
        """−ln of the null's share at or above, with an exponential tail beyond what was drawn."""
        n = len(self.null)
        above = n - np.searchsorted(self.null, order, "left")
        p = np.maximum(above, 1) / n
        end = self.null[-1]
        start = self.null[int(0.999 * (n - 1))]
        slope = max((end - start) / np.log(max(n / 1000, 2.0)), 0.05)
        beyond = np.maximum(order - end, 0) / slope
        return np.asarray(-np.log(p) + beyond)
