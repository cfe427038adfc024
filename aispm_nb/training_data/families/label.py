"""Wrong labels: how improbable a row's label is, given what the rest of the data says of such rows.

Two rounds: rows that are surely mislabelled are left out and the forests fitted again, so that they do not vouch for
each other. Then a posterior: how often class a is written where b is meant is estimated from the data (the joint of
confident learning, Northcutt et al. 2021), which makes one row of a targeted flip evidence for the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MOST_LEFT_OUT = 0.25
FEW = 1e-9
SWAPS, MARGIN = 0.4, 0.4


def surely_wrong(chance: Floats, y: Codes) -> NDArray[np.bool_]:
    """Rows whose likeliest class is not theirs and is held with 90 % of that class's own mean confidence."""
    best = chance.argmax(1)
    threshold = _confidence(chance, y)[best]
    wrong = (best != y) & (chance.max(1) >= 0.9 * threshold)
    most = int(MOST_LEFT_OUT * len(y))
    if wrong.sum() > most:
        lack = np.where(wrong, chance.max(1) - chance[np.arange(len(y)), y], -np.inf)
        wrong = np.zeros(len(y), dtype=bool)
        wrong[np.argsort(-lack)[:most]] = True
    return np.asarray(wrong)


@dataclass(frozen=True)
class Confusion:
    """T[a, b]: how often b is written where a is meant."""

    matrix: Floats

    @classmethod
    def of(cls, chance: Floats, y: Codes) -> Confusion:
        classes = chance.shape[1]
        ratio = chance / np.maximum(_confidence(chance, y), FEW)
        sure = ratio.max(1) >= 1
        count = np.zeros((classes, classes))
        np.add.at(count, (ratio[sure].argmax(1), y[sure]), 1.0)
        off = ~np.eye(classes, dtype=bool)
        if classes > 1:
            count[off] += 3 * count[off].mean() + FEW
        count += np.eye(classes)
        return cls(count / count.sum(1, keepdims=True))

    def wrong(self, chance: Floats, y: Codes) -> Floats:
        """(n,) the chance that another class was meant, with and without what is known of how classes are swapped, and by the margin.

        Swaps alone gain much where one class was written for another and lose where classes are alike by nature. The margin to
        the likeliest other class (Northcutt et al. 2021) tells a row that is surely something else from one that may be anything.
        """
        honest = chance[np.arange(len(y)), y] * np.diag(self.matrix)[y]
        either = np.einsum("na,an->n", chance, self.matrix[:, y])
        swapped = 1 - (honest + FEW) / (either + FEW)
        own, others = chance[np.arange(len(y)), y], chance.copy()
        others[np.arange(len(y)), y] = -np.inf
        margin = (1 - own + others.max(1)) / 2
        return np.asarray(SWAPS * swapped + MARGIN * margin + (1 - SWAPS - MARGIN) * (1 - own))


def sharpened(chance: Floats, y: Codes) -> Floats:
    """``chance`` to the power under which the labels are likeliest: votes of trees are less sure than they are right.

    Not all the way: the few rows that an honest set has against its own rule are more than the sharpest chances allow.
    """
    best, chosen = -np.inf, 1.0
    logs = np.log(np.maximum(chance, 1e-4))

    def raised(power: float) -> Floats:
        high = np.exp(power * (logs - logs.max(1, keepdims=True)))
        return np.asarray(high / high.sum(1, keepdims=True))

    for power in (0.5, 0.7, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0, 4.0):
        likely = float(np.log(np.maximum(raised(power)[np.arange(len(y)), y], 1e-4)).mean())
        if likely > best:
            best, chosen = likely, power
    return raised(chosen**0.7 if chosen > 1 else chosen)


def _confidence(chance: Floats, y: Codes) -> Floats:
    """(classes,) the mean chance of a class among rows that bear it."""
    classes = chance.shape[1]
    own = np.bincount(y, weights=chance[np.arange(len(y)), y], minlength=classes)
    count = np.bincount(y, minlength=classes)
    return np.asarray(np.where(count > 0, own / np.maximum(count, 1), 1.0))
