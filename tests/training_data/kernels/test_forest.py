"""Forests: as accurate as scikit-learn's, each split the best there is, the same for any number of threads."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from aispm_nb.training_data.kernels import binning, forest
from aispm_nb.training_data.kernels.forest_growth import scan


def rows(n: int, d: int, k: int, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    rng = np.random.default_rng(seed)
    binned = rng.integers(0, 6, (n, d)).astype(np.uint8)
    return binned, (binned[:, 0] // 2 % k + (rng.random(n) < 0.1)).astype(np.int32) % k


@pytest.mark.parametrize("load", [load_digits, load_breast_cancer, load_wine])
@pytest.mark.parametrize(("extra", "peer"), [(False, RandomForestClassifier), (True, ExtraTreesClassifier)])
def test_out_of_bag_as_accurate_as_scikit_learn(load, extra, peer) -> None:  # type: ignore[no-untyped-def]
    numbers, label = load(return_X_y=True)
    numbers, label = numbers.astype(np.float32), label.astype(np.int32)
    bins = binning.binned(numbers, binning.edges(numbers))
    ours, theirs = [], []
    for seed in range(3):
        grown = forest.grow(bins, label, label.max() + 1, trees=100, extra=extra, seed=seed)
        ours.append((forest.oob(grown, bins).argmax(1) == label).mean())
        fitted = peer(100, bootstrap=True, oob_score=True, random_state=seed).fit(numbers, label)
        theirs.append(fitted.oob_score_)
    assert np.mean(ours) > np.mean(theirs) - 0.01


def test_the_scan_finds_the_lowest_gini_and_clears_what_it_read() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        k, m = int(rng.integers(2, 5)), int(rng.integers(2, 40))
        bins, label = rng.integers(0, 256, m) // rng.choice([1, 64, 128]), rng.integers(0, k, m)
        hist, marks = np.zeros(256 * k, np.int32), np.zeros(8, np.int64)
        np.add.at(hist, bins * k + label, 1)
        np.bitwise_or.at(marks, bins >> 5, 1 << (bins & 31))
        score, threshold, occurred = scan(hist, marks, np.bincount(label, minlength=k), k, 1)
        assert occurred == len(np.unique(bins)) and not hist.any() and not marks.any()

        def gain(t: int, bins: NDArray[np.int64] = bins, label: NDArray[np.int64] = label, k: int = k) -> float:
            sides = [np.bincount(label[side], minlength=k) for side in (bins <= t, bins > t)]
            return sum(float((c**2).sum()) / c.sum() if c.sum() else -np.inf for c in sides)

        best = max(gain(t) for t in range(256))
        if occurred > 1:
            assert score == pytest.approx(best, rel=1e-12) and gain(threshold) == pytest.approx(best, rel=1e-12)
        else:
            assert threshold == -1


@pytest.mark.parametrize("extra", [False, True])
def test_the_same_for_any_number_of_threads(extra: bool) -> None:
    binned, label = rows(400, 5, 3)
    one, two = (forest.grow(binned, label, 3, trees=12, extra=extra, threads=t) for t in (None, 2))
    assert np.array_equal(one.nodes, two.nodes) and np.array_equal(one.leaves, two.leaves)
    assert np.array_equal(forest.oob(one, binned), forest.oob(two, binned, threads=2), equal_nan=True)


def test_without_a_bag_rows_are_never_out_of_it_and_are_known_by_heart() -> None:
    binned = np.random.default_rng(1).permutation(256)[:, None].repeat(2, 1).astype(np.uint8)
    label = (np.arange(256) % 3).astype(np.int32)
    grown = forest.grow(binned, label, 3, trees=5, bootstrap=False, extra=True)
    assert np.isnan(forest.oob(grown, binned)).all()
    assert np.array_equal(forest.predict(grown, binned), np.eye(3, dtype=np.float32)[label])


def test_rows_that_nothing_tells_apart_share_their_classes() -> None:
    label = np.array([0, 0, 0, 1], np.int32)
    grown = forest.grow(np.zeros((4, 2), np.uint8), label, 2, trees=3, bootstrap=False)
    assert forest.predict(grown, np.zeros((1, 2), np.uint8)).tolist() == [[0.75, 0.25]]


def test_min_leaf_and_depth_hold() -> None:
    binned, label = rows(300, 4, 2)
    stump = forest.grow(binned, label, 2, trees=1, max_depth=1, features_per_split=4)
    assert len(stump.nodes) == 3
    sizes = forest.grow(binned, label, 2, trees=1, min_leaf=40, bootstrap=False)
    assert (sizes.nodes < 0).sum() <= 300 // 40


def test_out_of_bag_is_what_the_other_trees_say() -> None:
    binned, label = rows(60, 3, 2)
    grown = forest.grow(binned, label, 2, trees=7)
    expected = np.zeros((60, 2))
    seen = np.zeros(60)
    for tree in range(7):
        alone = forest.Forest(grown.nodes, grown.first[tree : tree + 1], grown.leaves, grown.bag, 2, 60)
        out = ~np.unpackbits(grown.bag[tree], bitorder="little")[:60].astype(bool)
        expected[out] += forest.predict(alone, binned)[out]
        seen += out
    some = seen > 0
    assert np.allclose(forest.oob(grown, binned)[some], expected[some] / seen[some, None], atol=1e-6)


def test_what_cannot_be_grown_is_refused() -> None:
    with pytest.raises(ValueError, match="0 rows"):
        forest.grow(np.zeros((0, 2), np.uint8), np.zeros(0, np.int32), 2)
    with pytest.raises(ValueError, match="labels reach from -1"):
        forest.grow(np.zeros((2, 2), np.uint8), np.array([-1, 0], np.int32), 2)
    grown = forest.grow(*rows(20, 2, 2), 2, trees=1)
    with pytest.raises(ValueError, match="3 rows, but"):
        forest.oob(grown, np.zeros((3, 2), np.uint8))
