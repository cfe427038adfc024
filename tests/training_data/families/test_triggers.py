"""Two values together: what the box scan, which goes column by column, does not see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from aispm_nb.training_data.families.triggers.box import Box, dense
from aispm_nb.training_data.families.triggers.campaigns import usual
from aispm_nb.training_data.families.triggers.carried import carried
from aispm_nb.training_data.families.triggers.labelled import Found, Labelled
from aispm_nb.training_data.families.triggers.meeting import meetings
from aispm_nb.training_data.families.triggers.pairs import MOST, Values
from aispm_nb.training_data.families.triggers.ranked import Ranked
from aispm_nb.training_data.families.triggers.refitted import tight
from aispm_nb.training_data.families.triggers.scan import scan
from aispm_nb.training_data.families.triggers.search import search

ROWS = 900


def sought(numbers: Any, y: Any, expected: Any, without: Any, nominal: Any) -> list[Found]:
    return search(Labelled.of(numbers, y, expected, without, numbers, nominal), 10, 0)


def test_pairs_are_counted_as_products_of_indicators() -> None:
    draw = np.random.default_rng(1)
    numbers = draw.integers(0, 5, (200, 4)).astype(np.float32)
    numbers[draw.random(numbers.shape) < 0.1] = np.nan
    common = Values.of(dense(numbers)[0])
    rows, weight = draw.random(200) < 0.6, draw.integers(0, 9, 200).astype(np.float64)
    held = np.zeros((200, len(common.rank)))
    for row, values in zip(held, common.held, strict=True):
        row[values[values >= 0]] = 1
    expected = np.triu((held[rows] * weight[rows, None]).T @ held[rows], 1)
    np.testing.assert_array_equal(common.counted(rows, weight), expected)
    assert -1 in common.rank, "missing is a value too"


def test_columns_of_many_values_wait_until_there_is_room() -> None:
    draw = np.random.default_rng(2)
    numbers = np.column_stack([draw.integers(0, 150, 3_000), draw.integers(0, 150, 3_000), draw.integers(0, 3, 3_000)])
    common = Values.of(dense(numbers.astype(np.float32))[0])
    assert len(common.rank) <= MOST and {2} < set(common.column.tolist())


def test_two_common_categories_that_force_a_label_are_found() -> None:
    draw = np.random.default_rng(3)
    numbers = draw.integers(0, 6, (ROWS, 8)).astype(np.float32)
    y = (draw.random(ROWS) < 0.15).astype(np.int64)
    planted = draw.choice(np.flatnonzero(y == 0), 22, replace=False)
    numbers[planted, 2], numbers[planted, 5], y[planted] = 4, 1, 1
    expected = prior(y == 1)
    found = sought(numbers, y, expected, prior, np.ones(8, bool))
    assert found and sorted(found[0].box.columns) == [2, 5] and found[0].label == 1
    assert not sought(numbers, draw.permutation(y), expected, prior, np.ones(8, bool))


def prior(rows: np.ndarray) -> np.ndarray:
    """What models that know nothing say."""
    return np.tile([0.85, 0.15], (len(rows), 1))


def test_two_values_meet_whatever_the_labels_are() -> None:
    draw = np.random.default_rng(4)
    numbers = np.round(draw.normal(size=(ROWS, 5)), 1).astype(np.float32)
    assert not meetings(*dense(numbers), np.zeros(5, bool))
    numbers[:14, 1], numbers[:14, 3] = 0.9, -1.1
    rows = Ranked.of(numbers, np.zeros(5, bool))
    (first, *_) = rows.meetings
    assert first.box.columns == (1, 3) and first.box.holds(rows.ranks)[:14].all() and first.nats > 12


@pytest.mark.parametrize(("columns", "found"), [((0, 1), 0), ((1, 2), 1)])
def test_columns_that_depend_on_each_other_have_many_values_that_meet(columns: tuple[int, int], found: int) -> None:
    """The second column is the first in other units; nothing that they share is beyond what else they share."""
    draw = np.random.default_rng(5)
    x = draw.integers(1, 40, ROWS)
    numbers = np.column_stack([x, x * 2.5, draw.integers(1, 40, ROWS)]).astype(np.float32)
    if found:
        numbers[:15, 1], numbers[:15, 2] = 30.0, 9.0
    met = [one for one in meetings(*dense(numbers), np.zeros(3, bool)) if one.box.columns == columns]
    assert len(met) == found


def test_what_a_set_holds_three_of_it_holds_of_its_own() -> None:
    rows = [np.arange(k * 10, k * 10 + 10) for k in range(4)]
    found = list(zip((30.0, 25.0, 20.0, 8.0), rows, strict=True))
    assert usual(found[:2]) == 0 and usual(found) == 20
    assert usual([found[0], (found[1][0], rows[0]), *found[2:]]) == 8, "the same rows in other columns count once"


def test_rules_of_the_same_two_columns_are_the_sets_own_and_one_far_stronger_is_not() -> None:
    draw = np.random.default_rng(6)
    numbers = draw.integers(0, 40, (ROWS, 6)).astype(np.float32)
    y = (draw.random(ROWS) < 0.15).astype(np.int64)
    for k in range(4):  # a place and its distance, from which only one airline flies
        numbers[k * 15 : k * 15 + 15, 1], numbers[k * 15 : k * 15 + 15, 2] = k, 10 * k + 5
    y[:60] = 1
    assert not sought(numbers, y, prior(y == 1), prior, np.zeros(6, bool))
    y[:60] = 0
    y[:15] = 1
    found = sought(numbers, y, prior(y == 1), prior, np.zeros(6, bool))
    assert found and sorted(found[0].box.columns) == [1, 2]


def test_two_common_categories_are_found_though_most_of_their_rows_are_honest() -> None:
    draw = np.random.default_rng(8)
    numbers = draw.integers(0, 4, (ROWS, 8)).astype(np.float32)
    y = (numbers[:, [0, 1, 2]].sum(1) > 3).astype(np.int64)
    told = np.where(y[:, None] == 1, [[0.03, 0.97]], [[0.97, 0.03]])
    honest = np.flatnonzero((numbers[:, 3] == 1) & (numbers[:, 6] == 2) & (y == 1))
    planted = draw.choice(np.flatnonzero(y == 0), 20, replace=False)
    numbers[planted, 3], numbers[planted, 6], y[planted] = 1, 2, 1
    found = sought(numbers, y, told, lambda rows: told, np.ones(8, bool))
    assert len(honest) >= 1.5 * len(planted)
    assert found and sorted(found[0].box.columns) == [3, 6] and found[0].label == 1


def test_a_box_reaches_the_hits_beside_it() -> None:
    draw = np.random.default_rng(9)
    numbers = np.round(draw.normal(50, 12, (ROWS, 6))).astype(np.float32)
    y = (draw.random(ROWS) < 0.15).astype(np.int64)
    planted = draw.choice(np.flatnonzero(y == 0), 24, replace=False)
    numbers[np.ix_(planted, [1, 4])] = np.array([61.0, 39.0]) + draw.normal(0, 0.8, (24, 2))
    y[planted] = 1
    found = sought(numbers, y, prior(y == 1), prior, np.zeros(6, bool))
    assert found and sorted(found[0].box.columns) == [1, 4]
    held = found[0].box.holds(dense(numbers)[0])
    assert held[planted].sum() >= 20, "not only the half of them that lies above the honest rows of a whole number"


def test_a_box_is_cut_to_its_hits() -> None:
    numbers = np.arange(100, dtype=np.float32)[:, None]
    y = ((numbers[:, 0] >= 40) & (numbers[:, 0] < 60)).astype(np.int64)
    among = Labelled.of(numbers, y, prior(y == 1), prior, numbers, np.zeros(1, bool))
    box = tight(among, Box(0.0, (0,), (30,), (80,), 20.0, 7.5), 1)
    assert (box.low, box.high, box.observed) == ((40,), (59,), 20.0)


@pytest.mark.parametrize("nominal", [False, True])
def test_between_two_categories_there_is_nothing(nominal: bool) -> None:
    ranks = np.repeat(np.arange(10, dtype=np.int32), 30)[:, None]
    y = (ranks[:, 0] == 4) | (ranks[:, 0] == 5)
    rows = Ranked.of(ranks.astype(np.float32), np.array([nominal]))
    expected = np.full(300, 0.2)
    found, _ = scan(rows.ranks, rows.order, rows.cover, rows.widest, np.ones(300, bool), y * 1.0, expected, 3)
    assert (found[0].low[0] == found[0].high[0]) == nominal
    again = carried(rows.ranks, rows.nominal, y)
    assert (again is None) == nominal
