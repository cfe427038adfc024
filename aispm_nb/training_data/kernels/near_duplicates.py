"""Sets of rows that are equal, or nearly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ALONE = -1


def near_duplicates(
    distances: NDArray[np.float32], indices: NDArray[np.int32], radius: float | NDArray[np.float32]
) -> NDArray[np.int32]:
    """Rows joined with those of their neighbours that are no farther than the radius, and so on.

    distances, indices : (n, k), the graph of the rows themselves, each left out of its own list.
    radius : one, or (n,) one for each row; 0 joins equal rows.

    (n,) int32: the number of the set a row is in, sets numbered in the order of their first rows; ``ALONE`` for a row
    that is joined with none. All equal rows are in one set however small k is, since each lists the first of them; of
    more than k rows within a radius above 0 a set may fall apart.
    """
    n = len(indices)
    close = (distances <= np.broadcast_to(np.asarray(radius), n)[:, None]) & (indices >= 0)
    rows = np.broadcast_to(np.arange(n)[:, None], indices.shape)[close]
    joined = coo_array((np.ones(len(rows), bool), (rows, indices[close])), shape=(n, n))
    return _numbered(connected_components(joined, directed=False)[1])


def equal_rows(values: NDArray[np.float32], step: float = 0.0) -> NDArray[np.int32]:
    """Rows that are equal, or equal after rounding to multiples of ``step``: set numbers as above, without a graph.

    values : (n, d) float32; NaN is equal to NaN.
    """
    rounded = np.round(values / np.float32(step)) if step else values
    whole = np.where(np.isnan(rounded), np.float32(np.nan), rounded + np.float32(0))  # one NaN, and no -0
    keys = np.ascontiguousarray(whole).view(np.dtype((np.void, whole.itemsize * whole.shape[1]))).ravel()
    return _numbered(np.unique(keys, return_inverse=True)[1])


def _numbered(parts: NDArray[np.int32] | NDArray[np.int64]) -> NDArray[np.int32]:
    """Parts of one row are ``ALONE``; the others are numbered in the order of their first rows."""
    if not len(parts):
        return np.empty(0, np.int32)
    _, first, part, size = np.unique(parts, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(np.where(size > 1, first, len(parts)), kind="stable")
    number = np.empty(len(first), np.int32)
    number[order] = np.arange(len(first))
    return np.where(size > 1, number, ALONE)[part].astype(np.int32)
