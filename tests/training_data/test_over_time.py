"""Shift, drift, overlap, and MLflow's digest of rows that were read again."""

from __future__ import annotations

import re
from pathlib import Path

import mlflow.data
import numpy as np
import pandas as pd
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.digest import ROWS, pandas_digest
from aispm_nb.training_data.over_time import TOGETHER

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
    told = {piece["in_column"]: piece for piece in evidence}
    assert set(told) == {"c", "kind", TOGETHER}
    assert told["c"]["energy"] > 0.5 and told["c"]["ks"] > 0.3 and told["c"]["psi"] > 0.25
    assert told["kind"]["value"] == "new" and told["kind"]["share"] == pytest.approx(0.7, abs=0.05)
    assert told[TOGETHER]["auc"] > 0.8


def test_a_column_that_moves_slowly_is_named_with_where() -> None:
    frame = _frame(0)
    frame["b"] += np.linspace(0, 1, N)
    found = _found(aispm.check_data(frame, "label", progress=False))
    assert "column b is higher, little by little" in found["rows-drift-in-order"]


def test_a_batch_is_named_with_its_rows() -> None:
    frame = _frame(0)
    frame.loc[400:599, "b"] += 2
    found = _found(aispm.check_data(frame, "label", progress=False))
    assert re.search(r"column b is higher in rows \d+ to \d+ than in all others", found["rows-drift-in-order"])


def test_equal_rows_with_other_labels_are_counted_with_their_labels() -> None:
    frame = _frame(0)
    copies = frame.iloc[10:30].assign(label=lambda rows: 1 - rows["label"])
    report = aispm.check_data(pd.concat([frame, copies], ignore_index=True), "label", progress=False)
    finding = report.findings.set_index("rule").loc["equal-rows-disagree"]
    assert "40 of 1220 rows equal another one in every column and bear another label" in finding["says"]
    assert sorted(finding["evidence"][0]["labels"]) == ["0", "1"]
    assert finding["evidence"][0]["rows_to_look_at_first"] == list(range(10, 20))
    coarse = aispm.check_data(frame[["kind", "label"]].assign(side=frame["b"] > 0), "label", progress=False)
    assert "equal-rows-disagree" not in set(coarse.findings["rule"])


def test_texts_that_are_sent_again_with_other_words_are_counted() -> None:
    draw = np.random.default_rng(0)
    texts = [" ".join(f"w{word}" for word in draw.integers(0, 900, 30)) for _ in range(300)]
    texts += [texts[0].replace(texts[0].split()[i], "other", 1) for i in range(8)]
    report = aispm.check_data(pd.DataFrame({"text": texts, "label": draw.integers(0, 2, 308)}), "label", progress=False)
    assert "9 of 308 texts have at least four others" in _found(report)["texts-repeat"]


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


def test_labels_that_nothing_tells_are_not_called_wrong() -> None:
    frame = _frame(0, 300)
    frame["label"] = np.random.default_rng(7).integers(0, 2, 300)
    assert "labels-look-wrong" not in _found(aispm.check_data(frame, "label", progress=False))
    told = _frame(0)
    told.loc[: N // 15, "label"] = 1 - told.loc[: N // 15, "label"]
    assert "labels-look-wrong" in _found(aispm.check_data(told, "label", progress=False))


def test_labels_of_classes_that_overlap_are_not_called_wrong() -> None:
    frame = _frame(0)
    frame["label"] = (frame["a"] + np.random.default_rng(7).normal(0, 0.6, N) > 0).astype(int)
    report = aispm.check_data(frame, "label", progress=False)
    assert report.checked.kept.wrong_labels >= 0.01 * N
    assert "labels-look-wrong" not in _found(report)
    assert "classes that overlap" in str(report.not_assessed)


def test_numbers_and_dates_of_rows_do_not_shift_from_one_version_to_the_next() -> None:
    def version(first: int) -> pd.DataFrame:
        when = pd.date_range("2026-01-01", periods=2 * N, freq="h")[first : first + N]
        return _frame(first).assign(id=np.arange(first, first + N), when=when)

    report = aispm.check_data(version(500), "label", earlier=version(0), progress=False)
    assert not {"training-set-shifted", "rows-drift-in-order"} & set(_found(report))
    mixed = version(500).sample(frac=1, random_state=0, ignore_index=True)
    assert "training-set-shifted" in _found(aispm.check_data(mixed, "label", earlier=version(0), progress=False))


@pytest.mark.parametrize(("rows", "said"), [(None, None), (N, "of 1200 rows equal another one in every column")])
def test_copies_are_told_though_the_set_consists_of_them(rows: int | None, said: str | None) -> None:
    frame = _frame(0) if rows is None else _frame(0).sample(rows, replace=True, random_state=1, ignore_index=True)
    found = _found(aispm.check_data(frame, "label", progress=False))
    assert ("rows-repeat" in found) == (said is not None) and (said or "") in found.get("rows-repeat", "")
