"""One classification tree on binned rows, to purity: compiled as it stands, and the same function interpreted.

Most nodes of a tree grown to purity hold a handful of rows, so small nodes decide the time. Two things make them cheap:
classes are renumbered to those present in the node, and the bins that occur are noted in 256 bits while the histogram is
filled, so that a scan visits only these, in order, and clears what it visits. (Clearing and scanning 256 bins a node and
feature cost more than the rest of the tree together.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .forest_draws import below

ROW, CLASS = 0xFFFFFFFF, 0xFFFFF  # an item is weight << 52 | class << 32 | row
MANY = 512  # rows from which nearly all bins occur and the bits do not pay
BIT = np.zeros(32, np.int64)  # position of the lowest bit, by de Bruijn's sequence
BIT[[((1 << i) * 0x077CB531 & 0xFFFFFFFF) >> 27 for i in range(32)]] = np.arange(32)


@compiled(inline="always")
def lowest(word: int) -> int:
    """Position of the lowest bit that is set in 32 bits."""
    return int(BIT[(((word & -word) * 0x077CB531) & 0xFFFFFFFF) >> 27])


@compiled()
def drawn(n: int, bootstrap: bool, state: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How often each of n rows is in the bag: n draws with replacement, or each once."""
    if not bootstrap:
        return np.ones(n, np.uint8)
    weight = np.zeros(n, np.uint8)
    for _ in range(n):
        weight[below(state, n)] += 1
    return weight


