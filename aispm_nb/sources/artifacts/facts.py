"""Collect the facts of every model folder into the store; files that did not change are not read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import duckdb

from ...inspection import signed, signers
from ...inspection.inspector import examined
from ...inspection.plain_yaml import MOST_BYTES
from ...inspection.verdict import Inspected, Verdict
from ...version import __version__
from ..land import in_types, land
from ..rest_server import Server
from . import mlmodel, requirements
from .folder import File, Key, Local, Unread
from .locations import folder
from .tables import FACTS, FILES, FOLDERS, INSPECTED, MLMODELS, MODEL_FOLDERS, REQUIREMENTS

Connection = duckdb.DuckDBPyConnection
Rows = dict[str, list[dict[str, Any]]]

MLMODEL = "MLmodel"
SIGNER = "AISPM_SIGNER"  # a PEM file: who should have signed the models
READ = (MLMODELS, REQUIREMENTS, INSPECTED)
STEP = 200  # folders between two words of progress
MOST_NAMES = 50  # of a file that are kept


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
        row[0] or ""
        for row in con.execute(f"SELECT DISTINCT location FROM ({MODEL_FOLDERS.sql}) ORDER BY 1").fetchall()
    ]
    stores = _stores(con)
    known = _known(con)
    rows: Rows = {table.name: [] for table in FACTS}
    for i, location in enumerate(wanted):
        if i % STEP == 0:
            progress(f"files {i}/{len(wanted)}")
        try:
            with folder(location, artifacts, server, stores).opened() as here:
                found = _facts(here, known.get(location) or Known())
        except Unread as why:
            found = {FOLDERS.name: [{"state": why.state, "reason": str(why)}]}
        for name, facts in found.items():
            rows[name] += ({"location": location, **row} for row in facts)
    return sum(land(con, table, in_types(con, table.name, rows[table.name]), scan) for table in FACTS)


@dataclass
class Known:
    """What the last scan found in one folder, so that what did not change is not read again."""

    digests: dict[Key, str] = field(default_factory=dict)
    files: set[tuple[str, str | None]] = field(default_factory=set)
    rows: Rows = field(default_factory=lambda: {table.name: [] for table in READ})

    @property
    def whole(self) -> bool:
        """Whether its rows say all there is to say; what was not assessed is looked at again."""
        rows = [row for row in self.rows[INSPECTED.name] if row["format"] != signed.FORMAT]
        return bool(rows) and all(row["verdict"] != Verdict.NOT_ASSESSED for row in rows)


def _known(con: Connection) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for location, *key, digest in con.execute(
        "SELECT location, path, size, mtime, ctime, sha256 FROM files"
    ).fetchall():
        folder = known.setdefault(location, Known())
        folder.files.add((key[0], digest))
        if digest:
            folder.digests[tuple(key)] = digest
    if con.execute("SELECT arg_max(aispm_version, scan) FROM scans").fetchall() != [(__version__,)]:
        return known  # another version judged: the files are the same, what is said of them need not be
    for table in READ:
        names = [column.name for column in table.columns]
        for row in con.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall():
            values = dict(zip(names, row, strict=True))
            if (found := known.get(values.pop("location"))) is not None:
                found.rows[table.name].append(values)
    return known


def _stores(con: Connection) -> set[str]:
    """The object stores that experiments and logged models keep their artifacts in."""
    found = con.execute(
        "SELECT DISTINCT artifact_location FROM experiments WHERE artifact_location LIKE '%://%'"
    ).fetchall()
    parts = [urlsplit(location) for (location,) in found if "[" not in location]
    return {f"{part.scheme}://{part.netloc}" for part in parts}


def _facts(here: Local, known: Known) -> Rows:
    files = here.files(known.digests)
    same = known.whole and {(file.path, file.sha256) for file in files} == known.files
    found = known.rows if same else _read(here, files)
    # Whose signature it is depends on who is expected, too; the digests are there already.
    digests = {file.path: file.sha256 for file in files if file.sha256}
    who = signers.signer(path) if (path := os.environ.get(SIGNER)) else None
    held = [_inspected(row) for row in signed.rows(here.root, who, digests)]
    return {
        FOLDERS.name: [{"state": "read", "path": here.where}],
        FILES.name: [vars(file) for file in files],
        **found,
        INSPECTED.name: [row for row in found[INSPECTED.name] if row["format"] != signed.FORMAT] + held,
    }


def _read(here: Local, files: list[File]) -> Rows:
    """The facts of ``READ``: what the files say, as against where they lie."""
    return {
        MLMODELS.name: [mlmodel.facts(content) for _, content in _contents(here, files, (MLMODEL,))],
        REQUIREMENTS.name: [row for name, content in _contents(here, files, requirements.FILES)
                            for row in requirements.facts(name, content)],
        INSPECTED.name: [_inspected(row) for row in examined(here.root)],
    }  # fmt: skip


def _inspected(row: Inspected) -> dict[str, Any]:
    names = {
        verdict: [_text(name.name) for name in row.names if name.verdict is verdict][:MOST_NAMES] for verdict in Verdict
    }
    return {"path": _text(row.path), "format": row.format, "verdict": row.verdict.value, "why": _text(row.why),
            "dangerous": names[Verdict.DANGEROUS], "unknown": names[Verdict.UNKNOWN],
            "details": [_text(each) for each in row.details]}  # fmt: skip


def _text(name: str) -> str:
    """Names come out of bytes, and some are no text."""
    return name[:2_000].encode("utf-8", "replace").decode("utf-8")


def _contents(here: Local, files: list[File], names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The files of these names that lie at the top and could be read, one byte more than may be parsed at most."""
    there = {file.path for file in files if file.sha256}
    for name in names:
        if name in there:
            yield name, here.content(name, MOST_BYTES + 1)
