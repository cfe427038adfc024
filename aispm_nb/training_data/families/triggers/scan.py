"""The box scan: a range in one to five columns in which a label is far commoner than the rest of the rows says.

For observed o (0 or 1) and expected e of each row, windows on each sorted column maximise the log-likelihood ratio
O·ln(O/E) + (N−O)·ln((N−O)/(N−E)) of Kulldorff's spatial scan (1997); they begin and end at values of rows with o = 1.
Within a window the other columns are scanned again, greedily.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...kernels.compiled import compiled
from .box import COMMONEST, PRICE, Box, Floats, Ranks

REACH = 400  # how many suspect values a window may span
DEEPEST = 5  # columns


def scan(
    ranks: Ranks,
    order: Ranks,
    cover: list[Floats],
    widest: Floats,
    active: NDArray[np.bool_],
    o: Floats,
    e: Floats,
    seeds: int,
) -> tuple[list[Box], Floats]:
    """The best boxes grown from the best windows, best first, and the best ratio of each column.

    ``order`` (d, n) sorts each column of ``ranks``; ``widest`` (d,) shares of the rows that a range may cover; ``e`` is on the
    scale of ``o`` over the active rows.
    """
    best = np.zeros((ranks.shape[1], 5))
    for j in range(ranks.shape[1]):
        best[j] = window(ranks, order[j], j, active, o, e, cover[j], widest[j])
    boxes: dict[tuple[int, ...], Box] = {}
    for j in np.argsort(-best[:, 0])[:seeds].tolist():
        if best[j, 0] > 0:
            box = _grown(ranks, cover, widest, active, o, e, j, best[j])
            if box.columns not in boxes or boxes[box.columns].ratio < box.ratio:
                boxes[box.columns] = box
    return sorted(boxes.values(), key=lambda box: -box.ratio), best[:, 0]


def _grown(
    ranks: Ranks,
    cover: list[Floats],
    widest: Floats,
    active: NDArray[np.bool_],
    o: Floats,
    e: Floats,
    first: int,
    best: Floats,
) -> Box:
    box = Box(float(best[0]), (first,), (int(best[1]),), (int(best[2]),), float(best[3]), float(best[4]))
    rows = np.flatnonzero(active & box.holds(ranks))
    while len(box.columns) < DEEPEST and len(rows) > 2:
        part, inside = np.ascontiguousarray(ranks[rows]), np.ones(len(rows), dtype=bool)
        order = np.argsort(part, axis=0, kind="stable").T.astype(np.int32)
        found = np.zeros((ranks.shape[1], 5))
        for j in range(ranks.shape[1]):
            if j not in box.columns:
                found[j] = window(
                    part, np.ascontiguousarray(order[j]), j, inside, o[rows], e[rows], cover[j], widest[j]
                )
        j = int(np.argmax(found[:, 0]))
        if found[j, 0] - PRICE <= box.ratio:
            break
        ratio, low, high, observed, expected = found[j].tolist()
        box = Box(ratio - PRICE, (*box.columns, j), (*box.low, int(low)), (*box.high, int(high)), observed, expected)
        rows = rows[(ranks[rows, j] >= low) & (ranks[rows, j] <= high)]
    return box


@compiled()
def window(
    ranks: Ranks,
    order: Ranks,
    j: int,
    active: NDArray[np.bool_],
    o: Floats,
    e: Floats,
    cover: Floats,
    widest: float,
) -> Floats:
    """(ratio, low, high, O, E) of the best window of column ``j`` that covers no more than ``widest``, or of a single value.

    ``cover`` (ranks + 1) is the share of all rows below a rank of the column; the missing, at rank -1, are below all.
    """
    n = len(order)
    value = np.empty(n, np.int32)  # distinct ranks that a suspect row has
    before_n, before_o, before_e = np.empty(n), np.empty(n), np.empty(n)  # sums up to each, without it
    after_n, after_o, after_e = np.empty(n), np.empty(n), np.empty(n)  # and with it
    count, total_n, total_o, total_e = 0, 0.0, 0.0, 0.0
    at = 0
    while at < n:
        rank = ranks[order[at], j]
        start_n, start_o, start_e = total_n, total_o, total_e
        while at < n and ranks[order[at], j] == rank:
            i = order[at]
            if active[i]:
                total_n += 1.0
                total_o += o[i]
                total_e += e[i]
            at += 1
        if total_o > start_o:
            value[count] = rank
            before_n[count], before_o[count], before_e[count] = start_n, start_o, start_e
            after_n[count], after_o[count], after_e[count] = total_n, total_o, total_e
            count += 1
    best = np.zeros(5)
    for a in range(count):
        below = cover[value[a]] if value[a] >= 0 else 0.0
        for b in range(a, min(count, a + REACH)):
            if cover[value[b] + 1] - below > (COMMONEST if a == b else widest):
                break
            hit = after_o[b] - before_o[a]
            due = max(after_e[b] - before_e[a], 1e-9)
            size = after_n[b] - before_n[a]
            # ln x <= x - 1 bounds the ratio: most windows need no logarithm
            if hit >= 3.0 and hit * (hit - due) > best[0] * due:
                miss = size - hit
                ratio = hit * np.log(hit / due)
                if miss > 0.0:
                    ratio += miss * np.log(miss / max(size - due, 1e-9))
                if ratio > best[0]:
                    best[0], best[1], best[2], best[3], best[4] = ratio, value[a], value[b], hit, due
    return best
