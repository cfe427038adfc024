"""Model folders over two scans: what did not change is not read again, and what was not assessed is."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from aispm_nb.sources.artifacts import facts
from aispm_nb.sources.artifacts.folder import Local, Unread

from ..inspection import test_signed

MODEL = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "model"
    (root / "data").mkdir(parents=True)
    (root / "MLmodel").write_text(MODEL)
    (root / "requirements.txt").write_text("numpy==2.0\n")
    (root / "data" / "model.pkl").write_bytes(pickle.dumps([1]))
    return root


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE scans (scan BIGINT, aispm_version VARCHAR)")
        for table in facts.FACTS:
            con.execute(f"CREATE TABLE {table.name} ({', '.join(f'{c.name} {c.type}' for c in table.columns)})")
        yield con


def scan(
    con: duckdb.DuckDBPyConnection, root: Path, version: str = facts.__version__
) -> dict[str, list[dict[str, Any]]]:
    found = facts._facts(Local(root), facts._known(con).get("here", facts.Known()))
    for table in facts.FACTS:
        con.execute(f"DELETE FROM {table.name}")
        for row in found[table.name]:
            values = {"location": "here", **row}
            con.execute(
                f"INSERT INTO {table.name} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                list(values.values()),
            )
    con.execute("INSERT INTO scans SELECT count(*) + 1, ? FROM scans", [version])
    return found


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was inspected."""
    asked: list[Path] = []
    real: Callable[[Path], Any] = facts.examined
    monkeypatch.setattr(facts, "examined", lambda root: asked.append(root) or real(root))
    return asked


def test_unchanged_is_not_read_again(
    con: duckdb.DuckDBPyConnection, folder: Path, looks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = scan(con, folder)
    monkeypatch.setattr(Local, "content", None)  # nothing is opened
    again = scan(con, folder)
    assert len(looks) == 1
    for table in facts.FACTS:
        assert len(again[table.name]) == len(first[table.name]) > 0
        for one, other in zip(first[table.name], again[table.name], strict=True):
            assert one.items() <= other.items()


@pytest.mark.parametrize(
    "change", ["touched", "swapped with its time set back", "new", "gone", "another version", "a link"]
)
def test_changed_is_read(con: duckdb.DuckDBPyConnection, folder: Path, looks: list[Path], change: str) -> None:
    scan(con, folder, "0" if change == "another version" else facts.__version__)
    model = folder / "data" / "model.pkl"
    before = model.stat()
    if change == "touched":
        model.touch()
    elif change == "new":
        (folder / "x.pkl").write_bytes(b"N.")
    elif change == "gone":
        model.unlink()
    elif change == "a link":
        (folder / "y").symlink_to("MLmodel")
    elif change != "another version":
        model.write_bytes(pickle.dumps([2]))
        os.utime(model, ns=(before.st_atime_ns, before.st_mtime_ns))
    scan(con, folder)
    assert len(looks) == (1 if change == "touched" else 2)  # touched: read again, and the same bytes


def test_what_was_not_assessed_is_looked_at_again(
    con: duckdb.DuckDBPyConnection, folder: Path, looks: list[Path]
) -> None:
    (folder / "x.bin").write_bytes(bytes(range(256)))
    first, again = scan(con, folder), scan(con, folder)
    assert len(looks) == 2 and len(first["inspected"]) == len(again["inspected"])


def test_names_and_bounds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "out").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    files = {file.path: file.sha256 for file in Local(folder).files({})}
    assert list(files) == ["MLmodel", "data/model.pkl", "out", "pipe", "requirements.txt"]
    assert files["out"] is None and files["pipe"] is None and len(files["MLmodel"] or "") == 64
    monkeypatch.setattr("aispm_nb.sources.artifacts.folder.MOST_FILES", 4)
    for place in (folder, Path("/proc/self"), folder / "nowhere", Path("a\0b")):
        with pytest.raises(Unread):
            Local(place).files({})


def test_signatures_are_held_to_the_signer_at_every_scan(
    con: duckdb.DuckDBPyConnection, folder: Path, tmp_path: Path, looks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    test_signed.sign(folder)

    def verdicts() -> list[str]:
        return [row["verdict"] for row in scan(con, folder)["inspected"] if row["format"] == "signature"]

    assert verdicts() == ["known"]
    key = ec.generate_private_key(ec.SECP256R1())
    monkeypatch.setenv(facts.SIGNER, str(test_signed.pem(tmp_path / "other.pem", key)))
    assert verdicts() == ["dangerous"]
    monkeypatch.setenv(facts.SIGNER, str(test_signed.pem(tmp_path / "key.pem")))
    assert verdicts() == ["known"] and len(looks) == 1
    (folder / "data" / "model.pkl").write_bytes(pickle.dumps([2]))
    assert verdicts() == ["dangerous"] and len(looks) == 2
