"""Shift, drift, overlap, and MLflow's digest of rows that were read again."""

from __future__ import annotations

from pathlib import Path

import mlflow.data
import numpy as np
import pandas as pd
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.digest import ROWS, pandas_digest

N = 1_200


def _frame(seed: int, n: int = N) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(draw.normal(size=(n, 4)), columns=list("abcd"))
    return frame.assign(kind=draw.choice(["x", "y", "z"], n), label=(frame["a"] > 0).astype(int))


def _found(report: aispm.Report) -> dict[str, str]:
    return dict(zip(report.findings["rule"], report.findings["says"], strict=True))


def test_nothing_is_said_of_two_draws_of_one_world() -> None:
    report = aispm.check_data(_frame(0), "label", earlier=_frame(1), evaluation=_frame(2, 300), progress=False)
    assert not {"training-set-shifted", "rows-drift-in-order", "evaluation-rows-in-training"} & set(_found(report))
    assert report.checked.overlap is not None and report.checked.overlap.rows == 0


def test_a_column_that_shifted_is_named() -> None:
    later = _frame(0)
    later["c"] += 1.0
    later["kind"] = np.random.default_rng(5).choice(["x", "y", "new"], N, p=[0.1, 0.2, 0.7])
    report = aispm.check_data(later, "label", earlier=_frame(1), progress=False)
    evidence = report.findings.set_index("rule").loc["training-set-shifted", "evidence"]
    assert {piece["in_column"] for piece in evidence} == {"c", "kind"}


def test_a_column_that_moves_slowly_is_named_with_where() -> None:
    frame = _frame(0)
    frame["b"] += np.linspace(0, 1, N)
    assert (
        "column b is higher from about row"
        in _found(aispm.check_data(frame, "label", progress=False))["rows-drift-in-order"]
    )


def test_rows_of_the_evaluation_set_are_counted_and_named() -> None:
    train = _frame(0)
    test = pd.concat([_frame(3, 200), train.iloc[100:160]], ignore_index=True)
    report = aispm.check_data(train, "label", evaluation=test, progress=False)
    assert "60 of its rows stand in" in _found(report)["evaluation-rows-in-training"]
    assert report.checked.overlap.first[0] == 100


def test_whole_numbers_equal_floats_in_the_overlap() -> None:
    train = _frame(0).round()
    report = aispm.check_data(train, evaluation=train.head(50).astype(dict.fromkeys("abcd", int)), progress=False)
    assert report.checked.overlap.rows >= 50


@pytest.mark.parametrize("seed", range(3))
def test_the_digest_is_that_of_mlflow(seed: int, tmp_path: Path) -> None:
    frame = _frame(seed, 12_345)
    expected = mlflow.data.from_pandas(frame).digest
    assert pandas_digest(frame.head(ROWS), len(frame)) == expected
    frame.to_csv(tmp_path / "rows.csv", index=False)
    read = pd.read_csv(tmp_path / "rows.csv", float_precision="round_trip")
    assert pandas_digest(read.head(ROWS), len(read)) == expected
