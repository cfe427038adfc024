"""Columns in order are those of numpy's sort, without the missing, whatever their bits."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.kernels.sorting import by_digits, by_vectors, in_order, specification

ODD = np.array([np.nan, -np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-45, -1e-45, 3.4e38, -3.4e38], np.float32)


@pytest.mark.parametrize("size", [0, 1, 2, 300, 5000])
@pytest.mark.parametrize("kind", ["bits", "whole", "one", "missing"])
def test_columns_in_order_equal_their_specification(kind: str, size: int) -> None:
    draw = np.random.default_rng(size)
    column = {
        "bits": draw.integers(0, 1 << 32, size, np.uint32).view(np.float32),
        "whole": draw.integers(-3, 4, size).astype(np.float32),
        "one": np.full(size, 7, np.float32),
        "missing": np.full(size, np.nan, np.float32),
    }[kind]
    column[draw.random(size) < 0.1] = draw.choice(ODD)
    expected = specification(column)
    for sort in (by_digits, in_order, lambda column, room: by_vectors(column)):
        found = sort(column.copy(), np.empty(size, np.float32))
        assert np.array_equal(found.view(np.uint32), expected.view(np.uint32))
