"""A posture: what is known of one registry at one moment, frozen.

It holds the findings, assets, lineage and judgements of one assessment in a DuckDB of its own, in memory: it answers SQL,
differs from another, and becomes a document (docs/posture-format.md). Views get a posture and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from .. import catalogue
from ..vocabulary import UsageError, View
from . import document

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# What the tables of a posture are called in SQL.
TABLES = ("findings", "assets", "lineage", "rules", "not_assessed", "controls", "trend")

# Most urgent first: the order of the queue, everywhere.
ORDER = (
    "ORDER BY list_position(['immediate', 'out-of-cycle', 'scheduled', 'defer'], priority), "
    "list_position(['critical', 'high', 'medium', 'low', 'info'], severity), served DESC, "
    "inherited_from NULLS FIRST, rule, asset"
)


class Posture:
    """One assessment of one registry.

    Parameters
    ----------
    tables : Arrow tables by name (``TABLES``), with the columns that docs/posture-format.md gives.
    head : ``registry`` and ``scan`` of the document, as dicts.
    """

    def __init__(self, tables: Mapping[str, pa.Table], head: Mapping[str, Any]):
        self.head = dict(head)
        self._con = duckdb.connect(":memory:", config={"enable_external_access": "false"})
        for name in TABLES:
            self._con.register("incoming", tables[name])
            order = ORDER if name == "findings" else ""
            self._con.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming {order}")
            self._con.unregister("incoming")
        self._con.execute("SET lock_configuration = true")

    @property
    def findings(self) -> pd.DataFrame:
        """The findings, most urgent first; one row each, columns as in a finding's JSON."""
        return self.sql("SELECT * FROM findings WHERE status <> 'fixed'")

    @property
    def assets(self) -> pd.DataFrame:
        """The assets: name, kind, owner, tier, and what hangs on them."""
        return self.sql("SELECT * FROM assets ORDER BY served DESC, asset")

    @property
    def score(self) -> float | None:
        """The posture score, 0 to 100; None when nothing was assessed. Never quote it without ``coverage``."""
        value: float | None = self.head["score"]["score"]
        return value

    @property
    def coverage(self) -> float:
        """The share of checks (asset x rule) that could be assessed, 0 to 1."""
        return float(self.head["score"]["coverage"])

    def sql(self, query: str) -> pd.DataFrame:
        """Ask this posture in DuckDB's SQL; tables: findings, assets, lineage, rules, not_assessed, controls, trend."""
        frame: pd.DataFrame = self._con.sql(query).df()
        return frame

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """As ``sql``, as dicts of plain Python values."""
        cursor = self._con.execute(query, parameters or [])
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same tables, for who asks beside others (a board, from its own thread)."""
        return self._con.cursor()

    def lineage(self, asset: str) -> pd.DataFrame:
        """The edges upstream and downstream of ``asset``: source, target, kind, and how many steps away.

        Raises
        ------
        UsageError : no such asset in this posture.
        """
        if not self.rows("SELECT 1 FROM assets WHERE asset = ?", [asset]):
            near = self.rows("SELECT asset FROM assets ORDER BY jaro_similarity(asset, ?) DESC LIMIT 3", [asset])
            names = ", ".join(row["asset"] for row in near) or "none at all"
            raise UsageError(f"{asset!r} is not an asset of this posture; the nearest names are {names}")
        frame: pd.DataFrame = self._con.execute(_PATHS, [asset, asset]).df()
        return frame

    def diff(self, earlier: Posture) -> pd.DataFrame:
        """What changed since ``earlier``: findings that appeared, went, or moved to another priority."""
        self._con.register("incoming", earlier._con.sql("SELECT * FROM findings").to_arrow_table())
        try:
            return self.sql(_DIFF)
        finally:
            self._con.unregister("incoming")

    def document(self) -> dict[str, Any]:
        """This posture in the document format, of bounded size (what was left out is said in ``truncated``)."""
        return document.write(self)

    def to_json(self, path: str | Path | None = None) -> str:
        """The document as JSON text; written to ``path`` too when one is given."""
        text = json.dumps(self.document(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    @classmethod
    def from_json(cls, source: str | Path) -> Posture:
        """A posture from a document: a path, or the text itself.

        Raises
        ------
        UsageError : it is no posture document, or one of a later format.
        """
        return cls(*document.read(source))

    def to_html(self, path: str | Path) -> Path:
        """Write the snapshot: one interactive HTML file that needs no network."""
        return _write(path, catalogue.view("report").show(self))

    def export(self, path: str | Path) -> Path:
        """Write this posture in the format that the suffix of ``path`` names.

        Raises
        ------
        UsageError : no view writes such a file.
        """
        return _write(path, _for(Path(path)).show(self))

    def board(self) -> Any:
        """The interactive view, for a notebook."""
        return catalogue.view("board").show(self)

    def figures(self) -> dict[str, Any]:
        """Plotly figures by name: ``matrix``, ``treemap`` and ``lineage``."""
        drawn: dict[str, Any] = catalogue.view("figures").show(self)
        return drawn

    def __repr__(self) -> str:
        return str(catalogue.view("console").show(self))

    def _repr_html_(self) -> str:
        return str(catalogue.view("card").show(self))


def _write(path: str | Path, text: str) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")  # a page allows its scripts by their hash, to the letter
    return path


def _for(path: Path) -> View:
    found = [view for view in catalogue.views().values() if view.suffix and path.name.endswith(view.suffix)]
    if not found:
        known = ", ".join(sorted(view.suffix for view in catalogue.views().values() if view.suffix))
        raise UsageError(f"{path.name}: expected a name that ends in one of {known}; rename the file to export")
    return max(found, key=lambda view: len(view.suffix))


_PATHS = """
WITH RECURSIVE down AS (
    SELECT ? AS asset, 0 AS steps
    UNION SELECT l.target, steps + 1 FROM down JOIN lineage l ON l.source = down.asset WHERE steps < 20),
up AS (
    SELECT ? AS asset, 0 AS steps
    UNION SELECT l.source, steps - 1 FROM up JOIN lineage l ON l.target = up.asset WHERE steps > -20)
SELECT DISTINCT source, target, kind, min(steps) AS steps FROM (
    SELECT l.*, d.steps + 1 AS steps FROM lineage l JOIN down d ON l.source = d.asset
    UNION ALL SELECT l.*, u.steps - 1 FROM lineage l JOIN up u ON l.target = u.asset)
GROUP BY ALL ORDER BY steps, source, target
"""

_DIFF = """
SELECT CASE WHEN b.rule IS NULL THEN 'appeared' WHEN a.rule IS NULL THEN 'went' ELSE 'moved' END AS change,
       coalesce(a.rule, b.rule) AS rule, coalesce(a.asset, b.asset) AS asset, coalesce(a.title, b.title) AS title,
       b.priority AS priority_before, a.priority AS priority_now
FROM (FROM findings WHERE status <> 'fixed') a
FULL JOIN (FROM incoming WHERE status <> 'fixed') b
    ON a.rule = b.rule AND a.asset = b.asset AND a.inherited_from IS NOT DISTINCT FROM b.inherited_from
WHERE a.rule IS NULL OR b.rule IS NULL OR a.priority <> b.priority
ORDER BY change, rule, asset
"""
