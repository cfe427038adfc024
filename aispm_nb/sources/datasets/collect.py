"""Check the rows behind every data set that a run read; files that did not change are not checked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from ...vocabulary import AispmError
from ..artifacts.folder import Unread
from ..land import in_types, land
from .places import place
from .tables import MEASURED, TRAINING_SETS

Connection = duckdb.DuckDBPyConnection
LIKELY = ("target", "label", "labels", "class", "y", "outcome")
METHOD = "1"  # of checking: another number checks unchanged files again

Rows = dict[str, list[dict[str, Any]]]

# The columns that models trained on a data set take: what a label is not.
_TAKEN = """
SELECT d.asset, list_distinct(flatten(list(m.inputs))) FROM dataset_uses d JOIN versions v ON v.run_id = d.run_id
JOIN model_folders f ON f.asset = v.asset JOIN mlmodels m ON m.location = f.location WHERE m.inputs IS NOT NULL GROUP BY 1
"""


def collect_datasets(con: Connection, scan: int, progress: Callable[[str], None] = lambda step: None) -> int:
    """Make the tables of ``MEASURED`` hold what the data sets hold now; the number of tables that changed."""
    known = _known(con)
    taken = dict(con.execute(_TAKEN).fetchall())
    rows: Rows = {table.name: [] for table in MEASURED}
    wanted = con.execute(
        "SELECT dataset_asset(name, digest) AS asset, any_value(name), arg_min(dataset_source_type, dataset_uuid), "
        "arg_min(dataset_source, dataset_uuid), arg_min(dataset_schema, dataset_uuid) FROM datasets GROUP BY 1 ORDER BY 1"
    ).fetchall()
    for i, (asset, name, kind, source, schema) in enumerate(wanted):
        progress(f"data sets {i + 1}/{len(wanted)}")
        try:
            path = place(kind, source)
            seen = f"{path.stat().st_size}:{path.stat().st_mtime_ns}:{METHOD}"
            found = known.get((asset, seen)) or _checked(path, seen, _label(schema, taken.get(asset)))
        except Unread as why:
            found = {TRAINING_SETS.name: [{"name": name, "state": why.state, "reason": str(why)}]}
        except (AispmError, OSError) as error:
            found = {TRAINING_SETS.name: [{"name": name, "state": "unread", "reason": f"{error}"}]}
        for table, facts in found.items():
            rows[table] += ({**row, "asset": asset} for row in facts)
    return sum(land(con, table, in_types(con, table.name, rows[table.name]), scan) for table in MEASURED)


def _checked(path: Path, seen: str, label: str | None) -> Rows:
    from ...training_data.check import check  # compiled kernels and forests: only where there are rows to check
    from ...training_data.inputs import open_input
    from .measured import measured

    source = open_input(path)
    named = label if label in source.schema.names else None
    found = measured(check(source, named))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found[TRAINING_SETS.name][0] |= {"path": str(path), "seen": seen, "sha256": digest}
    return found


def _label(schema: str | None, taken: list[str] | None) -> str | None:
    """The column that no model trained on it takes, when there is just one; else one that is called like a label."""
    try:
        columns = [column["name"] for column in json.loads(schema or "{}").get("mlflow_colspec", [])]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        columns = []
    left = [name for name in columns if taken and name not in taken]
    if len(left) == 1:
        return str(left[0])
    return next((name for likely in LIKELY for name in columns if str(name).lower() == likely), None)


def _known(con: Connection) -> dict[tuple[str, str], Rows]:
    """What the last scan found, by data set and what its file looked like then."""
    asset_of: dict[str, Rows] = {}
    for table in MEASURED:
        cursor = con.execute(f"SELECT * FROM {table.name}")
        names = [column[0] for column in cursor.description or []]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            rows = asset_of.setdefault(row.pop("asset"), {})
            rows.setdefault(table.name, []).append(row)
    return {(asset, seen): rows for asset, rows in asset_of.items() for seen in [_seen(rows)] if seen}


def _seen(rows: Rows) -> str:
    whole = rows.get(TRAINING_SETS.name, [{}])[0]
    return str(whole.get("seen") or "") if whole.get("state") == "checked" else ""
