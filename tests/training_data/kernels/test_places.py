"""Places among sorted values are those of numpy, ties, ends, missing values and mixed types included."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from aispm_nb.training_data.kernels import places


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 64, 1000])
def test_places_equal_their_specification(seed: int, size: int) -> None:
    draw = np.random.default_rng(seed)
    kinds: list[type[np.float32] | type[np.float64]] = [np.float32, np.float64]
    for made, asked in (
        (draw.integers(-4, 5, size) / 2, draw.integers(-6, 7, 600) / 2),
        (draw.standard_cauchy(size), draw.standard_cauchy(300)),
    ):
        for kind, other in ((kinds[0], kinds[0]), (kinds[1], kinds[1]), (kinds[0], kinds[1])):
            ordered: NDArray[np.float32] | NDArray[np.float64] = np.sort(made).astype(kind)
            values: NDArray[np.float32] | NDArray[np.float64] = asked.astype(other)
            values[:4] = [np.nan, np.inf, -np.inf, -0.0]
            for found, equal in ((places.below(ordered, values), False), (places.upto(ordered, values), True)):
                assert np.array_equal(found, places.specification(ordered, values, equal))


def test_values_that_may_not_be_written_are_read() -> None:
    ordered, values = np.arange(3.0), np.array([5.0, 1.0, 2.0])[::-1]
    ordered.flags.writeable = values.flags.writeable = False
    assert places.below(ordered, values).tolist() == [2, 1, 3] and places.upto(ordered, values).tolist() == [3, 2, 3]
