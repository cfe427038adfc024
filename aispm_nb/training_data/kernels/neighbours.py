"""Exact nearest neighbours: the graph that scores, votes, values and duplicates are read from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NONE = -1  # the index where there are fewer than k neighbours; its distance is infinite


def neighbours_specified(
    queries: NDArray[np.float32], reference: NDArray[np.float32], k: int, *, leave_out: bool = False
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The k rows of ``reference`` nearest to each row of ``queries``, by Euclidean distance.

    queries : (m, d) float32, finite.  reference : (n, d) float32, finite.
    leave_out : queries and reference are the same rows, and a row is not its own neighbour.

    Returns (m, k) float32 distances in rising order and (m, k) int32 indices; equal distances are in the order of
    the indices. Where there are fewer than k rows to choose from the rest is (inf, ``NONE``). Distances are summed
    from differences, so equal rows are at exactly 0 however far from the origin.
    """
    m, n = len(queries), len(reference)
    distances = np.full((m, k), np.inf, np.float32)
    indices = np.full((m, k), NONE, np.int32)
    for i in range(m):
        squared = np.square(reference - queries[i]).sum(axis=1, dtype=np.float32)
        if leave_out:
            squared[i] = np.inf
        kept = np.argsort(squared, kind="stable")[: min(k, n - leave_out)]
        distances[i, : len(kept)] = np.sqrt(squared[kept])
        indices[i, : len(kept)] = kept
    return distances, indices


def neighbours(
    queries: NDArray[np.float32],
    reference: NDArray[np.float32],
    k: int,
    *,
    leave_out: bool = False,
    threads: int | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """As ``neighbours_specified`` says, in blocks."""
    m, n = len(queries), len(reference)
    if n <= k + 64 or m * n < 10_000:
        return neighbours_specified(queries, reference, k, leave_out=leave_out)
    centre = np.median(reference[:: max(1, n // 1000)], axis=0)
    moved, rows = (reference - centre).astype(np.float32), (queries - centre).astype(np.float32)
    norms = np.square(moved).sum(axis=1)
    distances, indices = np.empty((m, k), np.float32), np.empty((m, k), np.int32)
    for start in range(0, m, 256):
        at = np.arange(start, min(start + 256, m))
        near = norms - 2 * (rows[at] @ moved.T)
        if leave_out:
            near[at - start, at] = np.inf
        kept = np.sort(np.argpartition(near, k + 16, axis=1)[:, : k + 16].astype(np.int32), axis=1)
        exact = np.square(reference[kept] - queries[at][:, None]).sum(axis=2)
        if leave_out:
            exact[kept == at[:, None]] = np.inf
        order = np.argsort(exact, axis=1, kind="stable")[:, :k]
        distances[at] = np.sqrt(np.take_along_axis(exact, order, 1))
        indices[at] = np.take_along_axis(kept, order, 1)
    return distances, indices
