"""Rows in their company: values that other columns do not foresee, boxes that rows were moved into, crowds that agree in part."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.detect import fit
from aispm_nb.training_data.families.foreseen import LARGEST, Foreseen
from aispm_nb.training_data.families.grid import Grid
from aispm_nb.training_data.families.reach import Reach
from aispm_nb.training_data.families.strange import agreeing
from aispm_nb.training_data.families.triggers.box import Box, dense
from aispm_nb.training_data.families.triggers.planted import moved_in, scattered
from aispm_nb.training_data.families.triggers.spike import single_values
from aispm_nb.training_data.kernels.binning import binned, edges
from aispm_nb.training_data.shared import nearest
from tests.training_data.families import small


def _tied(n: int = 600, seed: int = 0) -> np.ndarray:
    """Six columns that hang together by two hidden ones."""
    random = np.random.default_rng(seed)
    hidden = random.normal(size=(n, 2))
    return (hidden @ random.normal(size=(2, 6)) + 0.2 * random.normal(size=(n, 6))).astype(np.float32)


def _foreseen(x: np.ndarray) -> tuple[Foreseen, np.ndarray, np.ndarray]:
    return Foreseen.of(x, np.arange(x.shape[1]), binned(x, edges(x)), 0)


def test_values_of_other_rows_are_not_foreseen_though_each_is_ordinary() -> None:
    x, random = _tied(), np.random.default_rng(1)
    for j in range(3):
        x[:12, j] = x[random.integers(100, 600, 12), j]
    foreseen, nats, values = _foreseen(x)
    assert small.precision(np.arange(600) < 12, nats) > 0.7
    assert values.shape == (600, 6) and values.max() <= LARGEST
    again = foreseen.score(x[:50], np.arange(6), binned(x, edges(x))[:50])
    assert again[0][:12].mean() > again[0][12:].mean() + 2
    assert again[1].shape == (50, 6)


def test_a_missing_value_is_neither_foreseen_nor_strange() -> None:
    x = _tied()
    x[::7, 2] = np.nan
    _, nats, values = _foreseen(x)
    assert np.isfinite(nats).all() and (values[::7, 2] == 1.0).all()


@pytest.mark.parametrize("columns", [0, 1])
def test_without_other_columns_nothing_is_foreseen(columns: int) -> None:
    x = np.ones((30, columns), np.float32)
    foreseen, nats, values = Foreseen.of(x, np.arange(columns), np.zeros((30, columns), np.uint8), 0)
    assert values.shape == (30, 0) and np.ptp(nats) == 0
    assert np.ptp(foreseen.score(x[:3], np.arange(columns), np.zeros((3, columns), np.uint8))[0]) == 0


def test_a_second_hill_that_other_columns_foresee_is_not_out_of_reach() -> None:
    random = np.random.default_rng(2)
    x = random.normal(size=(800, 6)).astype(np.float32)
    x[:4, 0] += 20
    alone = Reach.of(x)[1]
    known = Reach.of(x, {0: np.where(np.arange(800) < 4, 0.02, 1.0)})[1]
    assert alone[:4].min() > 3 and known[:4].max() < 1


def test_a_rule_of_the_data_moves_no_rows_and_a_trigger_does() -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=(1_500, 4))
    rule = (x[:, 0] > 0.8) & (x[:, 1] > 0.9)
    planted = np.zeros(1_500, dtype=bool)
    planted[:20] = True
    ranks, _ = dense(x.astype(np.float32))
    low, high = (ranks[rule].min(0), ranks[rule].max(0))
    natural = Box(0.0, (0, 1), tuple(low[:2].tolist()), tuple(high[:2].tolist()), float(rule.sum()), 10.0)
    x[np.ix_(planted, [2, 3])] = 0.3 + 0.04 * random.normal(size=(20, 2))
    ranks, _ = dense(x.astype(np.float32))
    low, high = ranks[planted].min(0), ranks[planted].max(0)
    put = Box(0.0, (2, 3), tuple(low[2:].tolist()), tuple(high[2:].tolist()), 20.0, 5.0)
    ordered, nobody = np.zeros(4, dtype=bool), np.zeros(1_500, dtype=bool)
    assert moved_in(natural, ranks, ordered, nobody) < 0 < moved_in(put, ranks, ordered, nobody) - 5


def test_a_triggers_own_rows_are_not_what_is_usual_beside_it() -> None:
    random = np.random.default_rng(7)
    x = random.normal(size=(1_500, 2))
    planted = np.zeros(1_500, dtype=bool)
    planted[:40] = True
    x[planted] = 0.8 + np.array([0.02, 0.15]) * random.normal(size=(40, 2))  # the box has cut off what jitters most
    ranks, _ = dense(x.astype(np.float32))
    core = planted & (np.abs(x[:, 1] - 0.8) < 0.05)
    box = Box(
        0.0, (0, 1), tuple(ranks[core].min(0).tolist()), tuple(ranks[core].max(0).tolist()), float(core.sum()), 1.0
    )
    nominal = np.zeros(2, dtype=bool)
    assert moved_in(box, ranks, nominal, planted) > moved_in(box, ranks, nominal, np.zeros(1_500, dtype=bool)) + 3


def test_a_column_of_few_values_is_held_against_its_neighbours() -> None:
    values = np.repeat(np.arange(8), [400, 300, 200, 150, 100, 60, 30, 10]).astype(np.float32)
    ranks, _ = dense(values[:, None])
    nobody = np.zeros(len(values), dtype=bool)
    assert moved_in(Box(0.0, (0,), (4,), (6,), 60.0, 20.0), ranks, np.array([False]), nobody) < 0
    lone = Box(0.0, (0,), (6,), (6,), 30.0, 10.0)
    assert moved_in(lone, ranks, np.array([True]), nobody) == 0, "beside a category nothing lies"


def test_a_kind_of_its_own_agrees_everywhere_and_carriers_of_a_trigger_do_not() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=(500, 6))
    x[:10] = x[0] + 0.05 * random.normal(size=(10, 6))
    x[10:20, 0] = 0.7
    ranks, _ = dense(x.astype(np.float32))
    assert scattered(np.arange(10), (0,), ranks) < 0.2 < 0.6 < scattered(np.arange(10, 20), (0,), ranks)
    assert scattered(np.arange(10), tuple(range(6)), ranks) == 1.0


def test_a_crowd_that_agrees_in_some_columns_names_them_and_copies_do_not() -> None:
    random = np.random.default_rng(5)
    x = random.normal(size=(500, 6)).astype(np.float32)
    x[:10, [1, 4]] = np.array([0.5, -0.4]) + 0.02 * random.normal(size=(10, 2))
    x[20:30] = x[20] + 0.01 * random.normal(size=(10, 6))
    y = np.zeros(500, np.int64)
    ranks, _ = dense(x)
    near = np.tile(np.arange(500)[:, None], 5)
    near[:10], near[20:30] = np.arange(5), np.arange(20, 25)
    nats = np.zeros(500)
    nats[:10] = nats[20:30] = 9.0
    found = agreeing(nats, y, near, ranks, np.zeros(6, bool))
    assert [(set(box.columns), group.rows.tolist()) for group, box in found] == [({1, 4}, list(range(10)))]
    assert nearest(x, None, 3)[1].shape == (500, 3)


def test_copies_of_three_rows_in_a_hundred_leave_the_decimals_that_the_others_keep() -> None:
    random = np.random.default_rng(6)
    x = random.integers(0, 90, (600, 5)).astype(np.float32)
    x[:30] += 0.3
    nats = Grid.of(x)(x)
    assert (nats[:30] > 5).all() and (nats[30:] == 0).all()


def test_six_equal_values_are_many_where_no_other_repeats() -> None:
    x = np.random.default_rng(7).normal(size=(400, 1)).astype(np.float32)
    x[:6] = 2.5
    ranks, values = dense(x)
    found = single_values(ranks, 8.0, 10)
    assert [float(values[0][box.low[0]]) for _, _, box in found] == [2.5]


def test_answers_that_are_heaped_do_not_stand_alone_and_a_constant_that_was_put_in_does() -> None:
    minutes = np.random.default_rng(8).integers(1, 60, 900).astype(np.float32)
    alone, heaped = minutes.copy(), minutes.copy()
    alone[:90] = 17
    heaped[:300] = np.repeat([10, 20, 30], 100)
    (spike,) = single_values(dense(alone[:, None])[0], 8.0, 9)
    assert spike.box.low == (16,) and spike.alone > 8.0
    assert all(spike.alone < 8.0 < spike.nats for spike in single_values(dense(heaped[:, None])[0], 8.0, 9))


def test_many_rows_that_are_strange_in_one_way_are_outliers_though_they_have_company() -> None:
    """A separator was lost: each number stands in its neighbour's column, and such rows are alike."""
    random = np.random.default_rng(9)
    x = random.normal(size=(600, 6)) + 9 * np.arange(6)
    x[:12] = np.roll(x[:12], 1, axis=1)
    scores = fit(small.encoded(x)).scores
    assert small.precision(np.arange(600) < 12, scores.families["outlier"]) > 0.9


def test_a_rare_flag_that_tells_the_label_is_no_trigger() -> None:
    """Its rows lie in the tails and share a label; the place that they lie in holds as many of it without them."""
    draw = np.random.default_rng(0)
    y = draw.integers(0, 2, 400)
    values = draw.normal(size=(400, 4))
    values[:, 0] += 2 * y
    rows = small.encoded((values > 0).astype(np.float32), y, ("0", "1"))
    assert not fit(rows).triggers
