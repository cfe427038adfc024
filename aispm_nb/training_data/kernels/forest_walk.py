"""A tree as numbers of 64 bits, and rows walked down it.

An inner node is ``left << 32 | feature << 8 | threshold``: rows whose bin is at most the threshold go to ``left``, the
others to ``left + 1``. A leaf is negative: ``~code``. One load a step; 8 bytes a node keep a tree of 4,000 nodes in L1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled


@compiled(inline="always")
def leaf_of(nodes: NDArray[np.int64], first: int, row: NDArray[np.uint8]) -> int:
    """Code of the leaf that a row of bins (d,) falls into, in the tree whose root is ``nodes[first]``."""
    node = nodes[first]
    while node >= 0:
        right = int(row[(node >> 8) & 0xFFFFFF]) > (node & 0xFF)
        node = nodes[first + (node >> 32) + int(right)]
    return int(~node)


@compiled(inline="always")
def pushed(stack: NDArray[np.int64], at: int, node: int, depth: int, begin: int, end: int) -> int:
    """Puts a node that waits to be split on the stack; a row set from a tuple takes numba half a second to compile."""
    stack[at, 0], stack[at, 1], stack[at, 2], stack[at, 3] = node, depth, begin, end
    return at + 1


@compiled()
def vote(
    nodes: NDArray[np.int64],
    first: NDArray[np.int64],
    leaves: NDArray[np.float32],
    bag: NDArray[np.uint8],
    binned: NDArray[np.uint8],
    begin: int,
    end: int,
    votes: NDArray[np.float32],
) -> None:
    """Adds to ``votes`` (n, k + 1) what each tree says of rows ``begin`` … ``end``; the last column counts the trees.

    ``leaves`` (m, k): a code below k is all of that class when k > 1; other codes (less k) are rows of ``leaves``.
    ``bag`` (trees, ceil(n / 8)): a bit for each row that a tree has learned from, which it says nothing of; (0, 0) for
    rows that no tree has seen. Tree by tree, not row by row: a tree stays in L1 while the rows pass.
    """
    k = votes.shape[1] - 1
    pure = k if k > 1 else 0
    for tree in range(len(first)):
        for i in range(begin, end):
            if len(bag) and (bag[tree, i >> 3] >> (i & 7)) & 1:
                continue
            code = leaf_of(nodes, first[tree], binned[i])
            votes[i, k] += 1
            if code < pure:
                votes[i, code] += 1
            else:
                for j in range(k):
                    votes[i, j] += leaves[code - pure, j]
