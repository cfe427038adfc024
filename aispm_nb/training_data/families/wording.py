"""A linear model of tokens, for the posterior of rows with text and for what a single token adds to it.

Multinomial logistic regression on weighted tokens, fitted by folds: each row's logits come from a model that did not
see it, and what token w added to them can be taken off again (``without``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .posterior import split

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Wording:
    """Logits (n, classes) held out, the fold of each row, coefficients (classes, tokens) and start of each fold."""

    logits: Floats
    fold: Codes
    coefficients: list[Floats]
    starts: list[Floats]
    classes: int

    @classmethod
    def of(cls, weighted: Any, y: Codes, classes: int, seed: int, folds: int = 4) -> Wording:
        from sklearn.linear_model import LogisticRegression

        logits, fold = np.zeros((len(y), classes)), np.zeros(len(y), np.int64)
        coefficients, starts = [], []
        for f, (train, test) in enumerate(split(y, folds, seed)):
            seen = np.unique(y[train])
            full, start = np.zeros((classes, weighted.shape[1])), np.full(classes, -12.0)
            if len(seen) == 1:
                start[seen] = 0.0
            else:
                model = LogisticRegression(C=8.0, max_iter=60, tol=1e-2).fit(weighted[train], y[train])
                if len(seen) == 2:
                    full[seen[1]], start[seen] = model.coef_[0], [0.0, model.intercept_[0]]
                else:
                    full[seen], start[seen] = model.coef_, model.intercept_
            logits[test], fold[test] = weighted[test] @ full.T + start, f
            coefficients.append(full)
            starts.append(start)
        scale = _temperature(logits, y)
        return cls(logits * scale, fold, [c * scale for c in coefficients], [s * scale for s in starts], classes)

    @property
    def held_out(self) -> Floats:
        return softmax(self.logits)

    def predict(self, weighted: Any) -> Floats:
        folds = zip(self.coefficients, self.starts, strict=True)
        return np.asarray(np.mean([softmax(weighted @ full.T + start) for full, start in folds], axis=0))


def softmax(logits: Floats) -> Floats:
    moved = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(moved / moved.sum(-1, keepdims=True))


def _temperature(logits: Floats, y: Codes) -> float:
    """The factor under which held-out logits are likeliest: a linear model on many tokens is over-sure."""
    best, chosen = -np.inf, 1.0
    for scale in (0.15, 0.25, 0.4, 0.6, 0.8, 1.0, 1.3):
        likely = float(np.log(softmax(logits * scale)[np.arange(len(y)), y] + 1e-12).mean())
        if likely > best:
            best, chosen = likely, scale
    return chosen
