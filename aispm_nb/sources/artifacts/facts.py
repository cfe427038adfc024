"""Collect the facts of every model folder into the store; files that did not change are not read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ..land import land
from . import mlmodel, requirements
from .folder import File, Key, Unread, read
from .locations import local
from .tables import FACTS, FILES, FOLDERS, MLMODELS, MODEL_FOLDERS, REQUIREMENTS

Connection = duckdb.DuckDBPyConnection
Rows = dict[str, list[dict[str, Any]]]

MLMODEL = "MLmodel"
STEP = 200  # folders between two words of progress


def collect_artifacts(
    con: Connection, scan: int, artifacts: str = "", progress: Callable[[str], None] = lambda step: None
) -> int:
    """Make the tables of ``FACTS`` hold what the model folders hold now; the number of tables that changed."""
    wanted = [
        row[0] for row in con.execute(f"SELECT DISTINCT location FROM ({MODEL_FOLDERS.sql}) ORDER BY 1").fetchall()
    ]
    known = _known(con)
    rows: Rows = {table.name: [] for table in FACTS}
    for i, location in enumerate(wanted):
        if i % STEP == 0:
            progress(f"files {i}/{len(wanted)}")
        for name, found in _folder(location, artifacts, known.get(location or "", {})).items():
            rows[name] += ({"location": location or "", **row} for row in found)
    return sum(land(con, table, _arrow(con, table.name, rows[table.name]), scan) for table in FACTS)


def _known(con: Connection) -> dict[str, dict[Key, str]]:
    known: dict[str, dict[Key, str]] = {}
    for location, *key, digest in con.execute(
        "SELECT location, path, size, mtime, ctime, sha256 FROM files WHERE sha256 IS NOT NULL"
    ).fetchall():
        known.setdefault(location, {})[tuple(key)] = digest
    return known


def _folder(location: str | None, artifacts: str, known: dict[Key, str]) -> Rows:
    try:
        root = local(location, artifacts)
        files = read(root, known)
    except Unread as why:
        return {FOLDERS.name: [{"state": why.state, "reason": str(why)}]}
    return {
        FOLDERS.name: [{"state": "read", "path": str(root)}],
        FILES.name: [vars(file) for file in files],
        MLMODELS.name: list(_mlmodel(root, files)),
        REQUIREMENTS.name: list(_requirements(root, files)),
    }


def _mlmodel(root: Path, files: list[File]) -> Iterator[dict[str, Any]]:
    if any(file.path == MLMODEL and file.sha256 for file in files) and root.is_dir():
        yield mlmodel.facts(_bytes(root / MLMODEL))


def _requirements(root: Path, files: list[File]) -> Iterator[dict[str, Any]]:
    there = {file.path for file in files if file.sha256}
    for name in requirements.FILES:
        if name in there and root.is_dir():
            yield from requirements.facts(name, _bytes(root / name))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(mlmodel.MOST_BYTES + 1)


def _arrow(con: Connection, name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows to Arrow in the types of the table itself, lists included."""
    schema = con.sql(f"SELECT * FROM {name} LIMIT 0").to_arrow_table().schema
    return pa.table({field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in schema})
