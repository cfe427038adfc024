"""Rows behind data sets: what is read, what is not and why, and that nothing is read twice."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from aispm_nb.sources.artifacts.folder import Unread
from aispm_nb.sources.datasets import collect as collecting
from aispm_nb.sources.datasets import collect_datasets
from aispm_nb.sources.datasets.places import place

from ..worlds import world


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with world(tmp_path) as con:
        yield con


def _rows(path: Path, n: int = 300, seed: int = 0) -> Path:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(draw.normal(size=(n, 3)), columns=["a", "b", "c"])
    frame.assign(answer=(frame["a"] > 0).astype(int)).to_csv(path, index=False)
    return path


def _data_set(con: duckdb.DuckDBPyConnection, name: str, source: Any, digest: str = "1", columns: str = "abc") -> None:
    schema = json.dumps({"mlflow_colspec": [{"type": "double", "name": c} for c in [*columns, "answer"]]})
    told = source if isinstance(source, str) else json.dumps(source)
    con.execute("INSERT INTO datasets BY NAME SELECT ? AS dataset_uuid, ? AS name, ? AS digest, 'local' AS dataset_source_type, "
                "? AS dataset_source, ? AS dataset_schema, '{\"num_rows\": 300}' AS dataset_profile", [name + digest, name, digest, told, schema])  # fmt: skip


def _states(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None]]:
    return {
        asset: (state, reason)
        for asset, state, reason in con.execute("SELECT asset, state, reason FROM training_sets").fetchall()
    }


def test_a_file_is_checked_and_then_left_alone(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _rows(tmp_path / "rows.csv")
    _data_set(con, "d", {"uri": path.as_uri()})
    assert collect_datasets(con, 1) > 0
    assert con.execute("SELECT state, rows, scored, sha256 IS NOT NULL, digest_now IS NOT NULL FROM training_sets").fetchall() == [
        ("checked", 300, 300, True, True)]  # fmt: skip
    monkeypatch.setattr(collecting, "_checked", lambda *_: pytest.fail("an unchanged file was checked again"))
    assert collect_datasets(con, 2) == 0


def test_a_file_that_changed_is_checked_again_and_remembered(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = _rows(tmp_path / "rows.csv")
    _data_set(con, "d", {"uri": str(path)})
    collect_datasets(con, 1)
    _rows(path, seed=1)
    os.utime(path, (1, 1))
    assert collect_datasets(con, 2) > 0
    was, now = con.execute(
        "SELECT p.sha256, s.sha256 FROM training_sets s JOIN training_sets_past p USING (asset)"
    ).fetchall()[0]
    assert was != now


def test_the_label_is_the_column_that_no_model_takes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _data_set(con, "d", {"uri": str(_rows(tmp_path / "rows.csv"))})
    con.execute("INSERT INTO inputs BY NAME SELECT 'i' AS input_uuid, 'DATASET' AS source_type, 'd1' AS source_id, 'RUN' AS destination_type, 'r' AS destination_id")  # fmt: skip
    con.execute("INSERT INTO registered_models BY NAME SELECT 'm' AS name")
    con.execute("INSERT INTO model_versions BY NAME SELECT 'm' AS name, 1 AS version, 'r' AS run_id, '/m/1' AS source, 'READY' AS status, 'None' AS current_stage")  # fmt: skip
    con.execute("INSERT INTO mlmodels BY NAME SELECT '/m/1' AS location, 'read' AS state, ['a', 'b', 'c'] AS inputs")
    collect_datasets(con, 1)
    assert con.execute("SELECT label, classes FROM training_sets").fetchall() == [("answer", 2)]


@pytest.mark.parametrize(
    ("source", "state", "says"),
    [
        ({"uri": "https://lake.example/rows.csv"}, "unread", "does not fetch"),
        ({"uri": "s3://bucket/rows.parquet"}, "unread", "does not fetch"),
        ({"uri": "/nowhere/rows.csv"}, "absent", "not there"),
        ({"uri": "/etc/passwd"}, "unread", "no Parquet, CSV or JSON"),
        ({"uri": "/dev/zero.csv"}, "absent", "not there"),
        ({"uri": "http://[::1/rows.csv"}, "unread", "no address"),
        ({"uri": "/a\0b.csv"}, "absent", "not there"),
        ({"uri": "/" + "x" * 5000 + ".csv"}, "unread", ""),
        ({"uri": 7}, "unread", "names no file"),
        ("not json", "unread", "names no file"),
        ("[" * 100_000, "unread", "names no file"),
        ("[]", "unread", "names no file"),
    ],
)
def test_what_is_not_read_says_why(con: duckdb.DuckDBPyConnection, source: Any, state: str, says: str) -> None:
    _data_set(con, "d", source)
    collect_datasets(con, 1)
    [(found, reason)] = _states(con).values()
    assert found == state and says in reason


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(Unread, match="not there"):
        place("local", json.dumps({"uri": str(tmp_path / "pipe.csv")}))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\x00" * 1000, b'a,b\n"1,2\n', "größe\n1\n".encode("utf-16")])
def test_a_broken_file_is_said_and_stops_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "bad.parquet").write_bytes(content)
    (tmp_path / "bad.csv").write_bytes(content)
    _data_set(con, "p", {"uri": str(tmp_path / "bad.parquet")})
    _data_set(con, "c", {"uri": str(tmp_path / "bad.csv")})
    _data_set(con, "good", {"uri": str(_rows(tmp_path / "good.csv"))})
    collect_datasets(con, 1)
    states = _states(con)
    assert states["datasets:/good@1"][0] == "checked"
    assert states["datasets:/p@1"][0] == "unread" and "bad.parquet" in str(states["datasets:/p@1"][1])
    assert states["datasets:/c@1"][0] in ("unread", "checked")


def test_versions_and_evaluation_sets_are_compared(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _data_set(con, "d", {"uri": str(_rows(tmp_path / "1.csv"))}, "1")
    _data_set(con, "d", {"uri": str(_rows(tmp_path / "2.csv", seed=2))}, "2")
    _data_set(con, "t", {"uri": str(_rows(tmp_path / "3.csv", 100))}, "3")
    for run, data, context, start in (
        ("r1", "d1", "training", 1),
        ("r2", "d2", "training", 2),
        ("r1", "t3", "evaluation", 1),
    ):
        con.execute("INSERT INTO inputs BY NAME SELECT ? AS input_uuid, 'DATASET' AS source_type, ? AS source_id, 'RUN' AS destination_type, ? AS destination_id", [run + data, data, run])  # fmt: skip
        con.execute(
            "INSERT INTO input_tags BY NAME SELECT ? AS input_uuid, 'mlflow.data.context' AS name, ? AS value",
            [run + data, context],
        )
        con.execute("INSERT INTO runs BY NAME SELECT ? AS run_uuid, ? AS start_time", [run, start])
    collect_datasets(con, 1)
    assert con.execute("SELECT DISTINCT asset, earlier FROM training_shifts").fetchall() == [
        ("datasets:/d@2", "datasets:/d@1")
    ]
    assert con.execute("SELECT asset, evaluation, rows FROM training_overlaps").fetchall() == [
        ("datasets:/d@1", "datasets:/t@3", 100)
    ]
