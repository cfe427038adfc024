"""Regression forests: as good as scikit-learn's, each split the best there is."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, make_friedman1
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score

from aispm_nb.training_data.kernels import binning, forest, forest_regression


@pytest.mark.parametrize("made", [load_diabetes(return_X_y=True), make_friedman1(600, noise=1, random_state=0)])
def test_out_of_bag_as_good_as_scikit_learn(made) -> None:  # type: ignore[no-untyped-def]
    numbers, target = made[0].astype(np.float32), made[1]
    bins = binning.binned(numbers, binning.edges(numbers))
    ours, theirs = [], []
    for seed in range(3):
        grown = forest_regression.grow(bins, target, seed=seed)
        ours.append(r2_score(target, forest.oob(grown, bins)[:, 0]))
        peer = RandomForestRegressor(200, max_features=1 / 3, oob_score=True, random_state=seed)
        theirs.append(peer.fit(numbers, target).oob_score_)
    assert np.mean(ours) > np.mean(theirs) - 0.015


def test_the_scan_takes_most_from_the_variance_and_clears_what_it_read() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        m = int(rng.integers(2, 40))
        bins, target = rng.integers(0, 256, m) // rng.choice([1, 64, 128]), rng.integers(-5, 6, m).astype(float)
        sums, sizes, marks = np.bincount(bins, target, 256), np.bincount(bins, minlength=256), np.zeros(8, np.int64)
        np.bitwise_or.at(marks, bins >> 5, 1 << (bins & 31))
        score, threshold, occurred = forest_regression.scan_sums(sums, sizes, marks, target.sum(), m, 1)
        assert occurred == len(np.unique(bins)) and not sums.any() and not sizes.any() and not marks.any()
        if occurred > 1:
            inside = [target[side].var() * side.sum() for side in (bins <= threshold, bins > threshold)]
            sides = [(bins <= t, bins > t) for t in np.unique(bins)[:-1]]
            best = min(sum(target[side].var() * side.sum() for side in pair) for pair in sides)
            assert sum(inside) == pytest.approx(best, abs=1e-9)
            assert (target**2).sum() - score == pytest.approx(best, abs=1e-9)


def test_large_means_and_threads_change_nothing() -> None:
    rng = np.random.default_rng(0)
    binned = rng.integers(0, 9, (256, 3)).astype(np.uint8)
    target = binned[:, 0] + rng.integers(0, 3, 256).astype(float)  # 256: the mean is exact
    near = forest_regression.grow(binned, target, trees=6)
    far = forest_regression.grow(binned, target + 2.0**20, trees=6, threads=2)
    assert np.array_equal(near.nodes >= 0, far.nodes >= 0)
    assert np.allclose(forest.predict(near, binned) + 2.0**20, forest.predict(far, binned), atol=0.2)


def test_targets_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        forest_regression.grow(np.zeros((2, 1), np.uint8), np.array([0.0, np.nan]))
