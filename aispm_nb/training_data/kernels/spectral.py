"""Spectral signatures and activation clusters: a poisoned part of a class lies along one direction of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh

WIDE = 1024  # columns up to which the products of all pairs cost less than passes over the rows
TOLERANCE = 1e-6  # of an eigenvalue, relative


def signatures(numbers: NDArray[np.float32], label: NDArray[np.int32], k: int) -> NDArray[np.float32]:
    """How far each row lies along the strongest direction of its class, (n,) float32, high is suspect.

    The squared projection of the centred row on the class's top right singular vector, over its mean in the class, so
    that classes compare. Rows are centred in the score too; ART's ``SpectralSignatureDefense`` centres them for the vector
    only, which costs it most of its worth. A missing value counts as its class's mean; a row without a label, or alone in
    its class, is NaN. The vector is found by Lanczos to 1e-6 of the eigenvalue (so where the strongest direction is twice
    the second, scores are within 0.2 % of the class's largest of ``specification``'s).

    ``numbers`` (n, d) representations; ``label`` (n,) in -1 … k - 1. Tran, Li and Madry, "Spectral signatures in
    backdoor attacks", NeurIPS 2018.
    """
    score = np.full(len(numbers), np.nan, np.float32)
    for members, rows in _classes(numbers, label, k):
        along = rows @ strongest(rows, 1)[:, 0]
        square = along * along
        score[members] = square / max(float(square.mean()), 1e-30)
    return score


def specification(numbers: NDArray[np.float32], label: NDArray[np.int32], k: int) -> NDArray[np.float32]:
    """``signatures`` by the full singular value decomposition."""
    score = np.full(len(numbers), np.nan, np.float32)
    for members, rows in _classes(numbers, label, k):
        square = (rows @ np.linalg.svd(rows, full_matrices=False)[2][0]) ** 2
        score[members] = square / max(float(square.mean()), 1e-30)
    return score


def clusters(
    numbers: NDArray[np.float32], label: NDArray[np.int32], k: int, dimensions: int = 10, rounds: int = 30
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """The smaller of two clusters of each class: (n,) bool its rows, (k,) float64 its share of the class.

    2-means in the class's ``dimensions`` strongest directions, begun from the sides of the first, which makes it
    deterministic. A share near 0.5 is no sign of poison; missing values as in ``signatures``; a class of fewer than two
    rows has share 0. Chen et al., "Detecting backdoor attacks by activation clustering", 2018.
    """
    small, share = np.zeros(len(numbers), np.bool_), np.zeros(k)
    for members, rows in _classes(numbers, label, k):
        reduced = rows @ strongest(rows, min(dimensions, *rows.shape))
        side = reduced[:, 0] > 0
        for _ in range(rounds):
            if side.all() or not side.any():
                break
            far, near = reduced[side].mean(0), reduced[~side].mean(0)
            moved = reduced @ (far - near) > (far @ far - near @ near) / 2
            if np.array_equal(moved, side):
                break
            side = moved
        side = side if side.mean() <= 0.5 else ~side
        small[members], share[label[members[0]]] = side, side.mean()
    return small, share


def strongest(rows: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The top right singular vectors (d, count) of centred rows, the strongest first."""
    d = rows.shape[1]
    if d <= WIDE:
        product = rows.T @ rows
        if d < 64 or count >= d:
            return np.ascontiguousarray(eigh(product)[1][:, ::-1][:, :count])
    else:
        product = LinearOperator((d, d), lambda v: rows.T @ (rows @ v), dtype=np.float32)
    begin = np.random.default_rng(0).standard_normal((d,)).astype(np.float32)  # eigsh's own start is random
    _, vectors = eigsh(product, k=count, v0=begin, tol=TOLERANCE)
    turned: NDArray[np.float32] = vectors[:, ::-1]  # eigsh's rise
    return turned


def _classes(
    numbers: NDArray[np.float32], label: NDArray[np.int32], k: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Classes of at least two rows: which rows, and these centred, 0 where a value is missing."""
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(k + 1))
    for c in range(k):
        members = order[ends[c] : ends[c + 1]]
        if len(members) < 2:
            continue
        rows = np.asarray(numbers[members], np.float32)
        total: NDArray[np.float64] = rows.sum(0, dtype=np.float64)
        if np.isfinite(total).all():
            rows -= np.float32(total / len(rows))
        else:
            known = np.isfinite(rows)
            mean = np.where(known, rows, 0).sum(0, dtype=np.float64) / np.maximum(known.sum(0), 1)
            rows = np.where(known, rows - np.float32(mean), np.float32(0))
        yield members, rows
