"""Check the rows behind every data set that a run read; files that did not change are not checked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ...vocabulary import AispmError
from ..artifacts.folder import Unread
from ..land import in_types, land
from .places import place
from .tables import MEASURED, TRAINING_SETS

Connection = duckdb.DuckDBPyConnection
Rows = dict[str, list[dict[str, Any]]]
LIKELY = ("target", "label", "labels", "class", "y", "outcome")
METHOD = "3"  # of checking: another number checks unchanged files again

_SETS = """
SELECT dataset_asset(name, digest) AS asset, any_value(name), arg_min(dataset_source_type, dataset_uuid),
       arg_min(dataset_source, dataset_uuid), arg_min(dataset_schema, dataset_uuid), arg_min(dataset_profile, dataset_uuid)
FROM datasets GROUP BY 1 ORDER BY 1
"""

# The columns that models trained on a data set take: what a label is not.
_TAKEN = """
SELECT d.asset, list_distinct(flatten(list(m.inputs))) FROM dataset_uses d JOIN versions v ON v.run_id = d.run_id
JOIN model_folders f ON f.asset = v.asset JOIN mlmodels m ON m.location = f.location WHERE m.inputs IS NOT NULL GROUP BY 1
"""

# The version of a set before this one, by when a run first read it; and what models trained on it are evaluated on.
_EARLIER = """
WITH met AS (SELECT u.asset, u.name, min(r.start_time) AS first FROM dataset_uses u JOIN runs r ON r.run_uuid = u.run_id GROUP BY ALL)
SELECT asset, lag(asset) OVER (PARTITION BY name ORDER BY first, asset) FROM met
"""
_EVALUATION = """
WITH used AS (
    SELECT coalesce(v.model, 'runs:/' || u.run_id) AS model, u.asset, u.context IN ('train', 'training', 'fit') AS trains,
           u.context IN ('eval', 'evaluation', 'validation', 'test', 'testing', 'holdout') AS evaluates
    FROM dataset_uses u LEFT JOIN versions v ON v.run_id = u.run_id AND NOT v.deleted)
SELECT t.asset, min(e.asset) FROM used t JOIN used e USING (model) WHERE t.trains AND e.evaluates AND t.asset <> e.asset GROUP BY 1
"""


@dataclass(frozen=True)
class Place:
    """A data set whose file is there; ``logged`` rows, when its profile tells."""

    path: Path
    label: str | None
    logged: int | None

    @property
    def seen(self) -> str:
        stat = self.path.stat()
        return f"{stat.st_size}:{stat.st_mtime_ns}"


def collect_datasets(con: Connection, scan: int, progress: Callable[[str], None] = lambda step: None) -> int:
    """Make the tables of ``MEASURED`` hold what the data sets hold now; the number of tables that changed."""
    known = _known(con)
    rows: Rows = {table.name: [] for table in MEASURED}
    places, found = _places(con)
    earlier, evaluation = (_pairs(con, sql, places) for sql in (_EARLIER, _EVALUATION))
    done: dict[tuple[object, ...], Rows] = {}  # parts of one file are logged as sets of their own
    for i, (asset, here) in enumerate(places.items()):
        progress(f"data sets {i + 1}/{len(places)}")
        try:
            others = (earlier.get(asset), evaluation.get(asset))
            seen = " ".join([METHOD, here.seen, *(f"{other}={places[other].seen}" for other in others if other)])
            if (asset, seen) in known:
                found[asset] = known[asset, seen]
                continue
            same = (here.path, here.label, seen)
            if same not in done:
                done[same] = _checked(here, seen, others, places)
            found[asset] = _with_digest(done[same], here)
        except (AispmError, OSError) as error:
            found[asset] = {TRAINING_SETS.name: [{"state": "unread", "reason": f"{error}"}]}
    names = dict(con.execute("SELECT dataset_asset(name, digest), name FROM datasets").fetchall())
    for asset, facts in sorted(found.items()):
        for table, each in facts.items():
            rows[table] += ({**row, "asset": asset} for row in each)
        rows[TRAINING_SETS.name][-1]["name"] = names[asset]
    return sum(land(con, table, in_types(con, table.name, rows[table.name]), scan) for table in MEASURED)


def _places(con: Connection) -> tuple[dict[str, Place], dict[str, Rows]]:
    """Where each data set's file is; and, of those that are nowhere to be read, why."""
    taken = dict(con.execute(_TAKEN).fetchall())
    places, unread = {}, {}
    for asset, _, kind, source, schema, profile in con.execute(_SETS).fetchall():
        try:
            places[asset] = Place(place(kind, source), _label(schema, taken.get(asset)), _logged(profile))
        except Unread as why:
            unread[asset] = {TRAINING_SETS.name: [{"state": why.state, "reason": str(why)}]}
    return places, unread


