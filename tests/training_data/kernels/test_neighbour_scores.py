"""What is read from a graph of neighbours: outlier factors, votes, values, duplicates."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.neighbors import LocalOutlierFactor

from aispm_nb.training_data.kernels.lof import lof
from aispm_nb.training_data.kernels.near_duplicates import equal_rows, near_duplicates
from aispm_nb.training_data.kernels.neighbours import neighbours
from aispm_nb.training_data.kernels.shapley import shapley
from aispm_nb.training_data.kernels.vote import disagreement, vote

ROWS = np.random.default_rng(0).standard_normal((400, 3)).astype(np.float32)


def test_lof_equals_scikit_learn() -> None:
    peer = LocalOutlierFactor(20, novelty=True).fit(ROWS)
    graph = neighbours(ROWS, ROWS, 20, leave_out=True)
    np.testing.assert_allclose(lof(*graph), -peer.negative_outlier_factor_, rtol=1e-4)
    others = ROWS[:50] * np.float32(2)
    np.testing.assert_allclose(lof(*neighbours(others, ROWS, 20), graph), -peer.score_samples(others), rtol=1e-4)


def test_lof_of_few_and_of_equal_rows() -> None:
    for rows in ROWS[:1], np.ones((9, 2), np.float32):
        assert lof(*neighbours(rows, rows, 3, leave_out=True)).tolist() == [1] * len(rows)
    few = neighbours(ROWS[:4], ROWS[:4], 3, leave_out=True), neighbours(ROWS[:4], ROWS[:4], 9, leave_out=True)
    assert np.array_equal(lof(*few[0]), lof(*few[1]))


@pytest.mark.parametrize("seed", range(6))
def test_on_whole_numbers_they_are_what_loops_say(seed: int) -> None:
    """Plain numpy is specification and code in one here; rows that tie, and lists that end early, are where it could slip."""
    draw = np.random.default_rng(seed)
    rows = draw.integers(0, 4, (25, 2)).astype(np.float32)
    label = draw.integers(-1, 3, 25).astype(np.int32)
    distance, index = neighbours(rows, rows, 6, leave_out=True)
    if seed % 2:
        index[::4, 4:] = -1
    near = [[j for j in row if j >= 0] for row in index.tolist()]
    far = [max(distance[i, : len(js)], default=np.float32(0)) for i, js in enumerate(near)]
    reach = [
        np.mean([max(distance[i, at], far[j]) for at, j in enumerate(js)], dtype=np.float64)
        for i, js in enumerate(near)
    ]
    density = 1 / (np.array(reach) + 1e-10)
    assert np.array_equal(
        lof(distance, index), np.array([np.mean(density[js]) / density[i] for i, js in enumerate(near)], np.float32)
    )
    shares, others = vote(index, label, 3), disagreement(index, label, label)
    for i, js in enumerate(near):
        voters = [int(label[j]) for j in js if label[j] >= 0]
        expected = [voters.count(c) / max(len(voters), 1) for c in range(3)]
        assert np.array_equal(shares[i], np.array(expected, np.float32))
        told = np.float32(np.mean([v != label[i] for v in voters])) if voters and label[i] >= 0 else np.float32(np.nan)
        assert np.array_equal(others[i], told, equal_nan=True)
    sets = near_duplicates(distance, index, 1.0)
    for i, js in enumerate(near):
        for at, j in enumerate(js):
            assert distance[i, at] > 1 or (sets[i] == sets[j] >= 0)


def test_votes() -> None:
    indices = np.array([[1, 2, 3], [2, 4, -1], [4, -1, -1]], np.int32)
    label = np.array([0, 0, 1, 1, -1], np.int32)
    own = np.array([1, 1, 1], np.int32)
    np.testing.assert_allclose(vote(indices, label, 3), [[1 / 3, 2 / 3, 0], [0, 1, 0], [0, 0, 0]], rtol=1e-6)
    np.testing.assert_allclose(disagreement(indices, label, own), [1 / 3, 0, np.nan], rtol=1e-6)
    assert np.isnan(disagreement(indices, label, -own)).all()


def by_definition(order: list[int], truth: int, label: list[int], k: int) -> list[float]:
    """Mean gain over all orders in which rows may join."""

    def worth(members: tuple[int, ...]) -> float:
        return sum(label[i] == truth for i in [i for i in order if i in members][:k]) / k

    gains = np.zeros(len(label))
    joins = list(itertools.permutations(range(len(label))))
    for join in joins:
        for at, row in enumerate(join):
            gains[row] += worth(join[: at + 1]) - worth(join[:at])
    return list(gains / len(joins))


@pytest.mark.parametrize("k", [1, 2, 3, 9])
def test_shapley_values_are_what_defines_them(k: int) -> None:
    draw = np.random.default_rng(k)
    orders = np.array([draw.permutation(6) for _ in range(3)], np.int32)
    truth, label = draw.integers(0, 2, 3).astype(np.int32), draw.integers(0, 2, 6).astype(np.int32)
    wanted = np.mean([by_definition(list(o), t, list(label), k) for o, t in zip(orders, truth, strict=True)], axis=0)
    np.testing.assert_allclose(shapley(orders, truth, label, k), wanted, atol=1e-12)


def test_shapley_values_of_a_short_list() -> None:
    label = (ROWS[:, 0] > 0).astype(np.int32)
    indices = neighbours(ROWS, ROWS, len(ROWS), leave_out=True)[1]
    exact = shapley(indices, label, label, 5)
    assert exact.sum() == pytest.approx((label[indices[:, :5]] == label[:, None]).mean())
    for ranks in (10, 50, 399):
        off = [
            np.abs(shapley(indices[i : i + 1, :ranks], label[i : i + 1], label, 5) - shapley(indices[i : i + 1], label[i : i + 1], label, 5)).max()
            for i in range(9)
        ]  # fmt: skip
        assert max(off) <= 1 / ranks


def test_sets_of_near_duplicates() -> None:
    rows = np.array([[9.0], [0], [5], [0.5], [1], [5], [7], [5]], np.float32)
    graph = neighbours(rows, rows, 2, leave_out=True)
    assert near_duplicates(*graph, 0.5).tolist() == [-1, 0, 1, 0, 0, 1, -1, 1]
    assert near_duplicates(*graph, 0).tolist() == [-1, -1, 0, -1, -1, 0, -1, 0]
    assert near_duplicates(*graph, np.full(8, 2, np.float32)).tolist() == [0, 1, 0, 1, 1, 0, 0, 0]


def test_sets_of_equal_rows() -> None:
    rows = np.array([[1.0, np.nan], [0, 2], [-0.0, 2], [1, np.nan], [3, 3]], np.float32)
    assert equal_rows(rows).tolist() == [0, 1, 1, 0, -1]
    assert equal_rows(np.array([[0.1], [0.11], [0.3]], np.float32), 0.1).tolist() == [0, 0, -1]
    many = np.random.default_rng(0).integers(0, 3, (500, 4)).astype(np.float32)
    graph = neighbours(many, many, 1, leave_out=True)  # far fewer than there are equal
    assert np.array_equal(equal_rows(many), near_duplicates(*graph, 0))
    assert near_duplicates(*neighbours(many[:0], many[:0], 2), 1).shape == (0,)
