"""What a source brings into the store, in a form that two sources can be compared in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aispm_nb.sources.collect import collect
from aispm_nb.sources.source import Source
from aispm_nb.store import Store

Rows = list[dict[str, Any]]


@dataclass
class Seen:
    tables: dict[str, Rows]
    unseen: dict[str, str]
    facts: dict[str, str]
    changed: int
    changed_again: int


def read(source: Source, folder: Path, scans: int = 2) -> Seen:
    """Scans of ``source`` into a new store."""
    store = Store(folder / "store.duckdb")
    registry = store.register("registry", source.uri, source.kind)
    with store.open(registry) as con:
        changed, *again = (collect(con, [source], {}, {}, scan) for scan in range(1, scans + 1))
        tables = {table.name: con.sql(f"FROM {table.name}").to_arrow_table().to_pylist() for table in source.tables}
        unseen = dict(con.execute("SELECT what, reason FROM unseen").fetchall())
        facts = dict(con.execute("FROM registry_facts").fetchall())
    return Seen(tables, unseen, facts, changed, sum(again))


def comparable(seen: Seen, other: Seen) -> dict[str, list[str]]:
    """The rows of every table that both saw, of the columns that both saw, in one order."""
    hidden = seen.unseen.keys() | other.unseen.keys()
    kept = {name: rows for name, rows in seen.tables.items() if name not in hidden}
    return {
        name: sorted(repr({column: _plain(value) for column, value in row.items() if f"{name}.{column}" not in hidden})
                     for row in _named(seen, name, rows) if not _hidden(seen, name, row, hidden))
        for name, rows in kept.items()
    }  # fmt: skip


def _plain(value: Any) -> Any:
    # The API leaves out what is empty, and an empty JSON column holds the word null.
    return None if value in ("", "null") else value


def _named(seen: Seen, table: str, rows: Rows) -> Rows:
    """Ids that a source makes up, of data sets and edges, replaced by what they stand for."""
    names = {row["dataset_uuid"]: f"{row['name']}@{row['digest']}" for row in seen.tables.get("datasets", ())}
    edges = {row["input_uuid"]: f"{names.get(row['source_id'], row['source_id'])}>{row['destination_id']}"
             for row in seen.tables.get("inputs", ())}  # fmt: skip
    ids = names | edges
    if table not in ("datasets", "inputs", "input_tags"):
        return rows
    return [{column: ids.get(value, value) for column, value in row.items()} for row in rows]


def _hidden(seen: Seen, table: str, row: dict[str, Any], hidden: set[str]) -> bool:
    """Rows that one of the two sources says it cannot see."""
    if table in ("model_versions", "model_version_tags") and "model_versions.Deleted_Internal" in hidden:
        gone = {(v["name"], v["version"]) for v in seen.tables["model_versions"]
                if v["current_stage"] == "Deleted_Internal"}  # fmt: skip
        return (row["name"], row["version"]) in gone
    if table.startswith("logged_model") and "logged_models.deleted" in hidden:
        return row["model_id"] in {m["model_id"] for m in seen.tables["logged_models"]
                                   if m["lifecycle_stage"] == "deleted"}  # fmt: skip
    return table == "inputs" and "inputs.RUN_INPUT" in hidden and row["source_type"] == "RUN_INPUT"


def digest(path: Path) -> dict[str, str]:
    """Every file below ``path``, or beside it when it is a file, with a digest of its bytes."""
    files = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}
