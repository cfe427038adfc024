"""Rows come in as many things and are the same rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.inputs import open_input
from aispm_nb.vocabulary import CannotAssess, UsageError

FRAME = pd.DataFrame({"a": np.arange(50) / 4, "b": ["x", "y"] * 25, "c": [True, False] * 25})


def _files(folder: Path) -> dict[str, Path]:
    table = pa.Table.from_pandas(FRAME)
    pq.write_table(table, folder / "rows.parquet", row_group_size=7)
    FRAME.to_csv(folder / "rows.csv", index=False)
    FRAME.to_csv(folder / "rows.tsv.gz", index=False, sep="\t")
    FRAME.to_json(folder / "rows.jsonl", orient="records", lines=True)
    (folder / "parts").mkdir()
    pq.write_table(table.slice(0, 20), folder / "parts/1.parquet")
    pq.write_table(table.slice(20), folder / "parts/2.parquet")
    return {"parquet": folder / "rows.parquet", "csv": folder / "rows.csv", "tsv": folder / "rows.tsv.gz",
            "jsonl": folder / "rows.jsonl", "folder": folder / "parts", "glob": folder / "parts/*.parquet"}  # fmt: skip


@pytest.mark.parametrize("kind", ["parquet", "csv", "tsv", "jsonl", "folder", "glob"])
def test_files(tmp_path: Path, kind: str) -> None:
    _same(open_input(_files(tmp_path)[kind]))


def test_frames_and_arrow() -> None:
    for data in (FRAME, pa.Table.from_pandas(FRAME), pa.RecordBatch.from_pandas(FRAME)):
        _same(open_input(data))


def test_a_relation_of_duckdb() -> None:
    con = duckdb.connect()
    con.register("rows", FRAME)
    _same(open_input(con.sql("SELECT * FROM rows")))


def test_an_mlflow_data_set() -> None:
    import mlflow.data

    _same(open_input(mlflow.data.from_pandas(FRAME, targets="c")))


def test_the_targets_of_an_mlflow_data_set_are_the_label() -> None:
    import mlflow.data

    for data in (
        mlflow.data.from_pandas(FRAME, targets="c"),
        mlflow.data.from_numpy(FRAME[["a"]].to_numpy(), targets=FRAME["c"].to_numpy()),
    ):
        assert aispm.check_data(data, progress=False).checked.codebook.classes == ("false", "true")


def _same(source: object) -> None:
    assert source.count == 50
    assert source.schema.names == ["a", "b", "c"]
    assert source.table().to_pandas()["a"].tolist() == FRAME["a"].tolist()
    assert sum(len(batch) for batch in source.batches(8)) == 50
    assert source.take(np.array([0, 7, 8, 49]))["a"].to_pylist() == [0.0, 1.75, 2.0, 12.25]


def test_images_keep_their_shape() -> None:
    source = open_input(np.zeros((4, 3, 5, 3), np.uint8))
    assert source.image == (3, 5, 3)
    assert source.count == 4
    assert source.schema.names[:2] == ["(0, 0, 0)", "(0, 0, 1)"]


def test_names_that_repeat_are_told_apart() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["x", "x", "x (2)"])
    assert open_input(frame).schema.names == ["x", "x (2)", "x (2) (2)"]


def test_values_of_mixed_types_are_text() -> None:
    held = pd.Series([1, "two", None, [3], "half \ud83d a pair"], dtype=object)
    for data in (held.to_frame("m"), held.to_numpy()):
        assert open_input(data).table().column(0).to_pylist() == ["1", "two", None, "[3]", "half ? a pair"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("/nowhere/rows.parquet", "found nothing there"),
        (42, "A int: expected a pandas"),
        (np.zeros((2, 2, 2, 9)), "reshape it"),
        (np.zeros(3, complex), "complex"),
    ],
)
def test_what_cannot_be_read_is_said(data: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        open_input(data)


def test_a_file_is_not_held_while_it_is_streamed(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    table = pa.table({f"c{i}": draw.normal(size=200_000) for i in range(10)})
    pq.write_table(table, tmp_path / "rows.parquet", row_group_size=5_000)
    size, before, held = (tmp_path / "rows.parquet").stat().st_size, pa.total_allocated_bytes(), 0
    for batch in open_input(tmp_path / "rows.parquet").batches(5_000):
        held = max(held, pa.total_allocated_bytes() - before)
        del batch
    assert held < size / 2


def test_a_truncated_file_is_named(tmp_path: Path) -> None:
    path = _files(tmp_path)["parquet"]
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CannotAssess, match=r"rows\.parquet"):
        open_input(path)


def test_a_file_that_breaks_off_in_the_middle_is_named(tmp_path: Path) -> None:
    path = _files(tmp_path)["parquet"]
    data = bytearray(path.read_bytes())
    data[4:200] = bytes(196)
    path.write_bytes(data)
    with pytest.raises(CannotAssess, match=r"rows\.parquet"):
        open_input(path).table()


def test_files_of_two_kinds_are_refused(tmp_path: Path) -> None:
    _files(tmp_path)
    with pytest.raises(UsageError, match="one kind"):
        open_input(tmp_path / "rows.*")
