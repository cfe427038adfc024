"""Search in cells: the tile finds candidates, their distance decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aispm_nb.training_data.kernels.compiled import compiled
from aispm_nb.training_data.kernels.neighbours_cells import Cells, Int, directions, pack, run
from aispm_nb.training_data.kernels.neighbours_tile import LANES, ROWS, tile

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Keys = NDArray[np.uint64]

NEVER = np.uint64(0x7F800000FFFFFFFF)  # an infinite distance, and no index
HIGH = np.uint64(32)
EIGHT = 8  # places at a time
BATCH = 512  # queries of a cell at a time: more fill the tiles better, until their rows leave the second cache


@compiled(fastmath={"reassoc", "contract"})
def _squared(queries: Floats, i: int, reference: Floats, j: int) -> np.float32:
    total = np.float32(0)
    for t in range(queries.shape[1]):
        step = queries[i, t] - reference[j, t]
        total += step * step
    return total


@compiled(fastmath={"reassoc", "contract"})
def _shift(queries: Floats, i: int, centres: Floats, c: int, rows: Floats, at: Int) -> np.float32:
    """Write a query relative to a centre; its squared norm."""
    norm = np.float32(0)
    for t in range(queries.shape[1]):
        step = queries[i, t] - centres[c, t]
        rows[at, t] = step
        norm += step * step
    return norm


@compiled()
def _insert(keys: Keys, row: int, key: np.uint64) -> None:
    """Into a list that rises; what is last falls out. Every place takes one of two by itself, which goes in vectors and
    guesses nothing: to move the larger ones one by one took half of a search with k = 41."""
    for at in range(keys.shape[1] - 1, 0, -1):
        here, before = keys[row, at], keys[row, at - 1]
        kept = here if here < key else key
        keys[row, at] = before if before > kept else kept


@compiled()
def _batch(
    queries: Floats,
    asked: Ints,
    cell: int,
    reference: Floats,
    cells: Cells,
    leave_out: bool,
    squared: Floats,
    indices: Ints,
) -> None:
    """Neighbours of the queries ``asked``, which are near the centre of one cell.

    A score is (q - c)·(x - c) - |x - c|²/2, relative to the centre c of the cell that x is in: from it and from the
    worst distance kept follows whether x can be nearer. ``slack`` is twice the most that rounding can do to a score,
    so no neighbour is lost to it, and what passes is decided by the sum of squared differences: exact as those are,
    with 0 between equal rows. Scores relative to the origin would be wrong for clusters far from it.

    What is kept of a query is a list of keys, the bits of a squared distance over those of an index, which rise as the two do;
    before the first stands a 0, and behind the k-th what fills the last vector.
    """
    # By name: numba counts a reference at each look at a field or a slice, a third of the time at d = 20.
    order, starts, centres, radii, panels, bias, first, bounds, visits = cells
    count, d = centres.shape
    b, k = len(asked), squared.shape[1]
    slack = np.float32((d + 8) * 2.0**-23)
    half = np.float32(0.5)

    wide = (b + LANES - 1) // LANES * LANES
    mine, norms = np.empty((wide // LANES, d, LANES), np.float32), np.empty((wide // LANES, LANES), np.float32)
    pack(queries, asked, np.int32(0), np.int32(b), centres[cell], mine, norms, np.int32(0))
    lines, gaps = np.zeros((count + ROWS, d), np.float32), np.empty(count, np.float32)
    directions(centres, cell, lines, gaps)
    steps = np.empty((count + ROWS, wide), np.float32)  # of the queries from their centre towards the others
    limits = np.full(max(count, b) + ROWS, np.inf, np.float32)
    zero = np.zeros(norms.shape, np.float32)
    for at in range(0, count, ROWS):
        for panel in range(len(mine)):
            tile(lines, at, mine, zero, panel, limits, steps, at, panel * LANES)

    keys = np.full((b, (k + EIGHT - 1) // EIGHT * EIGHT + 1), NEVER, np.uint64)
    keys[:, 0] = 0
    halves = keys.view(np.int32)  # of a key at 2 · place: the index, then the distance
    distances = keys.view(np.float32)
    last, worst = 2 * k, 2 * k + 1
    made = np.empty(1, np.float32)
    chosen = np.empty(LANES + 1, np.uint32)
    bits = made.view(np.uint32)
    needs = np.full(b, np.inf, np.float32)  # how far a query looks
    rows = np.zeros((b + ROWS, d), np.float32)
    alive, base = np.empty(b, np.int32), np.empty(b, np.float32)
    scores = np.empty((ROWS, LANES), np.float32)
    for visit in range(count):
        c = visits[cell, visit]
        bound, head = bounds[cell, c], order[starts[c]]
        given = slack * radii[c] ** 2 + np.float32(1e-35)
        passed = 0
        for q in range(b):
            alive[passed] = q
            passed += steps[c, q] + needs[q] >= bound
        many = np.int64(0)  # a literal 0 would compile what it is given to once more
        for at in range(passed):
            q = alive[at]
            if distances[q, worst] == 0 and head > halves[q, last]:
                continue  # it has k equal rows, and those here come later
            norm = _shift(queries, asked[q], centres, c, rows, many)
            base[many] = half * norm * (1 - 2 * slack) - given
            limits[many] = base[many] - half * distances[q, worst] * (1 + 2 * slack)
            alive[many] = q
            many += 1
        for at in range(many, (many + ROWS - 1) // ROWS * ROWS):
            limits[at] = np.inf
        for panel in range(first[c], first[c + 1]):
            start = starts[c] + (panel - first[c]) * LANES
            for at in range(0, many, ROWS):
                hits = tile(rows, at, panels, bias, panel, limits, scores, 0, 0)
                row = 0
                while hits:
                    if hits & 1:
                        q = alive[at + row]
                        i = asked[q]
                        found, limit = 0, limits[at + row]  # first which, without a guess, then those one by one
                        for lane in range(LANES):
                            chosen[found] = lane
                            found += int(scores[row, lane] > limit)
                        for one in range(found):
                            lane = chosen[np.uint32(one)]
                            if scores[row, lane] > limits[at + row]:
                                j = order[start + lane]
                                if leave_out and i == j:
                                    continue
                                made[0] = _squared(queries, i, reference, j)
                                _insert(keys, q, (np.uint64(bits[0]) << HIGH) | np.uint64(j))
                                limits[at + row] = base[at + row] - half * distances[q, worst] * (1 + 2 * slack)
                                if distances[q, worst] == 0 and order[start] > halves[q, last]:
                                    limits[at + row] = np.inf
                    hits >>= 1
                    row += 1
        for at in range(many):
            q = alive[at]
            step = np.sqrt(np.float32(-2) * norms[q // LANES, q % LANES])
            needs[q] = np.sqrt(distances[q, worst]) * (1 + slack) + slack * step
    for q in range(b):
        for at in range(k):
            squared[asked[q], at], indices[asked[q], at] = distances[q, 2 * at + 3], halves[q, 2 * at + 2]


def search(
    queries: Floats, nearest: Ints, reference: Floats, cells: Cells, k: int, leave_out: bool, threads: int
) -> tuple[Floats, Ints]:
    """Squared distances and indices of the k nearest, given for each query the cell to begin in."""
    squared = np.full((len(queries), k), np.inf, np.float32)
    indices = np.full((len(queries), k), -1, np.int32)
    order = np.argsort(nearest, kind="stable").astype(np.int32)
    ends = np.cumsum(np.bincount(nearest, minlength=len(cells.centres)))
    batches = [
        (cell, order[at : min(at + BATCH, end)])
        for cell, (start, end) in enumerate(zip(np.append(0, ends), ends, strict=False))
        for at in range(start, end, BATCH)
    ]

    def one(batch: int) -> None:
        cell, asked = batches[batch]
        _batch(queries, asked, cell, reference, cells, leave_out, squared, indices)

    run(one, len(batches), threads)
    return squared, indices
