"""Search in cells: the tile finds candidates, their distance decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aispm_nb.training_data.kernels.compiled import compiled
from aispm_nb.training_data.kernels.neighbours_cells import Cells, directions, pack, run
from aispm_nb.training_data.kernels.neighbours_tile import LANES, ROWS, tile

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

BATCH = 256  # queries of a cell at a time: their rows and a panel stay in the second cache


@compiled(fastmath={"reassoc", "contract"})
def _squared(queries: Floats, i: int, reference: Floats, j: int) -> np.float32:
    total = np.float32(0)
    for t in range(queries.shape[1]):
        step = queries[i, t] - reference[j, t]
        total += step * step
    return total


@compiled()
def _insert(squared: Floats, indices: Ints, distance: np.float32, j: int) -> None:
    """Into a list that rises by distance and then by index, the last of which falls out."""
    at = len(squared) - 1
    if distance > squared[at] or (distance == squared[at] and j > indices[at] >= 0):
        return
    while at > 0 and (distance < squared[at - 1] or (distance == squared[at - 1] and j < indices[at - 1])):
        squared[at] = squared[at - 1]
        indices[at] = indices[at - 1]
        at -= 1
    squared[at] = distance
    indices[at] = j


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
    """
    count, d = cells.centres.shape
    b, k = len(asked), squared.shape[1]
    slack = np.float32((d + 8) * 2.0**-23)

    wide = (b + LANES - 1) // LANES * LANES
    panels, bias = np.empty((wide // LANES, d, LANES), np.float32), np.empty((wide // LANES, LANES), np.float32)
    pack(queries, asked, 0, b, cells.centres[cell], panels, bias, 0)
    steps = np.empty((count + ROWS, wide), np.float32)
    lines, gaps = np.zeros((count + ROWS, d), np.float32), np.empty(count, np.float32)
    directions(cells.centres, cell, lines, gaps)
    limits = np.full(max(count, b) + ROWS, np.inf, np.float32)
    zero = np.zeros(bias.shape, np.float32)
    for at in range(0, count, ROWS):
        for panel in range(len(panels)):
            tile(lines, at, panels, zero, panel, limits, steps, at, panel * LANES)

    step = np.sqrt(np.float32(-2) * bias.ravel())  # from the cell's centre
    needs = np.full(b, np.inf, np.float32)  # how far a query looks
    rows = np.zeros((b + ROWS, d), np.float32)
    alive = np.empty(b, np.int32)
    base = np.empty(b, np.float32)
    scores = np.empty((ROWS, LANES), np.float32)
    for visit in range(count):
        c = cells.visits[cell, visit]
        bound, head = cells.bounds[cell, c], cells.order[cells.starts[c]]
        many = 0
        for q in range(b):
            alive[many] = q
            many += steps[c, q] + needs[q] >= bound
        passed, many = many, 0
        for at in range(passed):
            q = alive[at]
            i = asked[q]
            if squared[i, k - 1] == 0 and head > indices[i, k - 1]:
                continue  # it has k equal rows, and those here come later
            norm = np.float32(0)
            for t in range(d):
                value = queries[i, t] - cells.centres[c, t]
                rows[many, t] = value
                norm += value * value
            base[many] = np.float32(0.5) * norm * (1 - 2 * slack) - slack * cells.radii[c] ** 2 - np.float32(1e-35)
            limits[many] = base[many] - np.float32(0.5) * squared[i, k - 1] * (1 + 2 * slack)
            alive[many] = q
            many += 1
        for at in range(many, (many + ROWS - 1) // ROWS * ROWS):
            limits[at] = np.inf
        for panel in range(cells.first[c], cells.first[c + 1]):
            start = cells.starts[c] + (panel - cells.first[c]) * LANES
            for at in range(0, many, ROWS):
                hits = tile(rows, at, cells.panels, cells.bias, panel, limits, scores, 0, 0)
                row = 0
                while hits:
                    if hits & 1:
                        i = asked[alive[at + row]]
                        for lane in range(LANES):
                            if scores[row, lane] > limits[at + row]:
                                j = cells.order[start + lane]
                                if not (leave_out and i == j):
                                    _insert(squared[i], indices[i], _squared(queries, i, reference, j), j)
                                    worst = squared[i, k - 1]
                                    limits[at + row] = base[at + row] - np.float32(0.5) * worst * (1 + 2 * slack)
                                    if worst == 0 and cells.order[start] > indices[i, k - 1]:
                                        limits[at + row] = np.inf
                    hits >>= 1
                    row += 1
        for at in range(many):
            q = alive[at]
            needs[q] = np.sqrt(squared[asked[q], k - 1]) * (1 + slack) + slack * step[q]


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
