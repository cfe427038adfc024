"""What the labels of the neighbours say about a row's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def vote(indices: NDArray[np.int32], label: NDArray[np.int32], classes: int) -> NDArray[np.float32]:
    """Shares of the classes among the neighbours of a row.

    indices : (m, k) as ``neighbours`` gives them.  label : (n,) int32, below 0 where there is none.

    (m, classes) float32. Neighbours without a label have no vote; a row none of whose neighbours votes gets zeros.
    """
    rank, votes = _votes(indices, label)
    rows = np.broadcast_to(np.arange(len(indices))[:, None], indices.shape)
    cells = rows[votes] * classes + rank[votes]
    counts = np.bincount(cells, minlength=len(indices) * classes).reshape(len(indices), classes)
    shares: NDArray[np.float32] = (counts / np.maximum(votes.sum(axis=1), 1)[:, None]).astype(np.float32)
    return shares


def disagreement(indices: NDArray[np.int32], label: NDArray[np.int32], own: NDArray[np.int32]) -> NDArray[np.float32]:
    """The share of a row's neighbours with a label that have another than its own.

    own : (m,) int32, the labels of the rows asked about.

    (m,) float32; NaN where no neighbour has a label, or the row has none.
    """
    rank, votes = _votes(indices, label)
    other = ((rank != own[:, None]) & votes).sum(axis=1)
    count = np.where(own < 0, 0, votes.sum(axis=1))
    return np.where(count > 0, other / np.maximum(count, 1), np.nan).astype(np.float32)


def _votes(indices: NDArray[np.int32], label: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    found = label[indices]
    return found, (indices >= 0) & (found >= 0)
