"""Exact nearest neighbours: the graph that scores, votes, values and duplicates are read from."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from aispm_nb.training_data.kernels.neighbours_cells import Cells, part
from aispm_nb.training_data.kernels.neighbours_search import search

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
    cells: Cells | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """As ``neighbours_specified`` says, on ``threads`` threads (None: one for each processor).

    ``cells`` of ``laid_out``: the reference as it was parted before, where batch after batch asks it.
    """
    if queries.ndim != 2 or reference.ndim != 2 or queries.shape[1] != reference.shape[1]:
        raise ValueError(f"rows of one width are needed, not {queries.shape} and {reference.shape}")
    if leave_out and len(queries) != len(reference):
        raise ValueError("a row can be left out only where the queries are the reference")
    if k < 1:
        raise ValueError(f"k is at least 1, not {k}")
    threads = threads or os.cpu_count() or 1
    # One signature: a read-only array would be compiled for once more.
    reference = np.require(reference, np.float32, ["C", "W"])
    queries = reference if leave_out else np.require(queries, np.float32, ["C", "W"])
    if not len(queries) or not len(reference):
        return np.full((len(queries), k), np.inf, np.float32), np.full((len(queries), k), NONE, np.int32)
    cells = cells or laid_out(reference, threads)
    squared, indices = _search_in(cells, queries, reference, k, leave_out, threads)
    return np.sqrt(squared, out=squared), indices


def laid_out(reference: NDArray[np.float32], threads: int | None = None) -> Cells:
    """A reference of at least one row and column, parted into as many cells as suit it."""
    rows = np.require(reference, np.float32, ["C", "W"])
    return _parted(rows, cells_wanted(*rows.shape), threads or os.cpu_count() or 1)


def cells_wanted(n: int, d: int) -> int:
    """Small cells prune more, large ones cost less to lay out and to look at.

    Of 48 to 768 rows a cell, 384 were within a tenth of the best up to 64 columns, clustered or not (48 took up to
    twice the time); at 256 columns 768 are a tenth better than 384.
    """
    return 1 if n < 2048 else min(n // min(384 + 2 * d, 1024), 2048)


def search_among(
    queries: NDArray[np.float32], reference: NDArray[np.float32], count: int, k: int, leave_out: bool, threads: int
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """With about ``count`` cells."""
    return _search_in(_parted(reference, count, threads), queries, reference, k, leave_out, threads)


def _parted(reference: NDArray[np.float32], count: int, threads: int) -> Cells:
    """About ``count`` cells around centres that three rounds of k-means found in a sample."""
    return part(reference, *centred(reference, max(1, count), threads), threads)


def _search_in(
    cells: Cells, queries: NDArray[np.float32], reference: NDArray[np.float32], k: int, leave_out: bool, threads: int
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    if leave_out:
        begin = np.empty(len(reference), np.int32)
        begin[cells.order] = np.repeat(np.arange(len(cells.centres), dtype=np.int32), np.diff(cells.starts))
    else:
        begin = assigned(queries, cells.centres, threads)
    return search(queries, begin, reference, cells, k, leave_out, threads)


def centred(reference: NDArray[np.float32], count: int, threads: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Centres, and the nearest of each row."""
    sample = np.ascontiguousarray(reference[:: max(1, len(reference) // (16 * count))])
    centres = np.ascontiguousarray(sample[:: max(1, len(sample) // count)])
    for _ in range(3):
        centres = means(sample, assigned(sample, centres, threads))
    return centres, assigned(reference, centres, threads)


def means(rows: NDArray[np.float32], nearest: NDArray[np.int32]) -> NDArray[np.float32]:
    """Of the rows of each centre; a centre without rows is dropped."""
    order = np.argsort(nearest, kind="stable")
    starts = np.flatnonzero(np.diff(nearest[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(rows)))
    return (np.add.reduceat(rows[order].astype(np.float64), starts, axis=0) / sizes[:, None]).astype(np.float32)


def assigned(rows: NDArray[np.float32], centres: NDArray[np.float32], threads: int) -> NDArray[np.int32]:
    """The nearest centre of each row: the same search, in one cell."""
    if len(centres) == 1:
        return np.zeros(len(rows), np.int32)
    whole = centres.mean(axis=0, dtype=np.float64, keepdims=True).astype(np.float32)
    cells = part(centres, whole, np.zeros(len(centres), np.int32), 1)
    return search(rows, np.zeros(len(rows), np.int32), centres, cells, 1, False, threads)[1][:, 0]
