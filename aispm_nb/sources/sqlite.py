"""MLflow's SQLite database, read through a snapshot and ADBC; the file itself is only ever opened read-only.

MLflow's own client and store are never used on it: they would migrate it in place. Measured (docs/decisions.md):
the standard library's backup and ADBC's columnar reader together cost a fifth of the next best way.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..vocabulary import CannotAssess, Table
from .judged import JUDGED, expect_mlflow, missing, with_judgement
from .land import TYPED, Pull, raw_columns, raw_type
from .source import revision

SQLITE = {
    pa.string(): "TEXT",
    pa.int64(): "INTEGER",
    pa.int32(): "INTEGER",
    pa.float64(): "REAL",
    pa.bool_(): "INTEGER",
}
BUSY = 10.0  # seconds to wait for a writer to pause
LITERAL = {"TEXT": "'x'", "INTEGER": "1", "REAL": "0.5"}


@contextmanager
def snapshot(path: Path) -> Iterator[Path]:
    """A consistent copy of a SQLite database that others may be writing, gone at the end of the block.

    Raises
    ------
    CannotAssess : the file is absent, unreadable, corrupt or no SQLite database.
    """
    if not path.is_file():
        raise CannotAssess(f"{path}: expected MLflow's SQLite database, found no file there; check the tracking URI")
    with tempfile.TemporaryDirectory(prefix="aispm-") as folder:
        copy = Path(folder) / "snapshot.db"
        try:
            _copy(path, copy)
            with closing(sqlite3.connect(copy)) as target:
                target.execute("SELECT count(*) FROM sqlite_master")
        except (sqlite3.Error, OSError) as error:
            move = "another process writes it without a pause, so try again later"
            if "locked" not in str(error):
                move = f"restore it from a backup, or try `sqlite3 {path.name} '.recover'` on a copy"
            raise CannotAssess(f"{path}: expected a readable SQLite database, found: {error}; {move}") from error
        yield copy


def _copy(path: Path, copy: Path) -> None:
    """Copy the file as it is while nobody can write it, or else by SQLite's own backup, which takes four times as long.

    In rollback mode a read transaction keeps writers out of the file. In WAL mode it does not; there the files are copied
    when nobody has them open, because SQLite, even when it opens them read-only, would leave a -wal and a -shm file beside.
    """
    path = path.absolute()  # no name of a file is to be taken for an option
    wal, shm = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if _header(path)[18:] == b"\2\2" and not shm.exists():
        copied = _cp(path, copy) and (not wal.exists() or _cp(wal, copy.with_name(copy.name + "-wal")))
        if copied and not shm.exists():  # else somebody has begun to write meanwhile
            return
        copy.with_name(copy.name + "-wal").unlink(missing_ok=True)
    with closing(_readonly(path)) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchall()  # from here on the file is locked
        if source.execute("PRAGMA journal_mode").fetchone() != ("wal",) and _cp(path, copy):
            return
        source.rollback()
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    copy.chmod(0o600)


# By processes of their own: POSIX drops every lock that this process holds on a file, SQLite's among them (a notebook may
# well be writing its registry), when this process closes any descriptor of it.
def _header(path: Path) -> bytes:
    if not shutil.which("head"):
        with path.open("rb") as file:
            return file.read(20)
    return subprocess.run(["head", "-c", "20", path], capture_output=True, check=False).stdout  # noqa: S603, S607


def _cp(path: Path, copy: Path) -> bool:
    if not shutil.which("cp"):
        return False
    done = subprocess.run(["cp", path, copy], capture_output=True, check=False).returncode == 0  # noqa: S603, S607
    if done:
        copy.chmod(0o600)
    return done


def _readonly(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY)


def read(copy: Path, uri: str, tables: Sequence[Table]) -> Iterator[Pull]:
    """Every table of a snapshot as a stream of Arrow batches; what this revision lacks is named, never an error."""
    from adbc_driver_sqlite import dbapi

    present = _columns(copy)
    expect_mlflow(uri, tables, present)
    with closing(dbapi.connect(str(copy), autocommit=True)) as con, closing(con.cursor()) as cursor:
        for table in tables:
            there = present.get(table.name)
            if there is None:
                yield Pull(table, None, {table.name: "this revision of MLflow's schema has no such table"})
                continue
            absent = missing(table, there)
            try:
                if table.name in JUDGED:
                    yield Pull(table, _judged(copy, table, there), absent)
                    continue
                cursor.execute(_select(table, there))
                yield Pull(table, _text_that_is_text(cursor.fetch_record_batch()), absent)
            except (dbapi.Error, sqlite3.Error) as error:
                yield Pull(table, None, {table.name: f"unreadable in the database: {str(error).splitlines()[0]}"})


def _text_that_is_text(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The same batches, bytes that are no UTF-8 replaced: SQLite keeps what it is given, and one row must not end all."""

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            try:
                batch.validate(full=True)
            except pa.ArrowInvalid:
                yield pa.record_batch([_decoded(column) for column in batch.columns], batch.schema)
            else:
                yield batch

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


