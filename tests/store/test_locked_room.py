"""A rule may ask of the tables and nothing else, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from aispm_nb import catalogue
from aispm_nb.checks import engine
from aispm_nb.vocabulary import UsageError

from ..conftest import Library
from ..risk.small import Connection, add, rows, rule

ASK = "SELECT name AS asset, true AS fails FROM experiments"
OUT = "$OUT"  # a file that must not come to be
ATTACKS = {
    "read a file": "SELECT column0 AS asset, true AS fails FROM read_csv('/etc/passwd')",
    "read a file by its name": "SELECT 'a' AS asset, true AS fails FROM '/etc/passwd'",
    "read text": "SELECT content AS asset, true AS fails FROM read_text('/etc/passwd')",
    "read bytes": "SELECT content::VARCHAR AS asset, true AS fails FROM read_blob('/etc/passwd')",
    "read JSON": "SELECT json::VARCHAR AS asset, true AS fails FROM read_json_objects('/etc/passwd')",
    "list files": "SELECT file AS asset, true AS fails FROM glob('/etc/*')",
    "sniff a file": "SELECT Columns::VARCHAR AS asset, true AS fails FROM sniff_csv('/etc/passwd')",
    "another address": "SELECT column0 AS asset, true AS fails FROM read_csv('http://127.0.0.1:9/x.csv')",
    "Python's variables": "SELECT asset, true AS fails FROM frame",
    "attach": f"ATTACH '{OUT}' AS other",
    "copy out": f"COPY experiments TO '{OUT}'",
    "copy in": "COPY experiments FROM '/etc/passwd'",
    "export": f"EXPORT DATABASE '{OUT}'",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "set": "SET memory_limit = '64GB'",
    "unlock": "SET enable_external_access = true",
    "pragma": "PRAGMA threads = 64",
    "drop": "DROP TABLE experiments",
    "delete": "DELETE FROM experiments",
    "secret": "CREATE SECRET s (TYPE s3, KEY_ID 'k', SECRET 's')",
    "call": "CALL pragma_version()",
    "second statement": f"{ASK}; DELETE FROM experiments",
    "out of the brackets": f"{ASK}); DELETE FROM experiments; SELECT * FROM ({ASK}",
    "out of the brackets to a file": f"{ASK}); COPY experiments TO '{OUT}'; SELECT * FROM ({ASK}",
    "comment": f"{ASK}) -- ",
    "query()": "SELECT asset, true AS fails FROM query('DELETE FROM experiments RETURNING name AS asset')",
    "delete in a CTE": "WITH gone AS (DELETE FROM experiments RETURNING name) SELECT name AS asset, true AS fails FROM gone",
    "no asset": "SELECT 1 AS fails",
    "no answer": "SELECT 'a' AS asset",
    "no SQL": "this is not SQL",
    "nothing": "",
}


@pytest.mark.parametrize("sql", [pytest.param(sql, id=name) for name, sql in ATTACKS.items()])
def test_a_rule_can_only_ask(con: Connection, sql: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    frame = pd.DataFrame({"asset": ["from Python"]})
    assert len(frame) == 1
    add(con, "experiments", experiment_id=1, name="kept")
    before = _state(con, tmp_path)
    con.begin()  # as a scan does
    with pytest.raises(UsageError, match=r"Rule under-test: its SQL cannot be answered: .+; mend the rule"):
        engine.judge(con, [rule(sql.replace(OUT, str(out)))])
    con.rollback()
    assert _state(con, tmp_path) == before
    assert not out.exists()


def _state(con: Connection, folder: Path) -> object:
    settings = (
        "SELECT name, value FROM duckdb_settings() WHERE name IN ('memory_limit', 'threads', 'enable_external_access')"
    )
    return (
        rows(con, "SELECT name FROM experiments"),
        rows(con, settings),
        rows(con, "SELECT database_name FROM duckdb_databases() ORDER BY ALL"),
        sorted(path.name for path in folder.iterdir() if not path.name.endswith(".wal")),
    )


@pytest.mark.parametrize(
    "sql", [f"{ASK} -- a remark at the end", f"-- first\n{ASK}", f"WITH a AS ({ASK}) SELECT * FROM a"]
)
def test_a_plain_question_is_answered(con: Connection, sql: str) -> None:
    add(con, "experiments", experiment_id=1, name="kept")
    engine.judge(con, [rule(sql)])
    assert rows(con, "SELECT asset, verdict FROM verdicts") == [("kept", "fail")]


OTHER = f"{ASK}) AS _answer WHERE true UNION ALL BY NAME SELECT 'forged' AS asset, 'other'::rule_id AS rule, true AS fails FROM ({ASK}"


@pytest.mark.parametrize("together", [False, True])
def test_a_rule_cannot_speak_for_another(con: Connection, together: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if together:
        monkeypatch.setattr(catalogue, "family", lambda rule: "metadata")
    add(con, "experiments", experiment_id=1, name="kept")
    with pytest.raises(UsageError, match=r"^Rule forger: its SQL cannot be answered"):
        engine.judge(con, [rule(ASK, id="other"), rule(OTHER, id="forger")])


def test_an_error_while_rules_are_asked_together_names_them(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's rule is asked alone, so it is named alone; of ours, whoever was asked with it."""
    add(con, "experiments", experiment_id=1, name="no number")
    asked = [rule(ASK, id="one"), rule("SELECT name AS asset, name::INTEGER > 1 AS fails FROM experiments", id="two")]
    with pytest.raises(UsageError, match=r"^Rule two: .*Could not convert string 'no number'"):
        engine.judge(con, asked)
    monkeypatch.setattr(catalogue, "family", lambda rule: "metadata")
    with pytest.raises(UsageError, match=r"^Rule one or two: .*Could not convert string 'no number'"):
        engine.judge(con, asked)


@pytest.mark.parametrize("sql", ["FROM read_csv('/etc/passwd')", "COPY findings TO '{out}'", "ATTACH '{out}'",
                                 "SET enable_external_access = true", "INSTALL httpfs", "FROM frame"])  # fmt: skip
def test_a_posture_is_a_locked_room_too(library: Library, sql: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1]})
    assert len(frame) == 1
    with pytest.raises(duckdb.Error):
        library["llm_desk"].posture.sql(sql.format(out=tmp_path / "out"))
    assert not (tmp_path / "out").exists()
