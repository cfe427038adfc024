"""Values of every type that Arrow, pandas, polars and Hugging Face have: read as what they are, or left out with a reason."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import datasets
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.inputs import open_input
from aispm_nb.vocabulary import UsageError

ROWS = 120
DAY = datetime.date(2020, 1, 1)


def _turns(*values: Any, kind: pa.DataType | None = None) -> pa.Array:
    return pa.array((list(values) * ROWS)[:ROWS], kind)


NUMBERS = {
    "whole numbers as categories": _turns(1, 2).dictionary_encode(),
    "periods": pa.array(pd.Series(pd.period_range("2020", periods=ROWS, freq="D"))),
    "half floats": pa.array(np.resize(np.array([1, 2, np.nan], np.float16), ROWS)),
    "runs": pc.run_end_encode(_turns(1, 1, 2)),
    "durations": _turns(datetime.timedelta(1), datetime.timedelta(2)),
    "decimals": _turns(Decimal("1.1"), None),
    "wide decimals": _turns(Decimal("1.1"), Decimal("1.3"), kind=pa.decimal256(40, 5)),
    "times": _turns(datetime.time(1), datetime.time(2)),
    "seconds of the day": _turns(1, 2, kind=pa.time32("s")),
    "dates": _turns(DAY, datetime.date(1, 1, 1), datetime.date(9999, 1, 1)),
    "days as categories": _turns(DAY, None).dictionary_encode(),
    "zoned times": _turns(datetime.datetime(2020, 1, 1), None, kind=pa.timestamp("ns", "UTC")),
    "times before and after all calendars": _turns(-(10**11), 10**11, kind=pa.timestamp("s")),
    "flags": _turns(True, False, None),
    "flags in bytes": pa.ExtensionArray.from_storage(pa.bool8(), _turns(1, 0, kind=pa.int8())),
    "unsigned": _turns(2**64 - 1, 0, kind=pa.uint64()),
}
CATEGORIES = {
    "categories": _turns("a", "b", None).dictionary_encode(),
    "views": _turns("a", "b", None, kind=pa.string_view()),
    "categories of views": pa.DictionaryArray.from_arrays(_turns(0, 1), pa.array(["a", "b"], pa.string_view())),
    "long text": _turns("a", "b", kind=pa.large_string()),
    "JSON": _turns('{"a":1}', '{"b":2}', kind=pa.json_()),
}
LISTS = {
    "lists of numbers": _turns([1.0, 2.0], [3.0, 4.0], None),
    "lists of halves": _turns([1, 2], kind=pa.list_(pa.float16())),
}
LEFT_OUT = {
    "nothing": pa.nulls(ROWS),
    "intervals": pa.array(pd.Series(pd.interval_range(0, ROWS))),
    "bytes": _turns(b"\xff\xfe", b"b"),
    "bytes of one length": _turns(b"aa", b"bb", kind=pa.binary(2)),
    "views of bytes": _turns(b"a", b"b", kind=pa.binary_view()),
    "months and days": _turns((1, 2, 3), (2, 3, 4), kind=pa.month_day_nano_interval()),
    "UUIDs": _turns(b"1" * 16, b"2" * 16, kind=pa.uuid()),
    "structures": _turns({"a": 1}, {"a": 2}),
    "lists of any length": _turns([1], [1, 2], []),
    "codes of words": _turns([1, 2], [3, 4]),
    "lists of text": _turns(["a"], ["b"]),
    "empty lists": _turns([], kind=pa.list_(pa.float32())),
    "views of lists": _turns([1], [2], kind=pa.list_view(pa.int64())),
    "maps": _turns([("a", 1)], kind=pa.map_(pa.string(), pa.int64())),
    "unions": pa.UnionArray.from_sparse(_turns(0, 1, kind=pa.int8()), [_turns(1, 2), _turns("a", "b")]),
}  # fmt: skip
EVERY = NUMBERS | CATEGORIES | LISTS | LEFT_OUT
NOT_IN_PARQUET = {"runs", "months and days", "unions", "views of lists", "categories of views"}


def _plain_columns() -> dict[str, Any]:
    draw = np.random.default_rng(0)
    return {"x": draw.normal(size=ROWS), "z": draw.choice(list("abc"), ROWS)}


@pytest.mark.parametrize("stored", [False, True], ids=["in memory", "Parquet"])
def test_each_type_is_read_as_what_it_is_or_left_out_with_a_reason(tmp_path: Path, stored: bool) -> None:
    held = {name: values for name, values in EVERY.items() if not (stored and name in NOT_IN_PARQUET)}
    data: Any = pa.table(_plain_columns() | held)
    if stored:
        pq.write_table(data, tmp_path / "rows.parquet")
        data = tmp_path / "rows.parquet"
    report = aispm.check_data(data, progress=False)
    columns = report.checked.columns
    for name in held:
        if name in LISTS:
            assert columns[f"{name}[0]"].kind == columns[f"{name}[1]"].kind == "number"
        else:
            kind = "number" if name in NUMBERS else "category" if name in CATEGORIES else "left out"
            assert columns[name].kind == kind, name
            assert bool(columns[name].reason) == (kind == "left out")
            assert columns[name].missing == EVERY[name].null_count or name in {"half floats", "nothing"}
    assert report.checked.scored == ROWS


@pytest.mark.parametrize("name", sorted(EVERY.keys() - LISTS.keys()))
def test_each_type_may_be_the_label(name: str) -> None:
    report = aispm.check_data(pa.table(_plain_columns() | {name: EVERY[name]}), name, progress=False)
    assert report.checked.scored == ROWS
    assert (
        len(report.checked.codebook.classes) >= 2
        or "label" in report.not_assessed
        or report.checked.codebook.task == "regression"
    )


def test_lists_of_numbers_are_columns_and_the_odd_one_out_is_missing(tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(size=(ROWS, 5)).astype(np.float32)
    lists: list[Any] = values.tolist()
    lists[3], lists[7] = None, [1.0]
    values[[3, 7]] = np.nan
    table = pa.table({"embedding": lists, "y": _turns("a", "b")})
    pq.write_table(table, tmp_path / "rows.parquet")
    fixed = table.slice(8).set_column(0, "embedding", table["embedding"].slice(8).cast(pa.list_(pa.float32(), 5)))
    for data, expected in ((table, values), (tmp_path / "rows.parquet", values), (fixed, values[8:]),
                           (duckdb.sql("SELECT embedding::FLOAT[5] AS embedding FROM fixed"), values[8:])):  # fmt: skip
        source = open_input(data)
        assert source.schema.names[:5] == [f"embedding[{i}]" for i in range(5)]
        for batch in (source.table(), next(source.batches(50)), source.take(np.arange(20))):
            held = np.column_stack([batch.column(i).to_numpy() for i in range(5)])
            np.testing.assert_allclose(held, expected[: len(held)], rtol=1e-6)
    with pytest.raises(UsageError, match=r"found embedding\[0\], embedding\[1\]"):
        aispm.check_data(table, "embedding", progress=False)


@pytest.fixture
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(2)
    y = draw.integers(0, 2, 300)
    frame = pd.DataFrame(draw.normal(size=(300, 3)) + 4 * y[:, None], columns=list("abc"))
    frame["colour"] = pd.Categorical(draw.choice(["red", "blue"], 300))
    frame["bin"] = pd.cut(frame["a"], 3)
    frame["rare"] = pd.arrays.SparseArray((draw.random(300) < 0.2).astype(int))
    frame["y"] = pd.Categorical(np.where(y, "yes", "no"))
    frame.loc[[5, 6, 7], "y"] = np.where(y[[5, 6, 7]], "no", "yes")
    return frame


def test_pandas_own_types_are_read_and_kept(frame: pd.DataFrame) -> None:
    report = aispm.check_data(frame, "y", progress=False)
    kinds = {name: facts.kind for name, facts in report.checked.columns.items()}
    assert (kinds["colour"], kinds["bin"], kinds["rare"]) == ("category", "category", "number")
    cleaned = report.clean(drop=False, relabel=True, threshold=0.3)
    assert (cleaned.data.dtypes == frame.dtypes).all() and (frame["y"] == cleaned.undo()["y"]).all()
    changed = np.flatnonzero(cleaned.data["y"] != frame["y"])
    assert {5, 6, 7} <= set(changed) and set(changed) == set(cleaned.log["row"])


def test_columns_are_found_by_their_place_when_a_frame_is_cleaned(frame: pd.DataFrame) -> None:
    frame["mail"] = [f"person{i}@mail-house.net" for i in range(300)]
    frame.columns = pd.Index([0, 1, "1", 3, 4, 5, 6, 7], dtype=object)
    cleaned = aispm.check_data(frame, 6, progress=False).clean(drop=False, relabel=True, mask=True, threshold=0.3)
    assert list(cleaned.data.columns) == list(frame.columns)
    assert (cleaned.data[7] == "[masked]").all() and (cleaned.data[6] != frame[6]).sum() >= 3
    assert (cleaned.data.iloc[:, :6] == frame.iloc[:, :6]).all(axis=None)


@pytest.mark.parametrize("lazy", [False, True])
def test_polars(frame: pd.DataFrame, lazy: bool) -> None:
    rows = pl.from_pandas(frame.drop(columns=["bin", "rare"]).assign(word=["x", "y", "z"] * 100))
    report = aispm.check_data(rows.lazy() if lazy else rows, "y", progress=False)
    assert report.checked.columns["word"].kind == report.checked.columns["colour"].kind == "category"
    if not lazy:
        cleaned = report.clean(drop=False, relabel=True, threshold=0.3)
        assert isinstance(cleaned.data, pl.DataFrame) and cleaned.data.schema == rows.schema
        assert {5, 6, 7} <= set(np.flatnonzero((cleaned.data["y"] != rows["y"]).to_numpy()))
    assert open_input(rows["word"]).schema.names == ["word"]


def test_hugging_face(frame: pd.DataFrame) -> None:
    rows = datasets.Dataset.from_dict(
        {"text": [f"row {i} says this" for i in range(300)], "emb": frame[["a", "b", "c"]].to_numpy().tolist(), "y": frame["y"].tolist()},
        features=datasets.Features(text=datasets.Value("string"), emb=datasets.List(datasets.Value("float32"), length=3),
                                   y=datasets.ClassLabel(names=["no", "yes"])),
    )  # fmt: skip
    report = aispm.check_data(rows, "y", progress=False)
    assert report.checked.codebook.classes == ("no", "yes")
    assert [name for name in report.checked.columns if name.startswith("emb")] == ["emb[0]", "emb[1]", "emb[2]"]
    assert {5, 6, 7} <= set(report.rows.nlargest(8, "label")["row"])
    assert open_input(rows.select([4, 2])).table()["text"].to_pylist() == ["row 4 says this", "row 2 says this"]
    with pytest.raises(UsageError, match="data\\['train'\\]"):
        open_input(datasets.DatasetDict(train=rows))
    with pytest.raises(UsageError, match="without streaming"):
        open_input(rows.to_iterable_dataset())


def test_codes_without_a_class_are_missing() -> None:
    label = datasets.Features(x=datasets.Value("float32"), y=datasets.ClassLabel(names=["no", "yes"]))
    rows = datasets.Dataset.from_dict({"x": [1.0, 2.0, 3.0], "y": [1, -1, None]}, features=label)
    assert open_input(rows).table()["y"].to_pylist() == ["yes", None, None]


@pytest.mark.parametrize("kind", ["matrix", "big endian", "masked", "objects"])
def test_arrays_of_other_makes_hold_the_same_numbers(kind: str) -> None:
    values = np.random.default_rng(3).normal(size=(30, 2))
    data: Any = {
        "matrix": values.view(np.matrix),
        "big endian": values.astype(">f8"),
        "masked": np.ma.masked_array(values, values > 1),
        "objects": values.astype(object),
    }[kind]
    table = open_input(data).table()
    held = np.column_stack([table.column(i).to_numpy() for i in range(2)])
    np.testing.assert_array_equal(held, np.where(values > 1, np.nan, values) if kind == "masked" else values)


@pytest.mark.parametrize("kind", ["array", "list", "series", "one column", "polars"])
def test_labels_beside_the_rows(frame: pd.DataFrame, kind: str) -> None:
    label: Any = {
        "array": frame["y"].to_numpy(), "list": frame["y"].tolist(), "series": frame["y"], "one column": frame[["y"]],
        "polars": pl.Series(frame["y"].tolist()),
    }[kind]  # fmt: skip
    rows = frame[["a", "b", "c"]].set_index(np.arange(300) * 2) if kind == "array" else frame[["a", "b", "c"]]
    for data in (rows, pl.from_pandas(rows), pa.Table.from_pandas(rows, preserve_index=False)):
        cleaned = aispm.check_data(data, label, progress=False).clean(drop=False, relabel=True, threshold=0.3).data
        assert type(cleaned) is type(data) and len(cleaned) == 300
        names = cleaned.column_names if isinstance(cleaned, pa.Table) else list(cleaned.columns)
        assert names == ["a", "b", "c", "label"]
        changed = np.flatnonzero(np.asarray(cleaned["label"]) != np.asarray(frame["y"]))
        assert {5, 6, 7} <= set(changed)
    if kind == "array":
        assert (aispm.check_data(rows, label, progress=False).clean(drop=False).data.index == rows.index).all()


def test_labels_of_another_order_are_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="index of the rows"):
        aispm.check_data(frame[["a"]], frame["y"].sample(frac=1, random_state=0), progress=False)


@pytest.mark.parametrize("wrong", [{"task": "clusters"}, {"seed": -1}])
def test_what_is_asked_wrongly_is_refused(frame: pd.DataFrame, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="expected a task out of classification, regression, and a seed of 0 or more"):
        aispm.check_data(frame, "y", progress=False, **wrong)