def _decoded(column: pa.Array) -> pa.Array:
    if column.type != pa.string():
        return column
    texts = column.cast(pa.binary()).to_pylist()
    return pa.array([None if text is None else text.decode("utf-8", "replace") for text in texts], pa.string())


def _columns(copy: Path) -> dict[str, set[str]]:
    with closing(_readonly(copy)) as con:
        names = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: {row[1] for row in con.execute("SELECT * FROM pragma_table_info(?)", [name])} for name in names}


def _select(table: Table, there: set[str]) -> str:
    """The typed first row fixes the column types (ADBC guesses them from the first batch) and is dropped again."""
    kinds = {name: SQLITE[raw_type(table, name)] for name in raw_columns(table)}
    first = ", ".join(f'{LITERAL[kind]} AS "{name}"' for name, kind in kinds.items())
    rest = ", ".join(_cast(name, kind) if name in there else "NULL" for name, kind in kinds.items())
    return f'SELECT 1 AS {TYPED}, {first} UNION ALL SELECT 0, {rest} FROM "{table.name}"'


def _cast(name: str, kind: str) -> str:
    # SQLite stores what it is given whatever the column says; a blob in a text column must not stop the pull.
    return f'CAST("{name}" AS {kind})'


def _judged(copy: Path, table: Table, there: set[str]) -> pa.Table:
    judged = JUDGED[table.name]
    names = [name for name in dict.fromkeys((*raw_columns(table), *judged.reads)) if name in there]
    with closing(_readonly(copy)) as con:
        con.row_factory = sqlite3.Row
        con.text_factory = lambda text: text.decode("utf-8", "replace")
        rows: list[Any] = con.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
    return with_judgement(table, [dict(row) for row in rows])


class SQLite:
    """MLflow's SQLite database, or the one of its auth app: which of the two the tables asked for decide."""

    kind = "sqlite"

    def __init__(self, path: Path, tables: tuple[Table, ...]):
        self.path = path
        self.uri = f"sqlite:///{path.absolute()}"  # a relative one would name another file elsewhere
        self.tables = tables

    @contextmanager
    def reading(self) -> Iterator[SnapshotReading]:
        with snapshot(self.path) as copy:
            yield SnapshotReading(copy, self.uri, self.tables)


class SnapshotReading:
    def __init__(self, copy: Path, uri: str, tables: tuple[Table, ...]):
        self.copy = copy
        self.uri = uri
        self.tables = tables

    def pulls(self, tables: Sequence[Table]) -> Iterator[Pull]:
        return read(self.copy, self.uri, tables)

    def facts(self) -> dict[str, str]:
        with closing(_readonly(self.copy)) as con:
            try:
                revisions = [str(row[0]) for row in con.execute("SELECT version_num FROM alembic_version")]
            except sqlite3.Error:
                return {}
        return revision(self.tables, revisions)
