"""A linear model of tokens, for the posterior of rows with text and for what a single token adds to it.

Logistic regressions on weighted tokens, a class against the rest, fitted by folds: each row's logits come from a model that did not
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
        logits, fold = np.zeros((len(y), classes)), np.zeros(len(y), np.int64)
        coefficients, starts = [], []
        for f, (train, test) in enumerate(split(y, folds, seed)):
            full, start = _against_the_rest(weighted[train], y[train], classes)
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


def _against_the_rest(weighted: Any, y: Codes, classes: int) -> tuple[Floats, Floats]:
    """Coefficients (classes, tokens) and starts of one dual logistic model a class: milliseconds on sparse rows."""
    from sklearn.linear_model import LogisticRegression

    full, start = np.zeros((classes, weighted.shape[1])), np.full(classes, -6.0)
    seen = np.unique(y)
    for c in seen if len(seen) > 2 else seen[-1:]:
        if len(seen) == 1:
            start[c] = 0.0
            continue
        model = LogisticRegression(C=8.0, solver="liblinear", dual=True, tol=1e-2, random_state=0)
        model.fit(weighted, y == c)
        full[c], start[c] = model.coef_[0], model.intercept_[0]
    if len(seen) == 2:
        start[seen[0]] = 0.0
    return full, start


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
