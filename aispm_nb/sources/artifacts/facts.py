"""Collect the facts of every model folder into the store; files that did not change are not read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pyarrow as pa

from ...inspection.plain_yaml import MOST_BYTES
from ..land import land
from ..rest_server import Server
from . import mlmodel, requirements
from .folder import File, Key, Local, Unread
from .locations import folder
from .proxied import Proxied
from .tables import FACTS, FILES, FOLDERS, MLMODELS, MODEL_FOLDERS, REQUIREMENTS

Connection = duckdb.DuckDBPyConnection
Rows = dict[str, list[dict[str, Any]]]

MLMODEL = "MLmodel"
STEP = 200  # folders between two words of progress


def collect_artifacts(
    con: Connection,
    scan: int,
    artifacts: str = "",
    server: Server | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> int:
    """Make the tables of ``FACTS`` hold what the model folders hold now; the number of tables that changed.

    ``artifacts`` and ``server`` say where ``mlflow-artifacts:`` is (locations.folder).
    """
    wanted = [
        row[0] for row in con.execute(f"SELECT DISTINCT location FROM ({MODEL_FOLDERS.sql}) ORDER BY 1").fetchall()
    ]
    known = _known(con)
    rows: Rows = {table.name: [] for table in FACTS}
    for i, location in enumerate(wanted):
        if i % STEP == 0:
            progress(f"files {i}/{len(wanted)}")
        for name, found in _folder(location, artifacts, server, known.get(location or "", {})).items():
            rows[name] += ({"location": location or "", **row} for row in found)
    return sum(land(con, table, _arrow(con, table.name, rows[table.name]), scan) for table in FACTS)


def _known(con: Connection) -> dict[str, dict[Key, str]]:
    known: dict[str, dict[Key, str]] = {}
    for location, *key, digest in con.execute(
        "SELECT location, path, size, mtime, ctime, sha256 FROM files WHERE sha256 IS NOT NULL"
    ).fetchall():
        known.setdefault(location, {})[tuple(key)] = digest
    return known


def _folder(location: str | None, artifacts: str, server: Server | None, known: dict[Key, str]) -> Rows:
    try:
        place = folder(location, artifacts, server)
        files = place.files(known)
    except Unread as why:
        return {FOLDERS.name: [{"state": why.state, "reason": str(why)}]}
    return {
        FOLDERS.name: [{"state": "read", "path": place.where}],
        FILES.name: [vars(file) for file in files],
        MLMODELS.name: [mlmodel.facts(content) for _, content in _contents(place, files, (MLMODEL,))],
        REQUIREMENTS.name: [row for name, content in _contents(place, files, requirements.FILES)
                            for row in requirements.facts(name, content)],
    }  # fmt: skip


def _contents(place: Local | Proxied, files: list[File], names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The files of these names that lie at the top and could be read, one byte more than may be parsed at most."""
    there = {file.path for file in files if file.sha256}
    for name in names:
        if name in there:
            yield name, place.content(name, MOST_BYTES + 1)


def _arrow(con: Connection, name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows to Arrow in the types of the table itself, lists included."""
    schema = con.sql(f"SELECT * FROM {name} LIMIT 0").to_arrow_table().schema
    return pa.table({field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in schema})
