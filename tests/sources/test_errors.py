"""What cannot be read is said in one clear error, and the store keeps what it had."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from aispm_nb.sources import sqlite
from aispm_nb.sources.collect import collect
from aispm_nb.sources.open import auth_source, source
from aispm_nb.sources.source import Source
from aispm_nb.sources.sql import SQLReading
from aispm_nb.store import Store
from aispm_nb.vocabulary import AispmError, CannotAssess, UsageError

from .conftest import ADMIN, PASSWORD, free_port, stub
from .reads import digest, read

RUNS = "CREATE TABLE runs (run_uuid TEXT, name TEXT)"
TAGS = "CREATE TABLE tags (run_uuid TEXT, key TEXT, value TEXT)"


def _database(path: Path, rows: int = 10) -> Path:
    with closing(sqlite3.connect(path)) as con:
        con.execute(RUNS)
        con.execute(TAGS)
        con.executemany("INSERT INTO tags VALUES (?, 'key', ?)", [(str(i), "v" * 200) for i in range(rows)])
        con.commit()
    return path


def _refused(bad: Source, folder: Path, kind: type[AispmError] = CannotAssess) -> str:
    """The error of a scan of ``bad`` after a good one, of which every row is still there."""
    store = Store(folder / "store.duckdb")
    registry = store.register("registry", "sqlite:///x", "sqlite")
    with store.open(registry) as con:
        collect(con, [source(str(_database(folder / "good.db")))], {}, {}, 1)
    with pytest.raises(kind) as caught, store.open(registry) as con:
        con.begin()
        collect(con, [bad], {}, {}, 2)
    with store.open(registry) as con:
        assert con.execute("SELECT count(*) FROM tags").fetchall() == [(10,)]
    said = str(caught.value)
    assert "expected" in said and "found" in said and ";" in said, said
    return said


def test_no_file(tmp_path: Path) -> None:
    assert "found no file" in _refused(source(f"sqlite:///{tmp_path}/none.db"), tmp_path)


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert "none of them" in _refused(source(str(tmp_path / "empty.db")), tmp_path)


def test_another_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as con:
        con.execute("CREATE TABLE songs (name TEXT)")
    assert "found 1 tables and none of them" in _refused(source(str(tmp_path / "other.db")), tmp_path)


def test_a_damaged_header(tmp_path: Path) -> None:
    path = _database(tmp_path / "bad.db")
    path.write_bytes(b"not a database  " + path.read_bytes()[16:])
    assert "not a database" in _refused(source(str(path)), tmp_path)


def test_damaged_pages(tmp_path: Path) -> None:
    path = _database(tmp_path / "bad.db", 20_000)
    pages = bytearray(path.read_bytes())
    middle = len(pages) // 2
    pages[middle : middle + 40_960] = os.urandom(40_960)
    path.write_bytes(pages)
    assert "malformed" in _refused(source(str(path)), tmp_path)


def _lasting(path: Path) -> dict[str, str]:
    """Every file of a database and its bytes; of the -shm file, where its users keep their locks, only that it is."""
    return {name: told if not name.endswith("-shm") else "there" for name, told in digest(path).items()}


@pytest.mark.parametrize("state", ["closed", "open", "crashed"])
def test_a_database_in_wal_mode_is_left_as_it_was(state: str, tmp_path: Path) -> None:
    path = _database(tmp_path / "wal.db")
    with closing(sqlite3.connect(path)) as con:
        con.execute("PRAGMA journal_mode=WAL")
        con.execute("INSERT INTO tags VALUES ('new', 'key', 'value')")
        con.commit()
        if state == "crashed":
            (tmp_path / "crashed").mkdir()
            for name in ("wal.db", "wal.db-wal"):
                shutil.copy(tmp_path / name, tmp_path / "crashed" / name)
        if state != "open":
            con.close()
        path = tmp_path / "crashed" / "wal.db" if state == "crashed" else path
        before = _lasting(path)
        seen = read(source(str(path)), tmp_path)
        assert len(seen.tables["tags"]) == 11
        assert _lasting(path) == before


def test_a_database_that_somebody_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY", 0.1)
    path = _database(tmp_path / "busy.db")
    with closing(sqlite3.connect(path)) as con:
        con.execute("BEGIN EXCLUSIVE")
        assert "try again" in _refused(source(str(path)), tmp_path)


def test_no_permission_to_read_is_not_a_crash(tmp_path: Path) -> None:
    folder = tmp_path / "folder.db"
    folder.mkdir()
    assert "file store" in _refused(source(str(folder)), tmp_path)


def test_nobody_listens(tmp_path: Path) -> None:
    uri = f"http://127.0.0.1:{free_port()}"
    said = _refused(source(uri), tmp_path)
    assert uri in said and "refused" in said


def test_no_database_listens(tmp_path: Path) -> None:
    said = _refused(source(f"postgresql://me:s3cret@127.0.0.1:{free_port()}/mlflow"), tmp_path)
    assert "refused" in said.lower() and "s3cret" not in said


def test_a_wrong_password_of_a_database(postgres: str, tmp_path: Path) -> None:
    host = postgres.rpartition("@")[2]
    said = _refused(source(f"postgresql://mlflow:s3cret@{host}"), tmp_path)
    assert "password authentication failed" in said and "s3cret" not in said


def test_a_table_that_the_database_user_may_not_read(filled: str, tmp_path: Path) -> None:
    with sa.create_engine(filled).begin() as con:
        con.execute(sa.text("CREATE ROLE clerk LOGIN PASSWORD 'clerk'"))
        con.execute(sa.text("GRANT SELECT ON experiments, alembic_version TO clerk"))
    seen = read(source(f"postgresql://clerk:clerk@{filled.rpartition('@')[2]}"), tmp_path)
    assert "permission denied" in seen.unseen["runs"]
    assert "permission denied" in seen.unseen["secrets"]
    assert len(seen.tables["experiments"]) == 4


def test_a_database_cannot_be_written_through_the_source(filled: str) -> None:
    with source(filled).reading() as reading:
        assert isinstance(reading, SQLReading)
        with pytest.raises(sa.exc.InternalError, match="read-only"):
            reading.con.execute(sa.text("DELETE FROM tags"))
        reading.con.rollback()


def test_a_server_whose_answers_are_odd(tmp_path: Path) -> None:
    body = b'{"experiments": [{"experiment_id": "1", "name": "\\ud800"}], "runs": [7], "registered_models": {"a": 1}}'
    with stub(200, body) as uri:
        seen = read(source(uri), tmp_path)
    assert [row["name"] for row in seen.tables["experiments"]] == ["?"]
    assert "not what MLflow's API says" in seen.unseen["runs"]
    assert "not what MLflow's API says" in seen.unseen["registered_models"]


@pytest.mark.parametrize("login", ["", f"{ADMIN}:wrong@", "nobody:wrong@"])
def test_wrong_credentials_of_a_server(closed_server: str, login: str, tmp_path: Path) -> None:
    said = _refused(source(closed_server.replace("://", f"://{login}")), tmp_path)
    assert "found 401" in said and "MLFLOW_TRACKING_USERNAME" in said and "wrong" not in said


def test_credentials_of_the_environment(closed_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", ADMIN)
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", PASSWORD)
    assert len(read(auth_source(closed_server), tmp_path).tables["users"]) == 2


def test_tls_spoken_to_a_plain_server(open_server: str, tmp_path: Path) -> None:
    assert "http against https" in _refused(source(open_server.replace("http://", "https://")), tmp_path)


def test_another_kind_of_server(tmp_path: Path) -> None:
    with stub(200) as uri:
        assert "found 200 with 'text/html'" in _refused(source(uri), tmp_path)


def test_a_login_page_is_not_followed(tmp_path: Path) -> None:
    with stub(302, Location="https://user:s3cret@sso.example/login") as uri:
        said = _refused(source(uri), tmp_path)
        assert "a redirect to 'https://***@sso.example/login'" in said


def test_a_server_that_is_broken(tmp_path: Path) -> None:
    with stub(500, b'{"message": "boom"}') as uri:
        assert "500 'boom'" in _refused(source(uri), tmp_path)


@pytest.mark.parametrize("uri", ["databricks", "databricks://me", "uc://x", "s3://bucket/mlruns", "oracle://x/y",
                                 "http+x://a", "postgresql://a:b/c", "postgresql+nodriver://a/b", "mysql+oursql://a/b"])  # fmt: skip
def test_what_nothing_reads(uri: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected"), source(uri).reading():
        pass


def test_rows_that_others_made_odd_do_not_end_a_scan(tmp_path: Path) -> None:
    path = _database(tmp_path / "odd.db", 0)
    odd = [
        "a\0b",
        "\x1b[31mred\x1b[0m",
        "\u202eevil",
        "'; DROP TABLE tags; --",
        "\ud7ff\ue000",
        "",
        "\N{GRINNING FACE}",
    ]
    with closing(sqlite3.connect(path)) as con:
        con.executemany("INSERT INTO tags VALUES ('r', ?, ?)", [(text, text) for text in odd])
        con.execute("INSERT INTO tags VALUES ('r', CAST(x'ff41' AS TEXT), x'80ff')")
        con.execute("INSERT INTO tags VALUES ('r', 'big', ?)", ["x" * 10_000_000])
        con.execute("INSERT INTO tags VALUES (1, 2.5, NULL)")
        con.commit()
    kept = {row["key"]: row["value"] for row in read(source(str(path)), tmp_path).tables["tags"]}
    assert all(kept[text] == text for text in odd)
    assert kept["\ufffdA"] == "\ufffd\ufffd"
    assert len(kept["big"]) == 10_000_000
    assert kept["2.5"] is None


def test_a_file_store_with_a_broken_file_names_it(tmp_path: Path) -> None:
    for experiment, text in (("0", "{ this is : [ not yaml"), ("1", "experiment_id: '1'\nname: one\n")):
        (tmp_path / "mlruns" / experiment).mkdir(parents=True)
        (tmp_path / "mlruns" / experiment / "meta.yaml").write_text(text)
    seen = read(source(str(tmp_path / "mlruns")), tmp_path, scans=1)
    assert "0/meta.yaml" in seen.unseen["experiments.unreadable"]
    assert "one" in [row["name"] for row in seen.tables["experiments"]]
