"""P(class | what the rest of the data says of such rows), each row judged by trees that did not see it.

Out-of-bag random forest and extra trees, a vote of neighbours, and for text a linear model of tokens: their mean is
better calibrated than any of them, and none of them has to be the right one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.forest import Forest, grow, oob, predict
from ..kernels.processors import threads

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Bins = NDArray[np.uint8]

SMALLEST = 3  # rows of a leaf: purer leaves believe single wrong labels (measured: targeted flips gain .02)
BALLOT = 0.2  # what the vote of neighbours weighs


@dataclass(frozen=True)
class Posterior:
    """``held_out`` (n, classes): of the reference rows. ``predict``: of others, by the same trees."""

    held_out: Floats
    grown: tuple[Forest, ...]
    classes: int

    def predict(self, bins: Bins) -> Floats:
        return filled(np.mean([predict(forest, bins) for forest in self.grown], axis=0))


def forests(
    bins: Bins, y: Codes, classes: int, trees: int, seed: int, keep: NDArray[np.bool_] | None = None
) -> Posterior:
    """Random forest and extra trees, ``trees`` each, fitted on the rows of ``keep``; those outside it by all trees."""
    kept = np.ones(len(bins), dtype=bool) if keep is None else keep
    seen, codes, held_out, grown = np.ascontiguousarray(bins[kept]), y[kept].astype(np.int32), [], []
    for extra in (False, True):
        forest = grow(
            seen, codes, classes, trees=trees, extra=extra, min_leaf=SMALLEST, seed=seed + extra, threads=threads()
        )
        own = np.zeros((len(bins), classes))
        own[kept] = np.nan_to_num(oob(forest, seen, threads=threads()))
        if not kept.all():
            own[~kept] = predict(forest, np.ascontiguousarray(bins[~kept]))
        held_out.append(filled(own))
        grown.append(forest)
    return Posterior(np.mean(held_out, axis=0), tuple(grown), classes)


def split(y: Codes, folds: int, seed: int) -> list[tuple[Codes, Codes]]:
    """Folds in which each class is spread evenly; a class of one member is in some fold, and that is all."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(y))
    order = order[np.argsort(y[order], kind="stable")]
    fold = np.empty(len(y), dtype=np.int64)
    fold[order] = np.arange(len(y)) % folds
    return [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(folds)]


def vote(index: Codes, y: Codes, classes: int, near: int = 10) -> Floats:
    """(n, classes) shares of the classes among the nearest rows, half a vote spread over all."""
    named = y[index[:, :near]]
    flat = np.arange(len(named))[:, None] * classes + named
    counts = np.bincount(flat.ravel(), minlength=len(named) * classes).reshape(len(named), classes)
    return np.asarray((counts + 0.5 / classes) / (named.shape[1] + 0.5))


def filled(chance: Floats) -> Floats:
    """Rows that no tree could judge get the mean; all sum to one."""
    total = chance.sum(1, keepdims=True)
    mean = chance.mean(0) / max(float(chance.mean(0).sum()), 1e-12)
    return np.asarray(np.where(total > 0, chance / np.maximum(total, 1e-12), mean))
