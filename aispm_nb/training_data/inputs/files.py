"""Parquet, CSV and JSON lines, by path or glob, and DuckDB relations: streamed, never read whole unless they fit."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ...vocabulary import CannotAssess, UsageError
from .plain import HEAD, Plain, may_tell
from .source import BATCH, Input

PARQUET = (".parquet", ".pq", ".parq")
READERS = {".csv": "read_csv", ".tsv": "read_csv", ".txt": "read_csv", ".json": "read_json", ".jsonl": "read_json",
           ".ndjson": "read_json"}  # fmt: skip
PACKED = (".gz", ".zst")
BUFFER = 1 << 20  # bytes of a column that are read at once
AHEAD = 2  # batches and fragments read ahead: bounds memory, keeps one core reading


class Parquet(Input):
    """Parquet files of one schema, streamed by Arrow within a few row groups of memory."""

    def __init__(self, paths: list[str], name: str) -> None:
        import pyarrow.dataset as pads  # it loads pandas

        self.name = name
        try:
            # By default Arrow keeps what it read of a file until its end: a hundred million rows took 10.8 GiB.
            read = pads.ParquetFragmentScanOptions(pre_buffer=False, use_buffered_stream=True, buffer_size=BUFFER)
            self._data = pads.dataset(paths, format=pads.ParquetFileFormat(default_fragment_scan_options=read))
            self.count = self._data.count_rows()
            none = self._data.schema.empty_table()
            self._plain = Plain.of(self._data.head(HEAD) if may_tell(none.schema) else none)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(name, error) from error
        self.schema = self._plain(none).schema

    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        read = self._data.to_batches(batch_size=size, batch_readahead=AHEAD, fragment_readahead=1)
        try:
            for batch in read:
                if len(batch):
                    yield self._plain(pa.table(batch))
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(self.name, error) from error


class Queried(Input):
    """The rows of a DuckDB query: text files, or a user's own relation."""

    def __init__(
        self, relation: duckdb.DuckDBPyRelation, name: str, con: duckdb.DuckDBPyConnection | None = None
    ) -> None:
        self.name, self._relation, self._con = name, relation, con  # the connection is kept open by being kept
        try:
            self.count = int(relation.aggregate("count(*)").fetchall()[0][0])
            head = relation.limit(HEAD).to_arrow_table()
        except duckdb.Error as error:
            raise _unreadable(name, error) from error
        self._plain = Plain.of(head)
        self.schema = self._plain(head).schema

    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        try:
            for batch in self._relation.to_arrow_reader(size):
                if len(batch):
                    yield self._plain(pa.table(batch))
        except (duckdb.Error, pa.ArrowException) as error:
            raise _unreadable(self.name, error) from error


def from_path(path: str | Path) -> Input:
    """The rows of a file, a folder of Parquet files, or all files that a glob names.

    Raises
    ------
    UsageError : nothing is there, or it is of no kind that is read.
    CannotAssess : it is there and cannot be read.
    """
    text = str(path)
    found = [text] if Path(text).exists() else sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - absolute patterns too
    if not found:
        raise UsageError(f"{text}: expected a file, a folder or a glob, found nothing there; check the path")
    if Path(found[0]).is_dir():
        found = sorted(str(p) for p in Path(found[0]).rglob("*") if p.suffix in PARQUET)
        if not found:
            raise UsageError(f"{text}: expected Parquet files in this folder, found none; name the files with a glob")
    suffixes = {_suffix(p) for p in found}
    if suffixes <= set(PARQUET):
        return Parquet(found, text)
    if len(suffixes) > 1 or not suffixes <= set(READERS):
        known = ", ".join([*PARQUET, *READERS])
        raise UsageError(
            f"{text}: expected files of one kind out of {known}, found {', '.join(sorted(suffixes))}; convert it"
        )
    con = duckdb.connect(config={"preserve_insertion_order": "true"})
    try:
        return Queried(con.sql(_read(READERS[suffixes.pop()], found)), text, con)
    except duckdb.Error as error:
        raise _unreadable(text, error) from error


def _suffix(path: str) -> str:
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    while suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else "no ending"


def _read(reader: str, paths: list[str]) -> str:
    named = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"SELECT * FROM {reader}([{named}]{', sample_size = 100000' if reader == 'read_csv' else ''})"


def _unreadable(name: str, error: Exception) -> CannotAssess:
    first: Any = (str(error).splitlines() or [type(error).__name__])[0]
    return CannotAssess(
        f"{name}: expected rows that can be read to the end, found: {first[:300]}; check the file, or export it anew"
    )