def _pairs(con: Connection, sql: str, places: dict[str, Place]) -> dict[str, str]:
    """Sets to compare: both have files of their own."""
    return {
        asset: other
        for asset, other in con.execute(sql).fetchall()
        if asset in places and other in places and places[asset].path != places[other].path
    }


def _checked(here: Place, seen: str, others: tuple[str | None, str | None], places: dict[str, Place]) -> Rows:
    from ...training_data.check import check  # compiled kernels and forests: only where there are rows to check
    from ...training_data.inputs import open_input
    from .measured import measured

    source = open_input(here.path)
    before, measured_on = (open_input(places[other].path) if other else None for other in others)
    label = here.label if here.label in source.schema.names else None
    checked = check(source, label, earlier=before, evaluation=measured_on)
    found = measured(checked, others[0] or "", others[1] or "")
    with here.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found[TRAINING_SETS.name][0] |= {"path": str(here.path), "seen": seen, "sha256": digest}
    return found


def _with_digest(found: Rows, here: Place) -> Rows:
    """The same, with the digest that the file's rows have, when they are as many as were logged."""
    [whole] = found[TRAINING_SETS.name]
    return found | {
        TRAINING_SETS.name: [whole | {"digest_now": _digest(here.path) if here.logged == whole["rows"] else None}]
    }


def _digest(path: Path) -> str | None:
    """The digest that MLflow would give to the file's rows, read by pandas as a user would."""
    import pandas as pd

    from ...training_data.digest import ROWS, pandas_digest

    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": lambda file: pd.read_csv(file, float_precision="round_trip"),
        ".parquet": pd.read_parquet,
    }
    read = readers.get(path.suffix.lower())
    if read is None:
        return None
    try:
        frame = read(path)
        return pandas_digest(frame.head(ROWS), len(frame))
    except (ValueError, TypeError, OSError):  # what pandas cannot read or hash has no digest to compare
        return None


def _logged(profile: str | None) -> int | None:
    """Rows that were logged, as the data set's profile says."""
    rows = _object(profile).get("num_rows")
    return rows if isinstance(rows, int) else None


def _label(schema: str | None, taken: list[str] | None) -> str | None:
    """The column that no model trained on it takes, when there is just one; else one that is called like a label."""
    told = _object(schema).get("mlflow_colspec")
    columns = [str(c["name"]) for c in told if isinstance(c, dict) and "name" in c] if isinstance(told, list) else []
    left = [name for name in columns if taken and name not in taken]
    if len(left) == 1:
        return left[0]
    return next((name for likely in LIKELY for name in columns if name.lower() == likely), None)


def _object(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _known(con: Connection) -> dict[tuple[str, str], Rows]:
    """What the last scan found, by data set and by what the files looked like then."""
    of_asset: dict[str, Rows] = {}
    for table in MEASURED:
        cursor = con.execute(f"SELECT * FROM {table.name}")
        names = [column[0] for column in cursor.description or []]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            of_asset.setdefault(row.pop("asset"), {}).setdefault(table.name, []).append(row)
    known = {}
    for asset, rows in of_asset.items():
        whole = rows[TRAINING_SETS.name][0] if TRAINING_SETS.name in rows else {}
        if whole.get("state") == "checked" and whole.get("seen"):
            known[asset, str(whole["seen"])] = rows
    return known
