"""The tile as LLVM's vectors is the tile as numpy says it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from aispm_nb.training_data.kernels.compiled import compiled
from aispm_nb.training_data.kernels.neighbours_tile import LANES, ROWS, tile, tile_specified


@compiled(cache=False)
def called(
    rows: NDArray[np.float32],
    panels: NDArray[np.float32],
    bias: NDArray[np.float32],
    limits: NDArray[np.float32],
    scores: NDArray[np.float32],
) -> int:
    return tile(rows, 2, panels, bias, 1, limits, scores, 3, 5)


@pytest.mark.parametrize("d", [0, 1, 2, 33])
def test_equals_its_specification(d: int) -> None:
    draw = np.random.default_rng(d)
    rows, panels, bias = (
        draw.integers(-3, 4, shape).astype(np.float32) for shape in ((ROWS + 4, d), (2, d, LANES), (2, LANES))
    )
    bias[1, 7] = -np.inf
    limits = draw.integers(-5, 60, ROWS + 4).astype(np.float32)
    limits[3] = np.inf
    arguments = rows, panels, bias, limits
    wanted, found = np.zeros((2, ROWS + 3, LANES + 9), np.float32)
    hits = tile_specified(rows, 2, panels, bias, 1, limits, wanted, 3, 5)
    assert called(*arguments, found) == hits and not hits & 2
    assert np.array_equal(found, wanted)
