"""``check_data`` from end to end: what it finds, what it says of bad input, and that it is one answer everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_digits

import aispm_nb as aispm
from aispm_nb.training_data import check as check_module
from aispm_nb.vocabulary import AispmError

FAMILIES = ["label", "backdoor", "outlier", "duplicate"]


@pytest.fixture(scope="module")
def poisoned() -> tuple[pd.DataFrame, np.ndarray]:
    """Digits with four pixels set and the label forced in 18 rows."""
    x, y = load_digits(return_X_y=True)
    bad = np.sort(np.random.default_rng(1).choice(len(x), 18, replace=False))
    x[np.ix_(bad, [54, 55, 62, 63])] = 16
    y[bad] = 7
    return pd.DataFrame(x, columns=[str(i) for i in range(64)]).assign(digit=y), bad


@pytest.fixture(scope="module")
def report(poisoned: tuple[pd.DataFrame, np.ndarray]) -> aispm.Report:
    return aispm.check_data(poisoned[0], label="digit", progress=False)


def test_a_planted_trigger_is_named_and_its_rows_come_first(
    report: aispm.Report, poisoned: tuple[pd.DataFrame, np.ndarray]
) -> None:
    bad = poisoned[1]
    rows = report.rows
    assert list(rows.columns[:8]) == ["row", "suspicion", *FAMILIES, "threat", "why"]
    assert sorted(rows["row"]) == list(range(1797))
    assert rows["suspicion"].between(0, 1).all() and all(rows[f].between(0, 1).all() for f in FAMILIES)
    assert np.isin(rows["row"].head(18), bad).mean() > 0.8
    assert (rows.set_index("row").loc[bad, "threat"] == "backdoor").mean() > 0.8
    assert any("labelled 7" in sentence for sentence in report.triggers)
    finding = report.findings.set_index("rule").loc["backdoor-trigger"]
    assert finding["severity"] == "high" and "labelled 7" in finding["says"]


def test_a_cleaned_copy_drops_them_and_can_be_undone(
    report: aispm.Report, poisoned: tuple[pd.DataFrame, np.ndarray]
) -> None:
    frame, bad = poisoned
    cleaned = report.clean()
    assert np.isin(bad, cleaned.log["row"]).mean() > 0.8
    assert len(cleaned.data) + len(cleaned.log) == len(frame)
    assert (cleaned.data.dtypes == frame.dtypes).all()
    assert cleaned.undo() is frame


def test_wrong_labels_can_be_corrected_instead() -> None:
    frame = load_breast_cancer(as_frame=True).frame
    frame["target"] = np.where(frame["target"] == 1, "benign", "malignant")
    flipped = [10, 20, 30, 40, 50, 60]
    poisoned = frame.copy()
    poisoned.loc[flipped, "target"] = np.where(poisoned.loc[flipped, "target"] == "benign", "malignant", "benign")
    cleaned = aispm.check_data(poisoned, "target", progress=False).clean(drop=False, relabel=True, threshold=0.5)
    done = cleaned.log
    assert set(done["action"]) == {"relabelled"} and len(cleaned.data) == len(frame)
    assert len(set(done["row"]) & set(flipped)) >= 3
    assert (cleaned.data.loc[done["row"], "target"] != poisoned.loc[done["row"], "target"]).all()


def test_the_answer_is_the_same_from_a_file_and_in_batches(
    report: aispm.Report, poisoned: tuple[pd.DataFrame, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_module, "BATCH", 500)
    poisoned[0].to_parquet(tmp_path / "rows.parquet")
    other = aispm.check_data(
        tmp_path / "rows.parquet", label="digit", scores=tmp_path / "scores.parquet", progress=False
    )
    expected = report.rows.sort_values("row", ignore_index=True)
    assert np.allclose(other.rows.sort_values("row")["suspicion"], expected["suspicion"])
    written = pq.read_table(tmp_path / "scores.parquet").to_pandas()
    assert written["row"].tolist() == list(range(1797))
    assert np.allclose(written["suspicion"], expected["suspicion"])


def test_personal_data_and_secrets_are_told_and_never_shown(tmp_path: Path) -> None:
    frame = load_breast_cancer(as_frame=True).frame
    key = "AKIA" + "ABCDEFGHIJ234567"
    frame["note"] = "fine"
    frame.loc[3, "note"] = "write to joe.bloggs@corp.com"
    frame.loc[5, "note"] = f"uses {key}"
    report = aispm.check_data(frame, label="target", progress=False)
    assert {"personal-data-in-rows", "secret-in-rows"} <= set(report.findings["rule"])
    shown = repr(report) + report._repr_html_() + str(report.to_dict()) + report.rows.to_csv()
    assert "bloggs" not in shown and key not in shown
    masked = report.clean(drop=False, mask=True)
    assert masked.data["note"][3] == "write to [masked]" and masked.data["note"][5] == "uses [masked]"
    assert sorted(masked.log["row"]) == [3, 5] and "bloggs" not in masked.log.to_csv()


def test_interrupted_work_is_kept_and_said(
    poisoned: tuple[pd.DataFrame, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_module, "BATCH", 500)

    def step(name: str, done: float) -> None:
        if name == "rows" and done > 0.7:
            raise KeyboardInterrupt

    report = aispm.check_data(poisoned[0], label="digit", progress=step)
    assert 500 <= len(report.rows) < 1797
    assert "interrupted" in report.not_assessed["rows"] and "artial" in repr(report)


def _frame(n: int, **more: Any) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n), **more})


ODD = {
    "empty": (pd.DataFrame({"a": pd.Series([], dtype=float)}), None),
    "no columns": (pd.DataFrame(index=range(5)), None),
    "one row": (_frame(1, y=[1]), "y"),
    "two rows": (_frame(2, y=[0, 1]), "y"),
    "one class": (_frame(80, y=[1] * 80), "y"),
    "a class with one member": (_frame(80, y=[0] * 79 + [1]), "y"),
    "no label in any row": (_frame(80, y=[None] * 80), "y"),
    "label missing here and there": (_frame(80, y=[0, 1, None, 1] * 20), "y"),
    "all NaN": (pd.DataFrame({"a": [np.nan] * 60, "y": [0, 1] * 30}), "y"),
    "infinite": (_frame(60, c=[np.inf, -np.inf, 1.0] * 20, y=[0, 1] * 30), "y"),
    "constant": (pd.DataFrame({"a": [1.0] * 60, "b": [2] * 60, "y": [0, 1] * 30}), "y"),
    "mixed types": (_frame(60, m=[1, "x", None, 2.5, b"z", {"k": 1}] * 10, y=[0, 1] * 30), "y"),
    "unicode names": (_frame(60, **{"größe ⚖ \u202e": range(60), "y": [0, 1] * 30}), "y"),
    "names that repeat": (pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=["x", "x", "y"]), None),
    "only a label": (pd.DataFrame({"y": [0, 1] * 30}), "y"),
    "equal rows": (pd.DataFrame({"a": [1.0, 2.0] * 30, "y": [0, 1] * 30}), "y"),
    "huge numbers": (_frame(60, big=[1e300, -1e300] * 30, y=[0, 1] * 30), "y"),
    "texts": (pd.DataFrame({"t": [f"some words {i} here" for i in range(80)], "y": [0, 1] * 40}), "y"),
    "regression": (_frame(80, y=np.linspace(0, 1, 80)), "y"),
    "regression without targets": (_frame(80, y=[np.nan] * 40 + list(np.linspace(0, 1, 40))), "y"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_rows_are_assessed_or_said_not_to_be(case: str) -> None:
    frame, label = ODD[case]
    report = aispm.check_data(frame, label=label, progress=False)
    rows = report.rows
    assert len(rows) == (len(frame) if "rows" not in report.not_assessed else 0)
    assert not rows[["suspicion", *[f for f in FAMILIES if f in rows]]].isna().any().any()
    for family in FAMILIES:
        assert (family in rows) != (family in report.not_assessed or "rows" in report.not_assessed), family
    assert repr(report) and report._repr_html_() and report.findings is not None


def test_ten_thousand_columns() -> None:
    wide = np.random.default_rng(0).normal(size=(120, 10_000)).astype(np.float32)
    report = aispm.check_data(wide, label=np.arange(120) % 2, progress=False)
    assert len(report.rows) == 120


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_small_frame_gives_an_answer_or_a_clear_error(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 30))
    values = st.one_of(
        st.none(), st.floats(), st.integers(-(2**70), 2**70), st.text(max_size=6), st.booleans(), st.binary(max_size=3)
    )
    columns = {
        name: data.draw(st.lists(kind, min_size=n, max_size=n))
        for name, kind in data.draw(
            st.dictionaries(
                st.text(max_size=3), st.sampled_from([values, st.floats(), st.sampled_from(["a", "b"])]), max_size=4
            )
        ).items()
    }
    label = data.draw(st.sampled_from([None, *columns]))
    try:
        report = aispm.check_data(pd.DataFrame(columns), label=label, progress=False)
    except AispmError as error:
        assert "expected" in str(error)
        return
    assert len(report.rows) == (n if "rows" not in report.not_assessed else 0)
    assert repr(report)
