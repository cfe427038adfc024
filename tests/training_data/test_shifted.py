"""Between two versions of a set: what shifted is named, what did not seldom is, and what versions share hides nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from aispm_nb.training_data.codebook import Codebook
from aispm_nb.training_data.encoded import Encoded, Feature
from aispm_nb.training_data.over_time import TOGETHER, Shifted, shifted
from aispm_nb.training_data.told_apart import told_apart

N = 1_000


def _frame(seed: int, n: int = N) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    common = draw.normal(size=n)
    frame = pd.DataFrame({name: common + draw.normal(size=n) for name in "abcd"})
    frame["gaps"] = np.where(draw.random(n) < 0.1, np.nan, draw.normal(size=n))
    frame["kind"] = draw.choice([*"uvwxyz"], n, p=[0.4, 0.25, 0.2, 0.1, 0.04, 0.01])
    return frame.assign(label=(frame["a"] > 0).astype(int))


def _found(before: pd.DataFrame, after: pd.DataFrame, seed: int = 0, label: str | None = "label") -> dict[str, Shifted]:
    """By column, those that the rule would name."""
    before = before.assign(**dict.fromkeys(after.columns.difference(before.columns), np.nan))  # as `check` does
    tables = [pa.Table.from_pandas(frame, preserve_index=False) for frame in (before, after)]
    book = Codebook.of(tables[1], label, None, None)
    told = shifted(book, *(book.encode(table) for table in tables), seed)
    return {one.name: one for one in told if one.p < 0.001 and
            ((one.psi or 0) > 0.25 or (one.ks or 0) >= 0.1 or (one.share or 0) >= 0.05 or (one.auc or 0) >= 0.6)}  # fmt: skip


def test_two_draws_of_one_world_are_named_as_seldom_as_is_said() -> None:
    assert sum(bool(_found(_frame(2 * seed, 300), _frame(2 * seed + 1, 300), seed)) for seed in range(100)) <= 1


def test_versions_that_differ_by_rows_of_the_same_world_are_alike() -> None:
    base = _frame(0)
    appended = pd.concat([base, _frame(1, 400)], ignore_index=True)
    edited = base.copy()
    edited.iloc[::5] = _frame(2).iloc[::5]
    for later in (base, appended, edited, base.sample(frac=1, random_state=0), base.head(700)):
        assert _found(base, later) == {}


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_a_shift_of_half_a_deviation_is_named(seed: int, fresh: bool) -> None:
    """Also where every other value of every row stays: a row's twin in the earlier version must not hide it."""
    before = _frame(seed)
    after = _frame(seed + 50) if fresh else before.copy()
    after["c"] += 0.5 * after["c"].std()
    assert "c" in _found(before, after, seed) and set(_found(before, after, seed)) <= {"c", TOGETHER}


@pytest.mark.parametrize("seed", range(3))
def test_one_value_whose_share_grows_is_named(seed: int) -> None:
    before, after = _frame(seed), _frame(seed + 50)
    after.loc[np.random.default_rng(seed).random(N) < 0.15, "kind"] = "x"
    found = _found(before, after, seed)
    assert set(found) == {"kind"} and found["kind"].value == "x" and found["kind"].psi is not None
    assert found["kind"].psi < 0.25  # the index alone would have passed it


def test_labels_missing_values_and_columns_that_went_are_named() -> None:
    before, after = _frame(0), _frame(50)
    after.loc[:249, "label"] = 1
    after.loc[300:499, "gaps"] = np.nan
    found = _found(before.drop(columns="d"), after)
    assert {"label", "gaps", "d"} <= set(found) and found["label"].share == pytest.approx(0.12, abs=0.05)
    assert found["gaps"].value == found["d"].value == "a missing value" and found["d"].share == 1


def test_a_version_without_labels_did_not_lose_them() -> None:
    assert _found(_frame(0).drop(columns="label"), _frame(50)) == {}


@pytest.mark.parametrize("seed", range(3))
def test_company_that_changes_is_told_by_the_classifier_alone(seed: int) -> None:
    before, after = _frame(seed), _frame(seed + 50)
    draw = np.random.default_rng(seed)
    for name in "abcd":
        after[name] = draw.permutation(after[name])  # each column keeps its values
    found = _found(before.drop(columns="label"), after.drop(columns="label"), seed, None)
    assert set(found) == {TOGETHER} and found[TOGETHER].auc is not None and found[TOGETHER].auc >= 0.6


def test_words_that_change_are_told() -> None:
    draw = np.random.default_rng(0)

    def texts(first: str) -> pd.DataFrame:
        return pd.DataFrame({"text": [f"{first if i % 2 else 'some'} " + " ".join(f"w{w}" for w in draw.integers(0, 99, 12)) for i in range(600)]})  # fmt: skip

    assert TOGETHER in _found(texts("before"), texts("after"), label=None)
    assert _found(texts("before"), texts("before"), label=None) == {}


def test_the_rank_test_is_exact_when_there_is_nothing_to_learn() -> None:
    p = []
    for seed in range(200):
        draw = np.random.default_rng(seed)
        sides = [Encoded(draw.normal(size=(80, 3)).astype(np.float32), tuple(map(Feature, "abc"))) for _ in range(2)]
        told = told_apart(*sides, seed)
        assert told is not None
        p.append(told.p)
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.1 and min(p) > 1e-4


def test_too_few_rows_are_not_told_apart() -> None:
    sides = [Encoded(np.zeros((n, 2), np.float32), (Feature("a"), Feature("b"))) for n in (10, 500)]
    assert told_apart(*sides) is None
    alike = told_apart(sides[1], sides[1])
    assert alike is not None and alike.auc == 0.5 and alike.p == 0.5
