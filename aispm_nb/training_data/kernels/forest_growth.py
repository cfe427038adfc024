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
from .forest_walk import pushed

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
    for i in range(right):
        items[left + i] = room[i]
    return left


@compiled()
def scan(
    hist: NDArray[np.int32], marks: NDArray[np.int64], total: NDArray[np.int64], k: int | np.int64, min_leaf: int
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
def best_cut(
    items: NDArray[np.int64],
    begin: int,
    end: int,
    column: NDArray[np.uint8],
    code: NDArray[np.int32],
    total: NDArray[np.int64],
    k: int | np.int64,
    min_leaf: int,
    hist: NDArray[np.int32],
    marks: NDArray[np.int64],
) -> tuple[float, int, int]:
    """Of all thresholds of a node's column: (score, threshold, bins that occurred)."""
    if end - begin >= MANY:
        for word in range(8):
            marks[word] = 0xFFFFFFFF
        for i in range(begin, end):
            item = items[i]
            hist[int(column[item & ROW]) * k + code[i - begin]] += item >> 52
    else:
        for i in range(begin, end):
            item = items[i]
            b = int(column[item & ROW])
            hist[b * k + code[i - begin]] += item >> 52
            marks[b >> 5] |= 1 << (b & 31)
    return scan(hist, marks, total, k, min_leaf)


@compiled()
def random_cut(
    items: NDArray[np.int64],
    begin: int,
    end: int,
    column: NDArray[np.uint8],
    code: NDArray[np.int32],
    total: NDArray[np.int64],
    k: int | np.int64,
    min_leaf: int,
    low: NDArray[np.int64],
    bins: NDArray[np.uint8],
    state: NDArray[np.uint64],
) -> tuple[float, int, int]:
    """One random threshold between a column's extremes: as ``best_cut``, bins being 1 or "more than one" (2)."""
    first, last = 255, 0
    for i in range(begin, end):
        b = int(column[items[i] & ROW])
        bins[i - begin] = b
        first, last = min(first, b), max(last, b)
    if first == last:
        return -1.0, -1, 1
    threshold = first + below(state, last - first)
    for j in range(k):
        low[j] = 0
    for i in range(begin, end):
        low[code[i - begin]] += (items[i] >> 52) * int(int(bins[i - begin]) <= threshold)
    n_low, n_high, squares_low, squares_high = 0, 0, 0, 0
    for j in range(k):
        high = total[j] - low[j]
        n_low += low[j]
        n_high += high
        squares_low += low[j] * low[j]
        squares_high += high * high
    if n_low < min_leaf or n_high < min_leaf:
        return -1.0, -1, 2
    return (squares_low * float(n_high) + squares_high * float(n_low)) / (float(n_low) * float(n_high)), threshold, 2


@compiled()
def shares(items: NDArray[np.int64], ends: NDArray[np.int64], count: int, n_classes: int) -> NDArray[np.float32]:
    """Of each leaf that is not pure, whose items ``ends`` bound (2 a leaf), the classes' shares (count, n_classes)."""
    out = np.zeros((count, n_classes), np.float32)
    for leaf in range(count):
        size = 0
        for i in range(ends[2 * leaf], ends[2 * leaf + 1]):
            size += items[i] >> 52
        for i in range(ends[2 * leaf], ends[2 * leaf + 1]):
            out[leaf, (items[i] >> 32) & CLASS] += (items[i] >> 52) / size
    return out


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
    nodes, ends, room = np.empty(2 * m, np.int64), np.empty(2 * m, np.int64), np.empty(m, np.int64)
    code, bins = np.empty(m, np.int32), np.empty(m, np.uint8)
    local = np.zeros(n_classes, np.int32)  # 1 + a class's number in the node
    present, total, low = np.empty(n_classes, np.int64), np.empty(n_classes, np.int64), np.empty(n_classes, np.int64)
    hist, marks = np.zeros(256 * n_classes, np.int32), np.zeros(8, np.int64)
    feature = np.arange(d)
    stack = np.empty((m + 2, 4), np.int64)  # node, depth, begin, end
    waiting, made, mixed = pushed(stack, 0, 0, 0, 0, m), 1, 0
    while waiting:
        waiting -= 1
        node, depth, begin, end = stack[waiting, 0], stack[waiting, 1], stack[waiting, 2], stack[waiting, 3]
        k, size = np.int64(0), 0  # a literal 0 would compile what k is given to once more
        for i in range(begin, end):
            c, w = (items[i] >> 32) & CLASS, items[i] >> 52
            if local[c] == 0:
                present[k], total[k] = c, 0
                k += 1
                local[c] = k
            code[i - begin] = local[c] - 1
            total[local[c] - 1] += w
            size += w
        for j in range(k):
            local[present[j]] = 0
        score, chosen, threshold, asked, varied = -1.0, -1, -1, 0, 0
        if k == 1 or size < 2 * min_leaf or depth >= max_depth:
            asked = d
        while asked < d and (asked < per_split or varied == 0):
            at = asked + below(state, d - asked)
            f = feature[at]
            feature[at], feature[asked] = feature[asked], f
            asked += 1
            if extra:
                s, t, occurred = random_cut(items, begin, end, columns[f], code, total, k, min_leaf, low, bins, state)
            else:
                s, t, occurred = best_cut(items, begin, end, columns[f], code, total, k, min_leaf, hist, marks)
            varied += int(occurred > 1)
            if s > score:
                score, chosen, threshold = s, f, t
        if chosen >= 0:
            middle = part(items, begin, end, columns[chosen], threshold, room)
            nodes[node] = (made << 32) | (chosen << 8) | threshold
            waiting = pushed(stack, waiting, made, depth + 1, begin, middle)
            waiting = pushed(stack, waiting, made + 1, depth + 1, middle, end)
            made += 2
        elif k == 1:
            nodes[node] = ~present[0]
        else:
            ends[2 * mixed], ends[2 * mixed + 1] = begin, end
            nodes[node] = ~(n_classes + mixed)
            mixed += 1
    return nodes[:made].copy(), shares(items, ends, mixed, n_classes), bits(weight)
