"""Shift: compiled twins equal their specifications exactly on lattices; figures are scipy's; drift is found and placed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from aispm_nb.training_data.kernels import shift, shift_order, tails_fold


@pytest.mark.parametrize("seed", range(30))
def test_walks_equal_their_specification(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = (np.sort(rng.integers(0, 6, int(rng.integers(1, 33))).astype(np.float32)) for _ in range(2))
    most, area = shift._walk(a, b)
    expected = shift.specification(a, b)
    assert most == expected[0] and area == pytest.approx(expected[1], rel=1e-12)
    a, b = np.sort(rng.standard_cauchy(300).astype(np.float32)), np.sort(rng.standard_normal(200).astype(np.float32))
    most, area = shift._walk(a, b)
    assert most == shift.specification(a, b)[0] and area == pytest.approx(shift.specification(a, b)[1], rel=1e-9)


def test_figures_are_those_of_scipy() -> None:
    rng = np.random.default_rng(0)
    before, after = rng.standard_normal((900, 11)).astype(np.float32), rng.normal(0.1, 1, (700, 11)).astype(np.float32)
    after[:, 2] = np.round(after[:, 2])
    before[rng.random(before.shape) < 0.1] = np.nan
    found = shift.two_samples(before, after)
    threaded = shift.two_samples(before, after, threads=2)
    for j in range(11):
        known = before[~np.isnan(before[:, j]), j]
        peer = stats.ks_2samp(known, after[:, j], method="asymp")
        assert found.ks[j] == pytest.approx(peer.statistic, abs=1e-12) and found.p[j] == pytest.approx(
            peer.pvalue, abs=0.01
        )
        assert found.energy[j] == pytest.approx(stats.energy_distance(known, after[:, j]), rel=1e-9)
        assert (threaded.ks[j], threaded.psi[j]) == (found.ks[j], found.psi[j])


def test_psi_sees_values_and_missing_ones_move() -> None:
    before = np.arange(1000, dtype=np.float32)[:, None].repeat(3, 1)
    after = before.copy()
    after[:, 1] += 300
    after[::2, 2] = np.nan
    psi = shift.two_samples(before, after).psi
    assert psi[0] == pytest.approx(0) and psi[1] > 1 and psi[2] > 1
    assert shift.two_samples(before, after).ks[2] < 0.01


def test_columns_without_values_and_infinities() -> None:
    column = np.array([[1, np.nan, np.inf], [2, np.nan, -np.inf], [3, np.nan, 0]], np.float32)
    same = shift.two_samples(column, column)
    assert same.ks.tolist() == [0, 0, 0] and same.energy.tolist() == [0, 0, 0] and same.p.tolist() == [1, 1, 1]
    missing = shift.two_samples(column, np.full((2, 3), np.nan, np.float32))
    assert missing.ks.tolist() == [0, 0, 0] and np.isfinite(missing.psi).all()
    moved = shift.two_samples(column[:, 2:], np.zeros((4, 1), np.float32))
    assert moved.ks[0] == pytest.approx(1 / 3) and np.isinf(moved.energy[0])


def test_chi_square_is_that_of_scipy() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(-1, 5, 300).astype(np.int32), rng.integers(0, 4, 200).astype(np.int32)
    table = np.stack([np.bincount(codes[codes >= 0], minlength=5) for codes in (one, other)])
    peer = stats.chi2_contingency(table[:, table.sum(0) > 0], correction=False)
    assert shift.chi_square(one, other, 9) == pytest.approx((peer.statistic, peer.pvalue))
    assert shift.chi_square(one[:0], other, 9) == (0.0, 1.0)


def test_folds_give_ks_within_a_cell() -> None:
    rng = np.random.default_rng(2)
    before, after = rng.standard_normal((5000, 2)).astype(np.float32), rng.normal(0.2, 1, (4000, 2)).astype(np.float32)
    states = tails_fold.start(before[:500]), tails_fold.start(before[:500])
    tails_fold.add(states[0], before)
    tails_fold.add(states[1], after)
    folded, exact = shift.of_states(*states), shift.two_samples(before, after).ks
    assert (folded <= exact + 1e-12).all() and (exact - folded < 0.005).all()


@pytest.mark.parametrize("seed", range(10))
def test_excursions_equal_their_specification(seed: int) -> None:
    rng = np.random.default_rng(seed)
    column = rng.integers(-3, 3, int(rng.integers(1, 200))).astype(np.float32)
    column[rng.random(len(column)) < 0.1] = np.nan
    column[rng.random(len(column)) < 0.1] *= -0.0
    room = [np.empty(len(column), kind) for kind in (np.int64, np.int64, np.int32)]
    assert shift_order._excursion(column.view(np.int32), *room) == shift_order.specification(column)


def test_drift_is_found_where_it_is_and_nowhere_else() -> None:
    rng = np.random.default_rng(3)
    still = rng.standard_normal((1500, 200)).astype(np.float32)
    assert 0.01 < (shift_order.drift(still).p < 0.05).mean() < 0.09
    gradual = shift_order.drift(still + np.linspace(0, 0.5, 1500, dtype=np.float32)[:, None])
    assert (gradual.p < 0.05).mean() > 0.97 and gradual.rises.all()
    broken = shift_order.drift(still - (np.arange(1500) >= 400)[:, None].astype(np.float32), threads=2)
    assert abs(np.median(broken.at) - 399) < 10 and not broken.rises.any()


def test_columns_that_do_not_vary_do_not_drift() -> None:
    column = np.array([[7, np.nan, 7], [7, np.nan, np.nan]], np.float32)
    found = shift_order.drift(column)
    assert found.p.tolist() == [1, 1, 1] and found.at.tolist() == [-1, -1, -1]
