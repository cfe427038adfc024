"""What the other columns foresee of each value: rows whose values are ordinary one by one and surprising in their company.

A small forest a column says, from all others, at which rank a value should lie (FRaC, Noto et al. 2012, with ranks for
densities, so that scale and skew do not matter). How far it lies off is read against how far the column's values
usually lie off, in nats; the sum over columns is read against the sum of other rows. Where distances to neighbours see half of
a foreign row only when it falls into a void, this sees every column that does not belong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.forest import Forest, oob, predict
from ..kernels.forest_regression import grow
from ..kernels.places import below, upto
from ..kernels.processors import threads
from .tail import Tail

Floats = NDArray[np.float64]
Values = NDArray[np.float32]
Bins = NDArray[np.uint8]

MOST = 24  # columns that are foreseen, where rows are few; half of them over ``MANY`` rows
MANY = 3_000  # rows that a forest learns from
TREES = 8
SMALLEST = 3  # rows of a leaf
LARGEST = 12.0  # nats of one value
USUAL = 1.0  # nats of a value that is missing: what others show in the mean


@dataclass(frozen=True)
class Foreseen:
    """``columns`` (k,) of the numbers, with the sorted reference values, the forest and the tail of each; the tail of sums."""

    columns: NDArray[np.intp]
    ordered: tuple[Values, ...]
    forests: tuple[Forest, ...]
    tails: tuple[Tail, ...]
    whole: Tail

    @classmethod
    def of(cls, numbers: Values, varied: NDArray[np.intp], bins: Bins, seed: int) -> tuple[Foreseen, Floats, Floats]:
        """``numbers`` (n, d), NaN where missing; ``bins`` (n, m) begin with those of the ``varied`` columns.

        Also the nats (n,) of the reference, each row as if left out, and those of each value, (n, k).
        """
        n, random = len(numbers), np.random.default_rng([seed, 17])
        learned = np.arange(n) if n <= MANY else np.sort(random.choice(n, MANY, replace=False))
        many = np.array([len(np.unique(numbers[learned, j])) for j in varied], np.int64)
        able = np.flatnonzero((many > 1) & (bins.shape[1] > 1))
        most = MOST if n <= MANY else MOST // 2
        chosen = np.sort(random.choice(able, min(most, len(able)), replace=False)).astype(np.intp)
        ordered, forests, tails = [], [], []
        nats = np.zeros((n, len(chosen)))
        for k, j in enumerate(chosen.tolist()):
            column = numbers[:, varied[j]]
            values = np.sort(column[~np.isnan(column)])
            rank, rest = _rank(column, values), np.delete(bins, j, axis=1)
            part = np.ascontiguousarray(rest[learned])
            target = np.nan_to_num(rank[learned], nan=0.5)
            forest = grow(part, target, trees=TREES, min_leaf=SMALLEST, seed=seed + 13 * k, threads=threads())
            expected = np.empty(n)
            expected[learned] = np.nan_to_num(oob(forest, part, threads=threads())[:, 0], nan=0.5)
            others = np.setdiff1d(np.arange(n), learned, assume_unique=True)
            if len(others):
                expected[others] = predict(forest, np.ascontiguousarray(rest[others]), threads=threads())[:, 0]
            off = np.abs(rank - expected)
            tail = Tail.of(off, 0.75, 0.95)
            nats[:, k] = _nats(tail, off)
            ordered.append(values)
            forests.append(forest)
            tails.append(tail)
        total = nats.sum(1)
        whole = Tail.of(total)
        made = cls(varied[chosen], tuple(ordered), tuple(forests), tuple(tails), whole)
        return made, whole(total), nats

    def score(self, numbers: Values, varied: NDArray[np.intp], bins: Bins) -> tuple[Floats, Floats]:
        """The same of rows outside the reference."""
        nats = np.zeros((len(numbers), len(self.columns)))
        for k, column in enumerate(self.columns.tolist()):
            rest = np.delete(bins, int(np.searchsorted(varied, column)), axis=1)
            expected = predict(self.forests[k], np.ascontiguousarray(rest), threads=threads())[:, 0]
            nats[:, k] = _nats(self.tails[k], np.abs(_rank(numbers[:, column], self.ordered[k]) - expected))
        return self.whole(nats.sum(1)), nats


def _rank(column: Values, ordered: Values) -> Floats:
    """(n,) mid-ranks in [0, 1] among sorted values, NaN where missing."""
    rank = (below(ordered, column) + upto(ordered, column)) / (2 * len(ordered))
    return np.where(np.isnan(column), np.nan, rank)


def _nats(tail: Tail, off: Floats) -> Floats:
    return np.where(np.isnan(off), USUAL, np.minimum(tail(np.nan_to_num(off)), LARGEST))
