"""Bins: the compiled twin equals its specification; quantiles, heavy values and missing ones land where they should."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.kernels import binning

COLUMNS = {
    "lattice": np.random.default_rng(0).integers(-3, 4, (300, 3)),
    "real": np.random.default_rng(1).standard_normal((3000, 3)),
    "constant": np.full((20, 2), 7.0),
    "missing": np.full((20, 2), np.nan),
    "some missing": np.where(np.random.default_rng(2).random((900, 4)) < 0.3, np.nan, np.arange(900)[:, None] % 300),
    "huge": np.array([[3e38], [-3e38], [0.0], [1e-45]]),
    "one row": np.array([[1.0, np.nan]]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_equals_its_specification(name: str) -> None:
    numbers = COLUMNS[name].astype(np.float32)
    edges = binning.edges(numbers)
    assert edges.shape == (numbers.shape[1], binning.EDGES)
    assert ((edges[:, :-1] < edges[:, 1:]) | np.isinf(edges[:, 1:])).all()
    assert np.array_equal(binning.binned(numbers, edges), binning.specification(numbers, edges))


def test_few_values_have_a_bin_each_and_missing_has_its_own() -> None:
    numbers = np.array([[5], [1], [np.nan], [3], [1]], np.float32)
    assert binning.binned(numbers, binning.edges(numbers)).ravel().tolist() == [3, 1, binning.MISSING_BIN, 2, 1]


def test_a_heavy_value_shares_its_bin_with_no_other() -> None:
    numbers = np.random.default_rng(3).standard_normal((20_000, 1)).astype(np.float32)
    numbers[:400] = 0.5
    bins = binning.binned(numbers, binning.edges(numbers)).ravel()
    assert set(np.flatnonzero(bins == bins[0])) == set(np.flatnonzero(numbers.ravel() == 0.5))


def test_quantiles_fill_bins_evenly() -> None:
    numbers = np.random.default_rng(4).lognormal(size=(50_000, 1)).astype(np.float32)
    counts = np.bincount(binning.binned(numbers, binning.edges(numbers)).ravel(), minlength=256)
    assert counts[0] == 0 and counts[1:].min() > 150 and counts.max() < 250


def test_infinities_and_read_only_rows() -> None:
    numbers = np.array([[np.inf], [-np.inf], [0], [1]], np.float32)
    numbers.flags.writeable = False
    assert binning.binned(numbers, binning.edges(numbers)).ravel().tolist()[1:] == [1, 1, 2]
