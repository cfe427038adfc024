"""One file, held only while an operation runs, and an error that names the next move."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import pytest

from aispm_nb.store import Store
from aispm_nb.vocabulary import CannotAssess, UsageError

from ..risk.small import add, rows

HOLD = "import duckdb, sys, time; con = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(float(sys.argv[2]))"


@contextmanager
def _held(path: Path, seconds: float) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("folder", ["plain", "blocks"])  # "lock" in a path is not a lock
def test_a_store_that_another_process_holds_is_named_after_a_wait(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "posture.duckdb"
    Store(path).register("a", "sqlite:///a", "sqlite")
    with _held(path, 60) as pid:
        started = time.monotonic()
        with (
            pytest.raises(CannotAssess, match=f"process {pid} .+ wait for that scan to end"),
            Store(path, wait=0.5).open(),
        ):
            pass
        assert 0.5 <= time.monotonic() - started < 10


def test_a_store_that_is_let_go_of_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "posture.duckdb"
    Store(path).register("a", "sqlite:///a", "sqlite")
    with _held(path, 1), Store(path, wait=30).open() as con:
        assert rows(con, "SELECT name FROM main.registries") == [("a",)]


def test_between_operations_nobody_is_kept_out(tmp_path: Path) -> None:
    store = Store(tmp_path / "posture.duckdb")
    registry = store.register("a", "sqlite:///a", "sqlite")
    with store.open(registry):
        pass
    with _held(store.path, 0):
        pass


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store(tmp_path / "deep" / "posture.duckdb")
        store.register("a", "sqlite:///a", "sqlite")
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_registries_do_not_see_one_another(tmp_path: Path) -> None:
    store = Store(tmp_path / "posture.duckdb")
    known = [store.register(*of) for of in (("a", "sqlite:///a", "sqlite"), ("a", "sqlite:///b", "sqlite"),
                                            ("b", "sqlite:///a", "sqlite"))]  # fmt: skip
    assert len(set(known)) == 3
    for registry in known:
        with store.open(registry) as con:
            add(con, "registered_models", name=registry)
    for registry in known:
        with store.open(registry) as con:
            assert rows(con, "SELECT name FROM registered_models") == [(registry,)]
            assert rows(con, "SELECT label FROM assets WHERE kind = 'registered_model'") == [(registry,)]


@pytest.mark.parametrize("name", ["..", 'a"; DROP SCHEMA main; --', "ß" * 300, "", "\x00", "main"])
def test_whatever_a_registry_is_called(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / "posture.duckdb")
    registry = store.register(name, "sqlite:///a", "sqlite")
    assert registry.replace("_", "").isalnum() and registry.isascii()
    with store.open(registry) as con:
        assert rows(con, "SELECT name FROM main.registries") == [(name,)]


def _text(path: Path) -> None:
    path.write_text("I am a shopping list. " * 1000)


def _folder(path: Path) -> None:
    path.mkdir()


def _sqlite(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE t (x)")
    con.close()


def _cut(path: Path) -> None:
    Store(path).register("a", "sqlite:///a", "sqlite")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def _overwritten(path: Path) -> None:
    Store(path).register("a", "sqlite:///a", "sqlite")
    content = bytearray(path.read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    path.write_bytes(content)


@pytest.mark.parametrize("make", [_text, _folder, _sqlite, _cut, _overwritten])
def test_what_is_no_store(tmp_path: Path, make: object) -> None:
    path = tmp_path / "blocked.duckdb"
    make(path)  # type: ignore[operator]
    started = time.monotonic()
    with (
        pytest.raises(UsageError, match=r"cannot be opened as a posture store: .+; give another file"),
        Store(path).open(),
    ):
        pass
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("path", ["/proc/posture.duckdb", "{tmp}/file/posture.duckdb"])
def test_where_no_store_can_be_made(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UsageError, match="cannot be opened as a posture store"),
        Store(path.format(tmp=tmp_path)).open(),
    ):
        pass


def test_an_error_inside_lets_go_of_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "posture.duckdb", wait=0)
    with pytest.raises(duckdb.Error), store.open() as con:
        con.execute("nonsense")
    with _held(store.path, 0):
        pass


def test_two_stores_open_at_once_leave_the_mask_of_the_process_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aispm_nb.store.open._stores", 0)  # another test's fixture may hold one open
    before = os.umask(0o022)
    try:
        with ExitStack() as second:
            with Store(tmp_path / "a.duckdb").open():
                second.enter_context(Store(tmp_path / "b.duckdb").open())
            assert os.umask(0o077) == 0o077  # the second is still open
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
