"""Forests of regression trees on binned rows: the mean of a target, out of bag. ``forest.oob`` and ``predict`` read them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .forest import Forest, assembled, each
from .forest_draws import below, seeds
from .forest_growth import MANY, ROW, bits, drawn, lowest, part
from .forest_walk import pushed


def grow(
    binned: NDArray[np.uint8],
    target: NDArray[np.float64],
    *,
    trees: int = 200,
    features_per_split: int | None = None,
    bootstrap: bool = True,
    min_leaf: int = 1,
    max_depth: int | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> Forest:
    """A forest whose splits take most from the variance; ``oob`` and ``predict`` give (n, 1) means.

    As ``forest.grow``, with a third of the features at each node unless told otherwise (Breiman's advice for regression).

    Raises
    ------
    ValueError : no rows, no columns, or a target that is not finite.
    """
    n, d = binned.shape
    if not n or not d:
        raise ValueError(f"{n} rows of {d} columns: a forest needs at least one of each")
    if not np.isfinite(target).all():
        raise ValueError("the target has values that are not finite: leave those rows out")
    columns = np.array(binned.T, np.uint8, order="C")
    mean = float(np.mean(target))
    centred = np.asarray(target, np.float64) - mean  # large means would drown the variance in squared sums
    per_split = min(d, features_per_split or max(1, d // 3))
    depth = 2**31 if max_depth is None else max_depth

    def tree(state: np.uint64) -> Any:
        nodes, leaves, bag = regression_tree(columns, centred, per_split, bootstrap, max(1, min_leaf), depth, state)
        return nodes, leaves + np.float32(mean), bag

    return assembled(each(tree, seeds(seed, trees), threads), 1, n)


@compiled()
def scan_sums(
    sums: NDArray[np.float64],
    sizes: NDArray[np.int64],
    marks: NDArray[np.int64],
    total: float,
    size: int | np.int64,
    min_leaf: int,
) -> tuple[float, int, int]:
    """The best threshold of sums and sizes by bin, which are cleared: (score, threshold, bins that occurred).

    The score is (sum of the low)²/|low| + (sum of the high)²/|high|; ties: the lowest threshold.
    """
    low, n_low = 0.0, 0
    score, best, edge, last, occurred = -1.0, -1, False, 0, 0
    for word in range(8):
        mark = marks[word]
        marks[word] = 0
        while mark:
            b = word * 32 + lowest(mark)
            mark &= mark - 1
            if sizes[b] == 0:
                continue
            if edge:
                best, edge = (last + b) >> 1, False
            low += sums[b]
            n_low += sizes[b]
            sums[b] = 0.0
            sizes[b] = 0
            occurred += 1
            n_high = size - n_low
            if n_low >= min_leaf and n_high >= min_leaf and n_high > 0:
                s = low * low / n_low + (total - low) * (total - low) / n_high
                if s > score:
                    score, edge = s, True
            last = b
    return score, best, occurred


@compiled()
def regression_tree(
    columns: NDArray[np.uint8],
    target: NDArray[np.float64],
    per_split: int,
    bootstrap: bool,
    min_leaf: int,
    max_depth: int,
    seed: np.uint64,
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.uint8]]:
    """Nodes, means of the leaves (m, 1), bits of the bag; see ``forest_growth.classification_tree``."""
    d, n = columns.shape
    state = np.array([seed], np.uint64)
    weight = drawn(n, bootstrap, state)
    items = np.empty(n, np.int64)
    m = 0
    for i in range(n):
        if weight[i]:
            items[m] = (int(weight[i]) << 52) | i
            m += 1
    nodes = np.empty(2 * m, np.int64)
    leaves = np.empty((m, 1), np.float32)
    room = np.empty(m, np.int64)
    value = np.empty(m, np.float64)
    heavy = np.empty(m, np.int64)
    sums, sizes, marks = np.zeros(256), np.zeros(256, np.int64), np.zeros(8, np.int64)
    feature = np.arange(d)
    stack = np.empty((m + 2, 4), np.int64)  # node, depth, begin, end
    waiting, made, ended = pushed(stack, 0, 0, 0, 0, m), 1, 0
    while waiting:
        waiting -= 1
        node, depth, begin, end = stack[waiting, 0], stack[waiting, 1], stack[waiting, 2], stack[waiting, 3]
        count, size, total, smallest, largest = end - begin, np.int64(0), 0.0, np.inf, -np.inf
        for i in range(count):
            w, y = items[begin + i] >> 52, target[items[begin + i] & ROW]
            heavy[i], value[i] = w, w * y
            size += w
            total += w * y
            smallest, largest = min(smallest, y), max(largest, y)
        score, chosen, threshold = -1.0, -1, -1
        if largest > smallest and size >= 2 * min_leaf and depth < max_depth:
            open_features, varied = 0, 0
            while open_features < d and (open_features < per_split or varied == 0):
                at = open_features + below(state, d - open_features)
                f = feature[at]
                feature[at] = feature[open_features]
                feature[open_features] = f
                open_features += 1
                column = columns[f]
                if count >= MANY:
                    for i in range(8):
                        marks[i] = 0xFFFFFFFF
                    for i in range(count):
                        b = int(column[items[begin + i] & ROW])
                        sums[b] += value[i]
                        sizes[b] += heavy[i]
                else:
                    for i in range(count):
                        b = int(column[items[begin + i] & ROW])
                        sums[b] += value[i]
                        sizes[b] += heavy[i]
                        marks[b >> 5] |= 1 << (b & 31)
                s, t, occurred = scan_sums(sums, sizes, marks, total, size, min_leaf)
                varied += int(occurred > 1)
                if s > score:
                    score, chosen, threshold = s, f, t
        if chosen >= 0:
            middle = part(items, begin, end, columns[chosen], threshold, room)
            nodes[node] = (made << 32) | (chosen << 8) | threshold
            waiting = pushed(stack, waiting, made, depth + 1, begin, middle)
            waiting = pushed(stack, waiting, made + 1, depth + 1, middle, end)
            made += 2
        else:
            leaves[ended, 0] = total / size
            nodes[node] = ~ended
            ended += 1
    return nodes[:made].copy(), leaves[:ended].copy(), bits(weight)
