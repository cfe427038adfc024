"""One suspicion out of several families: a row's nats in excess of what as many rows would show by chance.

A family's score s (nats: −ln p under its own null) counts only as far as more rows reach it than chance explains:
``s − ln(n / N(s))`` with N(s) the rows at or above s, which is −ln of the false-discovery rate at s (Efron 2010). A
family that sees nothing then adds nothing, however many thousand rows it looked at; ranks merged without this lose to
the best single peer. The label family's score is a posterior chance already and enters as −ln of its complement, as far as
the labels of the set show an excess themselves (`.doubt`).

The sum is the order. What it is worth is read off a null made from the data: labels redrawn from the posterior, the
other families from their exponential tail, merged in the same way. What honest sets are known to hold of their own (a few
strays, some copies, a corner in which one label is the rule: ``Weight.natural``) is put into the null as it is, dealt out
to other rows; only more than that raises the alarm beyond the row's rank. ``suspicion`` = nats / (nats + ln 100), so that 0.5
is one clean row in a hundred, 0.6 one in a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .doubt import Doubt
from .families.tail import Tail
from .kernels.places import below

Floats = NDArray[np.float64]

HUNDRED = float(np.log(100))
ALERT, ALERT_RATE = 0.5, 0.01
FILTER, FILTER_RATE = 0.6, 0.001

LABEL_WEIGHT = 4.0
BEYOND, MOST = 0.1, 200.0  # what nats beyond a family's full weight count, and how many of them
TIE = 0.05  # of a row's largest nats: orders rows of which no family says more than chance
LARGEST = 20.0  # nats of which that part is taken at most


@dataclass(frozen=True)
class Weight:
    """Of a family's nats: ``scale`` makes them honest; from its excess ``gate`` is taken off, up to ``full`` it counts
    ``times``, beyond that a little: the natural oddities of a set must not drown what its labels say. ``clear`` nats
    in excess of chance are clearly there; a share of rows up to ``natural`` of those is found in sets nobody touched."""

    scale: float
    gate: float
    times: float
    full: float
    clear: float = 0.0
    natural: float = 0.0


WEIGHTS = {
    "outlier": Weight(1.0, 1.0, 1.5, 4.0, clear=2.0, natural=0.015),
    "duplicate": Weight(0.8, 2.5, 1.0, 4.0, clear=5.0, natural=0.015),
    "backdoor": Weight(1.0, 1.0, 2.0, 99.0, clear=12.0),
    "label": Weight(1.0, 0.0, 3.0, 99.0),  # of a regression: residuals
}
COPIED = 0.03  # the natural share of copies where rows are text: reviews and posts are sent twice


def as_score(nats: Floats) -> Floats:
    """Nats to [0, 1): 0.5 is p = 1 %, 0.6 is p = 0.1 %."""
    kept = np.maximum(nats, 0.0)
    return np.asarray(kept / (kept + HUNDRED))


@dataclass(frozen=True)
class Excess:
    """Of one family: what its nats are worth, given how many reference rows reached them."""

    ordered: Floats
    weight: Weight
    whole: bool = False  # nats are of the data set, not of a row: what a trigger's evidence is

    @classmethod
    def of(cls, nats: Floats, family: str) -> Excess:
        weight = WEIGHTS[family]
        return cls(np.sort(nats * weight.scale), weight, family == "backdoor")

    def __call__(self, nats: Floats) -> Floats:
        """Nats in excess of chance, unweighted."""
        s, n = nats * self.weight.scale, len(self.ordered)
        if self.whole:
            return s
        reached = np.maximum(n - below(self.ordered, s), 1)
        return np.asarray(np.maximum(s - np.log(n / reached), 0.0))

    def weighed(self, nats: Floats) -> Floats:
        w = self.weight
        gated = np.maximum(self(nats) - w.gate, 0.0) * w.times
        return np.asarray(np.minimum(gated, w.full) + BEYOND * np.clip(gated - w.full, 0, MOST))


@dataclass(frozen=True)
class Merge:
    """How families are put together, and the null of the sum."""

    excess: dict[str, Excess]
    null: Floats  # sorted orders of the null
    doubt: Doubt | None = None
    seen: Floats = field(default_factory=lambda: np.zeros(0))  # and of the reference

    @classmethod
    def of(
        cls,
        nats: Mapping[Any, Floats],
        label: Floats | None,
        redrawn: Floats | None,
        n: int,
        seed: int,
        *,
        text: bool = False,
    ) -> Merge:
        """``nats`` of the families but label; ``label`` (n,) chance; ``redrawn`` (draws, labelled) under the null."""
        random = np.random.default_rng(seed)
        excess = {f: Excess.of(values, f) for f, values in nats.items()}
        own = {f: values for f, values in nats.items() if _natural(f, excess[f](values), text)}
        honest = {f: _honest(f, values) for f, values in nats.items() if f != "backdoor" and f not in own}
        chances = None if redrawn is None else np.sort(redrawn.ravel())
        draws = 20 if redrawn is None else len(redrawn)
        doubt = None if label is None or chances is None else Doubt.of(label, chances, draws)
        orders = []
        for d in range(draws):
            drawn = {f: tail.drawn(random, n) for f, tail in honest.items()}
            drawn |= {f: random.permutation(values) for f, values in own.items()}
            chance = None if redrawn is None else np.resize(redrawn[d], n)
            null = cls({f: Excess.of(values, f) for f, values in drawn.items()}, np.zeros(1), doubt)
            orders.append(null.order(drawn, chance, n))
        made = cls(excess, np.sort(np.concatenate([np.zeros(1), *orders])), doubt)
        return replace(made, seen=np.sort(made.order(nats, label, n)))

    def shares(self, nats: Mapping[Any, Floats], label: Floats | None) -> dict[str, Floats]:
        """What each family adds, (n,) nats."""
        made = {family: self.excess[family].weighed(values) for family, values in nats.items()}
        if "backdoor" in made and "duplicate" in made:  # a flood of one label is one finding, not two
            made["duplicate"] = np.maximum(made["duplicate"] - made["backdoor"], 0.0)
        if label is not None and self.doubt is not None:
            made["label"] = LABEL_WEIGHT * self.doubt.share(label)
        return made

    def order(self, nats: Mapping[Any, Floats], label: Floats | None, n: int) -> Floats:
        total = np.zeros(n)
        for share in self.shares(nats, label).values():
            total += share
        weak = np.zeros(n) if label is None or self.doubt is None else self.doubt.nats(label)
        for family, values in nats.items():
            if family != "backdoor":
                weak = np.maximum(weak, values * WEIGHTS[family].scale)
        return np.asarray(total + TIE * np.minimum(weak, LARGEST))

    def nats(self, order: Floats) -> Floats:
        """−ln of the null's share at or above, with an exponential tail beyond what was drawn.

        What only puts rows in order that are equal otherwise proves nothing: a row must be above the null's by more than
        that. At least what the rank among the reference says (Hazen's plotting position): where a set is tamer than its
        null, the stated share of its oddest rows is still shown.
        """
        n = len(self.null)
        proven = order - TIE * LARGEST
        above = n - below(self.null, proven)
        end = self.null[-1]
        start = self.null[int(0.995 * (n - 1))]
        slope = max((end - start) / np.log(max(n / 200, 2.0)), 0.05)
        nats = -np.log(np.maximum(above, 1) / n) + np.maximum(proven - end, 0) / slope
        higher = len(self.seen) - below(self.seen, order)
        rank = (np.maximum(higher, 1) - 0.5) / max(len(self.seen), 1)
        return np.asarray(np.maximum(nats, -np.log(rank))) + 1e-6 * np.arctan(order)


def _natural(family: str, excess: Floats, text: bool) -> bool:
    """Whether sets that nobody touched show as much."""
    weight = WEIGHTS[family]
    share = COPIED if text and family == "duplicate" else weight.natural
    return weight.clear > 0 and float((excess >= weight.clear).mean()) <= share


def _honest(family: str, values: Floats) -> Tail:
    """The tail that clean rows would show. Of outliers the heavier of two fits: real sets have strays of their own."""
    fit = Tail.of(values, 0.8, 0.96)
    if family == "duplicate":
        return fit
    wide = Tail.of(values, 0.9, 0.975)
    return wide if wide.slope > fit.slope else fit
