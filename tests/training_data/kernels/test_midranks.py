"""Mid-ranks are those of numpy, ties and ends included."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.kernels.midranks import midranks, specification


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 2000])
def test_midranks_equal_their_specification(seed: int, size: int) -> None:
    draw = np.random.default_rng(seed)
    for grid, values in (
        (draw.integers(0, 9, size), draw.integers(-2, 12, 300)),
        (draw.normal(size=size), draw.normal(size=300)),
    ):
        held, column = np.sort(grid).astype(np.float32), values.astype(np.float32)
        column[:3] = [np.nan, np.inf, -np.inf]
        found = midranks(column[:, None], [held])[:, 0]
        assert np.array_equal(found, specification(column, held).astype(np.float32), equal_nan=True)


def test_an_empty_reference_says_the_middle() -> None:
    assert midranks(np.array([[1.0], [np.nan]], np.float32), [np.zeros(0, np.float32)])[0, 0] == 0.5
