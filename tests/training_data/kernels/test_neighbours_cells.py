"""Cells: every row is in one, and no row is nearer to a query than the bound between their cells allows."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.kernels.neighbours_cells import LARGEST, part


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_parted_and_bounds_hold(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows = draw.standard_normal((500, 3)).astype(np.float32)
    centres = np.vstack([rows[:8], rows[:1], np.full((1, 3), 99)]).astype(np.float32)  # one twice, one for no row
    nearest = draw.integers(0, 9, 500).astype(np.int32)  # not the nearest at all: bounds hold all the same
    cells = part(rows, centres, nearest, 1)
    assert sorted(cells.order) == list(range(500)) and len(cells.centres) == 9
    of = np.repeat(np.arange(9), np.diff(cells.starts))
    for a in range(9):
        lines = cells.centres - cells.centres[a]
        lines = lines / np.maximum(np.linalg.norm(lines, axis=1), 1e-9)[:, None]
        for q in rows[cells.order[of == a]][:5]:
            bounds = cells.bounds[a] - lines @ (q - cells.centres[a])
            distance = np.linalg.norm(rows[cells.order] - q, axis=1)
            assert (distance >= bounds[of] - 1e-6).all()
    assert (cells.visits[:, 0] == np.arange(9)).all()


def test_large_cells_are_cut_and_rows_rise_in_each() -> None:
    rows = np.zeros((3 * LARGEST + 5, 2), np.float32)
    cells = part(rows, rows[:1], np.zeros(len(rows), np.int32), 2)
    assert np.diff(cells.starts).tolist() == [LARGEST] * 3 + [5]
    assert (np.diff(cells.order) > 0).all()