@compiled()
def bits(weight: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A bit for each row in the bag, the lowest bit first."""
    out = np.zeros((len(weight) + 7) // 8, np.uint8)
    for i in range(len(weight)):
        if weight[i]:
            out[i >> 3] |= np.uint8(1 << (i & 7))
    return out


@compiled()
def part(
    items: NDArray[np.int64], begin: int, end: int, column: NDArray[np.uint8], threshold: int, room: NDArray[np.int64]
) -> int:
    """Items at most the threshold first, in their order; where the others begin. Without a branch that data decides."""
    left, right = begin, 0
    for i in range(begin, end):
        item = items[i]
        high = int(int(column[item & ROW]) > threshold)
        items[left] = item
        room[right] = item
        left += 1 - high
        right += high
    items[left:end] = room[:right]
    return left


@compiled()
def scan(
    hist: NDArray[np.int32], marks: NDArray[np.int64], total: NDArray[np.int64], k: int, min_leaf: int
) -> tuple[float, int, int]:
    """The best threshold of a histogram (256 × k, flat), which is cleared: (score, threshold, bins that occurred).

    The score is sum(L²)/|L| + sum(R²)/|R| over the classes' weights, whose maximum is the lowest Gini impurity; the
    threshold lies midway between the two bins that it parts, as scikit-learn's between values. Ties: the lowest.
    """
    low = np.zeros(k, np.int64)
    size, squares_low, squares_high = 0, 0, 0
    for j in range(k):
        size += total[j]
        squares_high += total[j] * total[j]
    score, best, edge, last, occurred, n_low = -1.0, -1, False, 0, 0, 0
    for word in range(8):
        mark = marks[word]
        marks[word] = 0
        while mark:
            b = word * 32 + lowest(mark)
            mark &= mark - 1
            if edge:
                best, edge = (last + b) >> 1, False
            found = 0
            for j in range(k):
                c = int(hist[b * k + j])
                if c:
                    hist[b * k + j] = 0
                    squares_low += c * (2 * low[j] + c)
                    squares_high += c * (c - 2 * (total[j] - low[j]))
                    low[j] += c
                    found += c
            if found == 0:
                continue
            n_low += found
            occurred += 1
            n_high = size - n_low
            if n_low >= min_leaf and n_high >= min_leaf and n_high > 0:
                s = (squares_low * float(n_high) + squares_high * float(n_low)) / (float(n_low) * float(n_high))
                if s > score:
                    score, edge = s, True
            last = b
    return score, best, occurred


@compiled()
def classification_tree(
    columns: NDArray[np.uint8],
    label: NDArray[np.int32],
    n_classes: int,
    per_split: int,
    bootstrap: bool,
    extra: bool,
    min_leaf: int,
    max_depth: int,
    seed: np.uint64,
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.uint8]]:
    """Nodes (see ``forest_walk``), shares of the classes in leaves that are not pure (m, n_classes), bits of the bag.

    ``columns`` (d, n) bins, ``label`` (n,) in 0 … n_classes - 1. At each node features are drawn without replacement,
    ``per_split`` of them and on until one is not constant (scikit-learn's rule). ``extra``: one random threshold between
    the feature's lowest and highest bin (Geurts et al., "Extremely randomized trees", 2006), else the best of all.
    """
    d, n = columns.shape
    state = np.array([seed], np.uint64)
    weight = drawn(n, bootstrap, state)
    items = np.empty(n, np.int64)
    m = 0
    for i in range(n):
        if weight[i]:
            items[m] = (int(weight[i]) << 52) | (int(label[i]) << 32) | i
            m += 1
    nodes = np.empty(max(1, 2 * m), np.int64)
    leaves = np.empty((16, n_classes), np.float32)
    room = np.empty(m, np.int64)
    code = np.empty(m, np.int32)
    heavy = np.empty(m, np.int32)
    bins = np.empty(m, np.uint8)
    local = np.full(n_classes, -1, np.int32)
    present = np.empty(n_classes, np.int64)
    total = np.empty(n_classes, np.int64)
    low = np.empty(n_classes, np.int64)
    hist = np.zeros(256 * n_classes, np.int32)
    marks = np.zeros(8, np.int64)
    feature = np.arange(d)
    stack = np.empty((m + 2, 4), np.int64)  # node, begin, end, depth
    stack[0] = (0, 0, m, 0)
    waiting, made, mixed = 1, 1, 0
    while waiting:
        waiting -= 1
        node, begin, end, depth = stack[waiting, 0], stack[waiting, 1], stack[waiting, 2], stack[waiting, 3]
        k, size = 0, 0
        for i in range(begin, end):
            item = items[i]
            c = (item >> 32) & CLASS
            w = item >> 52
            if local[c] < 0:
                local[c] = k
                present[k] = c
                total[k] = 0
                k += 1
            total[local[c]] += w
            size += w
            code[i - begin] = local[c]
            heavy[i - begin] = w
        for j in range(k):
            local[present[j]] = -1
        count = end - begin
        score, chosen, threshold = -1.0, -1, -1
        if k > 1 and size >= 2 * min_leaf and depth < max_depth:
            open_features, varied = 0, 0
            while open_features < d and (open_features < per_split or varied == 0):
                at = open_features + below(state, d - open_features)
                f = feature[at]
                feature[at] = feature[open_features]
                feature[open_features] = f
                open_features += 1
                column = columns[f]
                if extra:
                    lowest_bin, highest_bin = 255, 0
                    for i in range(count):
                        b = int(column[items[begin + i] & ROW])
                        bins[i] = b
                        lowest_bin = min(lowest_bin, b)
                        highest_bin = max(highest_bin, b)
                    if lowest_bin == highest_bin:
                        continue
                    varied += 1
                    t = lowest_bin + below(state, highest_bin - lowest_bin)
                    low[:k] = 0
                    for i in range(count):
                        low[code[i]] += heavy[i] * int(int(bins[i]) <= t)
                    n_low, squares_low, squares_high = 0, 0, 0
                    for j in range(k):
                        n_low += low[j]
                        squares_low += low[j] * low[j]
                        squares_high += (total[j] - low[j]) * (total[j] - low[j])
                    n_high = size - n_low
                    if n_low < min_leaf or n_high < min_leaf:
                        continue
                    s = (squares_low * float(n_high) + squares_high * float(n_low)) / (float(n_low) * float(n_high))
                else:
                    if count >= MANY:
                        for i in range(count):
                            hist[int(column[items[begin + i] & ROW]) * k + code[i]] += heavy[i]
                        marks[:] = 0xFFFFFFFF
                    else:
                        for i in range(count):
                            b = int(column[items[begin + i] & ROW])
                            hist[b * k + code[i]] += heavy[i]
                            marks[b >> 5] |= 1 << (b & 31)
                    s, t, occurred = scan(hist, marks, total, k, min_leaf)
                    varied += int(occurred > 1)
                if s > score:
                    score, chosen, threshold = s, f, t
        if chosen >= 0:
            middle = part(items, begin, end, columns[chosen], threshold, room)
            nodes[node] = (made << 32) | (chosen << 8) | threshold
            stack[waiting] = (made, begin, middle, depth + 1)
            stack[waiting + 1] = (made + 1, middle, end, depth + 1)
            waiting += 2
            made += 2
        elif k == 1:
            nodes[node] = ~present[0]
        else:
            if mixed == len(leaves):
                more = np.empty((2 * mixed, n_classes), np.float32)
                more[:mixed] = leaves
                leaves = more
            leaves[mixed] = 0
            for j in range(k):
                leaves[mixed, present[j]] = total[j] / size
            nodes[node] = ~(n_classes + mixed)
            mixed += 1
    return nodes[:made].copy(), leaves[:mixed].copy(), bits(weight)
