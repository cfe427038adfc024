"""Isolation forest: the compiled twin equals its specification; scores are scikit-learn's, and missing values ordinary."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from aispm_nb.training_data.kernels import isolation


@pytest.mark.parametrize("lattice", [True, False])
def test_equals_its_specification(lattice: bool) -> None:
    rng = np.random.default_rng(0)
    numbers = (rng.integers(-2, 3, (700, 4)) if lattice else rng.standard_normal((700, 4))).astype(np.float32)
    numbers[rng.random(numbers.shape) < 0.1] = np.nan
    numbers[0, 0] = np.inf
    forest = isolation.grow(numbers, trees=20)
    assert np.array_equal(isolation.score(forest, numbers), isolation.specification(forest, numbers))


def test_scores_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    numbers = rng.standard_normal((3000, 6)).astype(np.float32)
    numbers[:30] *= 5
    ours = np.mean([isolation.score(isolation.grow(numbers, seed=seed), numbers) for seed in range(5)], axis=0)
    peers = [-IsolationForest(random_state=seed).fit(numbers).score_samples(numbers) for seed in range(5)]
    assert np.corrcoef(ours, np.mean(peers, axis=0))[0, 1] > 0.98
    assert np.abs(ours - np.mean(peers, axis=0)).max() < 0.08
    odd = np.arange(3000) < 30
    assert roc_auc_score(odd, ours) > roc_auc_score(odd, np.mean(peers, axis=0)) - 0.005


def test_leaves_hold_depth_and_what_is_expected_of_those_that_share_them() -> None:
    forest = isolation.grow(np.array([[0.0], [1.0]], np.float32), trees=3)
    assert isolation.score(forest, np.array([[0], [1], [5]], np.float32)).tolist() == [0.5, 0.5, 0.5]
    same = isolation.grow(np.full((300, 2), 3, np.float32), trees=3)
    assert isolation.score(same, np.full((2, 2), 3, np.float32)) == pytest.approx(0.5)


def test_missing_values_are_no_outliers() -> None:
    numbers = np.random.default_rng(2).standard_normal((1000, 5)).astype(np.float32)
    forest = isolation.grow(numbers)
    scores = isolation.score(forest, numbers)
    assert isolation.score(forest, np.full((1, 5), np.nan, np.float32))[0] < np.quantile(scores, 0.2)
    assert np.isfinite(isolation.score(isolation.grow(np.full((9, 2), np.nan, np.float32)), numbers[:, :2])).all()


def test_threads_and_read_only_rows_change_nothing() -> None:
    numbers = np.random.default_rng(3).standard_normal((70_000, 2)).astype(np.float32)
    numbers.flags.writeable = False
    forest = isolation.grow(numbers, trees=4)
    assert np.array_equal(isolation.score(forest, numbers), isolation.score(forest, numbers, threads=2))


def test_nothing_to_grow_on_is_refused() -> None:
    with pytest.raises(ValueError, match="0 rows"):
        isolation.grow(np.zeros((0, 2), np.float32))


def test_of_wide_rows_each_tree_sees_other_columns() -> None:
    numbers = np.random.default_rng(4).standard_normal((500, 3000)).astype(np.float32)
    numbers[0] *= 1.3
    forest = isolation.grow(numbers)
    assert len(np.unique(forest.feature)) > 2000
    scores = isolation.score(forest, numbers)
    assert np.array_equal(scores, isolation.specification(forest, numbers)) and scores.argmax() == 0
