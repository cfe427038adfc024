"""Along the order of rows: what drifts, breaks, or came as a batch is named with where; rows of no order seldom are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from aispm_nb.training_data.codebook import Codebook
from aispm_nb.training_data.order import Drifting, drifting

N = 1_500


def _frame(seed: int, n: int = N) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    label = draw.integers(0, 3, n)
    frame = pd.DataFrame(draw.normal(size=(n, 5)) + label[:, None], columns=list("abcde"))
    return frame.assign(kind=draw.choice(["x", "y", "z", "w"], n, p=[0.5, 0.3, 0.15, 0.05]), label=label)


def _found(frame: pd.DataFrame, label: str | None = "label") -> dict[str, Drifting]:
    """By column, those that the rule would name."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    book = Codebook.of(table, label, None, None)
    told = drifting(book, book.encode(table), np.arange(len(frame)))
    assert {one.name for one in told} == set(frame.columns)
    return {one.name: one for one in told if one.p < 0.001 and one.size >= 0.05}


def test_rows_of_no_order_are_named_as_seldom_as_is_said() -> None:
    assert sum(bool(_found(_frame(seed, 400))) for seed in range(300)) <= 2


@pytest.mark.parametrize("seed", range(5))
def test_a_drift_to_half_a_deviation_is_gradual(seed: int) -> None:
    frame = _frame(seed, 4_000)
    frame["b"] += np.linspace(0, 0.5, 4_000) * frame["b"].std()
    found = _found(frame)
    assert set(found) == {"b"} and found["b"].shape == "gradual" and found["b"].rises
    assert 1_000 < found["b"].at < 3_000


@pytest.mark.parametrize("seed", range(5))
def test_a_step_is_a_break_at_its_row(seed: int) -> None:
    frame = _frame(seed)
    frame.loc[900:, "c"] -= 1
    found = _found(frame)
    assert set(found) == {"c"} and found["c"].shape == "break" and not found["c"].rises
    assert abs(found["c"].at - 900) < 60 and found["c"].size > 0.15


@pytest.mark.parametrize("seed", range(5))
def test_a_batch_that_differs_has_a_first_and_a_last_row(seed: int) -> None:
    frame = _frame(seed)
    frame.loc[600:799, "d"] += 2
    found = _found(frame)
    assert set(found) == {"d"} and found["d"].shape == "batch" and found["d"].rises
    assert abs(found["d"].at - 600) < 30 and abs(found["d"].until - 799) < 30


@pytest.mark.parametrize("seed", range(5))
def test_a_value_of_a_category_that_comes_in_a_batch_is_named(seed: int) -> None:
    frame = _frame(seed)
    frame.loc[np.random.default_rng(seed).choice(np.arange(500, 800), 120, replace=False), "kind"] = "w"
    found = _found(frame)
    assert set(found) == {"kind"} and (found["kind"].value, found["kind"].shape) == ("w", "batch")


def test_a_set_that_is_sorted_by_its_label_is_told_of_the_label_alone() -> None:
    assert set(_found(_frame(0).sort_values("label"))) == {"label"}
    unlabelled = _found(_frame(0).sort_values("label").drop(columns="label"), None)
    assert set(unlabelled) == set("abcde")


def test_a_target_that_drifts_is_named() -> None:
    frame = _frame(0)
    frame["label"] = np.random.default_rng(0).normal(size=N) + np.linspace(0, 1, N)
    assert set(_found(frame)) == {"label"}


@pytest.mark.filterwarnings("error")
def test_a_target_that_float32_cannot_hold_is_at_its_end() -> None:
    frame = _frame(0)
    frame["label"] = np.where(np.arange(N) < 700, -1e300, 1e300) * np.random.default_rng(0).random(N)
    assert _found(frame)["label"].shape == "break"


def test_rows_of_a_sample_are_named_as_they_stand_in_the_input() -> None:
    frame = _frame(0)
    frame.loc[900:, "c"] -= 2
    table = pa.Table.from_pandas(frame, preserve_index=False)
    book = Codebook.of(table, "label", None, None)
    [found] = [one for one in drifting(book, book.encode(table), np.arange(N) * 10 + 7) if one.name == "c"]
    assert abs(found.at - 9_007) < 400 and found.until == 14_997


def test_what_the_rows_are_sorted_by_does_not_drift() -> None:
    frame = _frame(0, 400).assign(id=np.arange(400)[::-1] + 7, when=pd.date_range("2026-01-01", periods=400, freq="h"))
    table = pa.Table.from_pandas(frame, preserve_index=False)
    book = Codebook.of(table, "label", None, None)
    told = {one.name for one in drifting(book, book.encode(table), np.arange(400))}
    assert told == set(frame.columns) - {"id", "when"}
    frame["id"] += np.random.default_rng(0).normal(0, 30, 400)
    assert "id" in _found(frame.drop(columns="when"))
