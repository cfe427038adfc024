"""A tree as numbers of 64 bits, and rows walked down it.

An inner node is ``left << 32 | feature << 8 | threshold``: rows whose bin is at most the threshold go to ``left``, the
others to ``left + 1``. A leaf is negative: ``~code``. One load a step; 8 bytes a node keep a tree of 4,000 nodes in L1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

TOGETHER = 256  # rows that take each step together, so that none waits for its own: row by row took three times as long


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
    rows that no tree has seen. Tree by tree, not row by row: a tree stays in L1 while the rows pass. Indices are unsigned:
    numba then leaves out its test for negative ones, a third of the time.
    """
    k = votes.shape[1] - 1
    pure = k if k > 1 else 0
    at, under_way = np.zeros(TOGETHER, np.int64), np.zeros(TOGETHER, np.uint32)
    bins, wide = binned.ravel(), np.uint64(binned.shape[1])
    for tree in range(len(first)):
        root, top = first[tree], nodes[first[tree]]
        for start in range(begin, end, TOGETHER):
            rows = min(TOGETHER, end - start)
            count = 0
            for i in range(rows):
                at[i] = top
                under_way[np.uint32(count)] = i
                seen = len(bag) > 0 and (bag[tree, (start + i) >> 3] >> ((start + i) & 7)) & 1
                count += int(top >= 0 and not seen)
            while count:
                left = 0
                for w in range(count):
                    i = under_way[w]
                    node = at[i]
                    feature = np.uint32((node >> 8) & 0xFFFFFF)
                    right = np.uint32(int(bins[(np.uint32(start) + i) * wide + feature]) > (node & 0xFF))
                    node = nodes[np.uint32(root) + np.uint32(node >> 32) + right]
                    at[i] = node
                    under_way[np.uint32(left)] = i
                    left += int(node >= 0)
                count = left
            for i in range(rows):
                if len(bag) and (bag[tree, (start + i) >> 3] >> ((start + i) & 7)) & 1:
                    continue
                code = ~at[i]
                votes[start + i, k] += 1
                if code < pure:
                    votes[start + i, code] += 1
                else:
                    for j in range(k):
                        votes[start + i, j] += leaves[code - pure, j]
