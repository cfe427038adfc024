"""Tails and histograms: compiled twins equal their specifications; scores are pyod's; folds are as near as they say."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from numpy.typing import NDArray

from aispm_nb.training_data.kernels import histogram, tails, tails_fold


def lattice(n: int = 400, d: int = 11) -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    numbers = rng.integers(-3, 4, (n, d)).astype(np.float32)
    numbers[:, 1] = np.where(rng.random(n) < 0.5, 0.0, -0.0)
    numbers[:, 2] = np.nan
    numbers[:, 3] = 5
    numbers[rng.random(n) < 0.1, 4] = np.nan
    numbers[:3, 5] = np.array([np.inf, -np.inf, np.nan])[:n]
    return numbers


def real(n: int = 3000, d: int = 6) -> NDArray[np.float32]:
    numbers = np.random.default_rng(1).lognormal(size=(n, d)).astype(np.float32)
    numbers[:, 1] *= -1e-30
    numbers[:, 2] = numbers[:, 2] * 1e30 + 1e32
    return numbers


@pytest.mark.parametrize("numbers", [lattice(), real(), lattice(1), lattice(0)], ids=["lattice", "real", "one", "none"])
@pytest.mark.parametrize("copula", [False, True])
def test_equal_their_specification(numbers: NDArray[np.float32], copula: bool) -> None:
    ours = (tails.copod if copula else tails.ecod)(numbers)
    assert np.array_equal(ours, tails.specification(numbers, copula))
    threaded = (tails.copod if copula else tails.ecod)(numbers, threads=2)
    assert np.allclose(ours, threaded, rtol=1e-5)


@pytest.mark.parametrize("name", ["ecod", "copod"])
def test_scores_are_those_of_pyod(name: str) -> None:
    models = import_module(f"pyod.models.{name}")
    numbers = np.random.default_rng(2).gamma(2, size=(500, 5)).astype(np.float32)
    numbers[:, 2] = np.round(numbers[:, 2])
    peer = getattr(models, name.upper())().fit(numbers).decision_scores_
    assert np.allclose(getattr(tails, name)(numbers), peer, atol=1e-4)


def test_a_missing_value_adds_nothing_and_is_in_no_tail() -> None:
    numbers = np.array([[1], [2], [3], [np.nan]], np.float32)
    assert tails.ecod(numbers) == pytest.approx([np.log(3), np.log(1.5), np.log(3), 0])


def test_skewness_has_a_sign_only_beyond_rounding() -> None:
    rng = np.random.default_rng(3)
    right = rng.exponential(size=900).astype(np.float32)
    symmetric = np.concatenate([1000.1 + right, 1000.1 - right]).astype(np.float32)
    assert (tails.skewed(right), tails.skewed(-right), tails.skewed(np.full(9, np.nan, np.float32))) == (1, -1, 0)
    assert tails.skewed(np.full(50, 0.1, np.float32)) == 0
    assert tails.skewed(np.array([-1, 0, 1] * 9, np.float32)) == 0
    assert abs(tails.skewed(symmetric)) <= 1


def exact_cell_tables(state: tails_fold.Tails, cell: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([np.bincount(c[c >= 0], minlength=2 * tails_fold.SIDE) for c in cell.T])


@pytest.mark.parametrize("numbers", [lattice(), real(), lattice(1)], ids=["lattice", "real", "one"])
def test_a_fold_counts_and_scores_cells_as_specified(numbers: NDArray[np.float32]) -> None:
    state = tails_fold.start(numbers)
    tails_fold.add(state, numbers)
    cell = tails_fold.cells(state, numbers)
    assert np.array_equal(state.counts, exact_cell_tables(state, cell))
    for copula in (False, True):
        table = tails_fold.table(state, copula)
        expected = np.zeros(len(numbers), np.float32)
        for j in range(numbers.shape[1]):
            expected += np.where(cell[:, j] < 0, np.float32(0), table[j, cell[:, j]])
        assert np.array_equal(tails_fold.score(state, numbers, table), expected)


def test_cells_rise_with_values() -> None:
    numbers = np.sort(np.random.default_rng(4).standard_cauchy((5000, 1)).astype(np.float32), axis=0)
    assert (np.diff(tails_fold.cells(tails_fold.start(numbers), numbers).ravel()) >= 0).all()


def test_batches_in_any_order_are_one_state_within_the_tolerance_it_states() -> None:
    numbers = real(20_000, 4)
    one, two = tails_fold.start(numbers[:500]), tails_fold.start(numbers[:500])
    tails_fold.add(one, numbers[:7000])
    tails_fold.add(two, numbers[7000:])
    state = tails_fold.merged(two, one)
    assert np.array_equal(state.counts, tails_fold.merged(one, two).counts)
    exact, scores = tails.ecod(numbers), tails_fold.score(state, numbers, tails_fold.table(state, False))
    assert (scores <= exact + 1e-4).all() and (exact - scores).mean() < 0.01 * exact.mean()
    exact, scores = tails.copod(numbers), tails_fold.score(state, numbers, tails_fold.table(state, True))
    assert (scores <= exact + 1e-4).all() and (exact - scores).mean() < 0.01 * exact.mean()
    with pytest.raises(ValueError, match="different rows"):
        tails_fold.merged(one, tails_fold.start(numbers[500:900]))


@pytest.mark.parametrize("numbers", [lattice(), real(), lattice(1)], ids=["lattice", "real", "one"])
def test_a_histogram_counts_and_scores_bins_as_specified(numbers: NDArray[np.float32]) -> None:
    state = histogram.start(numbers[: len(numbers) // 2 + 1])
    histogram.add(state, numbers)
    place = histogram.places(state, numbers)
    counts = np.stack([np.bincount(p[p >= 0], minlength=12) for p in place.T])
    assert np.array_equal(state.counts, counts)
    table, expected = histogram.table(state), np.zeros(len(numbers), np.float32)
    for j in range(numbers.shape[1]):
        expected += np.where(place[:, j] < 0, np.float32(0), table[j, place[:, j]])
    assert np.array_equal(histogram.score(state, numbers), expected)


def test_histogram_scores_are_those_of_pyod_on_scaled_columns() -> None:
    models = import_module("pyod.models.hbos")
    numbers = np.random.default_rng(5).gamma(2, size=(500, 5)).astype(np.float32)
    scaled = (numbers - numbers.min(0)) / (numbers.max(0) - numbers.min(0))
    assert np.allclose(histogram.hbos(scaled), models.HBOS(n_bins=10).fit(scaled).decision_scores_, atol=1e-4)
    assert np.allclose(histogram.hbos(numbers), histogram.hbos(scaled), atol=0.5)


def test_histograms_merge_and_values_outside_score_most() -> None:
    numbers = real(2000, 3)[:, :1]
    one, two = histogram.start(numbers), histogram.start(numbers)
    histogram.add(one, numbers[:900])
    histogram.add(two, numbers[900:])
    assert np.array_equal(histogram.score(histogram.merged(one, two), numbers), histogram.hbos(numbers))
    outside = histogram.score(histogram.merged(one, two), np.array([[1e30], [-1e30], [np.nan]], np.float32))
    assert outside == pytest.approx([np.log2(10), np.log2(10), 0])
    with pytest.raises(ValueError, match="different rows"):
        histogram.merged(one, histogram.start(numbers * 2))
