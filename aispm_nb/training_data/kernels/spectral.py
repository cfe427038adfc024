"""Spectral signatures and activation clusters: a poisoned part of a class lies along one direction of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

WIDE = 1024  # columns up to which the products of all pairs cost less than passes over the rows
LEAST = 1e-12  # of the mean square of a class's centred rows: below, they are all equal
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
    for members, rows, _ in _classes(numbers, label, k):
        along = rows @ strongest(rows, 1)[:, 0]
        square = along * along
        score[members] = square / max(float(square.mean()), 1e-30)
    return score


def specification(numbers: NDArray[np.float32], label: NDArray[np.int32], k: int) -> NDArray[np.float32]:
    """``signatures`` by the full singular value decomposition."""
    score = np.full(len(numbers), np.nan, np.float32)
    for members, rows, _ in _classes(numbers, label, k):
        square = (rows @ np.linalg.svd(rows, full_matrices=False)[2][0]) ** 2
        score[members] = square / max(float(square.mean()), 1e-30)
    return score


@dataclass(frozen=True)
class Split:
    """A class cut in two by activation clustering; ``small`` rows are beyond ``threshold`` along ``across``.

    Attributes
    ----------
    mean : (d,) of the class; across : (d,) float32, threshold : float.
    share : of the class's rows in the smaller cluster, at most 0.5.
    """

    mean: NDArray[np.float32]
    across: NDArray[np.float32]
    threshold: float
    share: float

    def small(self, numbers: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which of the rows (m, d) of the class lie in the smaller cluster."""
        rows = np.asarray(numbers, np.float32) - self.mean
        rows[~np.isfinite(rows)] = 0
        far: NDArray[np.bool_] = rows @ self.across > self.threshold
        return far


def splits(numbers: NDArray[np.float32], label: NDArray[np.int32], k: int, dimensions: int = 10,
           rounds: int = 30) -> dict[int, Split]:  # fmt: skip
    """Each class of at least two rows cut into two clusters, so that any rows can be put into one.

    2-means in the class's ``dimensions`` strongest directions, begun from the sides of the first, which makes it
    deterministic; missing values as in ``signatures``. A class without a strongest direction (its rows are all equal) is
    left out. Chen et al., "Detecting backdoor attacks by activation clustering", 2018.
    """
    found = {}
    for members, rows, mean in _classes(numbers, label, k):
        if float(np.square(rows).mean()) < LEAST:
            continue
        try:
            basis = strongest(rows, min(dimensions, *rows.shape))
        except ArpackError:  # no direction is stronger than the others
            continue
        reduced = rows @ basis
        across, threshold = np.eye(basis.shape[1], dtype=np.float32)[0], 0.0
        side = reduced[:, 0] > 0
        for _ in range(rounds):
            if side.all() or not side.any():
                break
            far, near = reduced[side].mean(0), reduced[~side].mean(0)
            across, threshold = far - near, float(far @ far - near @ near) / 2
            moved = reduced @ across > threshold
            if np.array_equal(moved, side):
                break
            side = moved
        if side.mean() > 0.5:
            across, threshold, side = -across, -threshold, ~side
        found[int(label[members[0]])] = Split(mean, (basis @ across).astype(np.float32), threshold, float(side.mean()))
    return found


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
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]]:
    """Classes of at least two rows: which rows, these centred with 0 where a value is missing, and their mean."""
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(k + 1))
    for c in range(k):
        members = order[ends[c] : ends[c + 1]]
        if len(members) < 2:
            continue
        rows = np.asarray(numbers[members], np.float32)
        total: NDArray[np.float64] = rows.sum(0, dtype=np.float64)
        if np.isfinite(total).all():
            centre = np.float32(total / len(rows))
            rows -= centre
        else:
            known = np.isfinite(rows)
            mean = np.where(known, rows, 0).sum(0, dtype=np.float64) / np.maximum(known.sum(0), 1)
            centre = np.float32(mean)
            rows = np.where(known, rows - centre, np.float32(0))
        yield members, rows, np.asarray(centre, np.float32)
