"""What a training row is worth to a nearest-neighbour classifier, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shapley(
    indices: NDArray[np.int32], truth: NDArray[np.int32], label: NDArray[np.int32], k: int
) -> NDArray[np.float64]:
    """Shapley values of the training rows, when the worth of a set of them is the mean share of the k nearest in it
    that have the right label.

    indices : (m, r) as ``neighbours`` gives them: the training rows nearest to each validation row, in order. It is all
        of them if r is at least n, or if a list ends with ``NONE`` (ask for n where rows are left out).
    truth : (m,) int32, the labels of the validation rows.  label : (n,) int32, those of the training rows.

    (n,) float64, the mean over the validation rows; they sum to the classifier's mean share. Negative: the row does
    harm. Of a list that is not all, the last row and what lies beyond it get 0 from that validation row: no value is
    then off by more than 1 / max(r, k) of it. Jia et al.: Efficient task-specific data valuation for nearest
    neighbor algorithms, VLDB 2019, theorems 1 and 2.
    """
    m, ranks = indices.shape
    values: NDArray[np.float64] = np.zeros(len(label))
    count = (indices >= 0).sum(axis=1)
    whole = (count < ranks) | (ranks >= len(label))
    right = (label[indices] == truth[:, None]) & (indices >= 0)
    worth, before = np.zeros(m), np.zeros(m, bool)
    for rank in range(ranks, 0, -1):  # from the farthest, all validation rows at once
        now = right[:, rank - 1]
        step = (now.astype(np.float64) - before) * (min(k, rank) / (rank * k))
        last = np.where(whole, now * (min(k, rank) / (rank * k)), 0.0)
        worth = np.where(rank == count, last, np.where(rank < count, worth + step, 0.0))
        there = rank <= count
        values += np.bincount(indices[there, rank - 1], weights=worth[there], minlength=len(label))
        before = now
    values /= max(m, 1)
    return values
