"""From the store to a posture: the latest assessment of one registry."""

from __future__ import annotations

from typing import Any

import duckdb

from ..risk.owners import OWNERS
from ..risk.score import SUMMARY
from ..vocabulary import UsageError
from .frozen import TABLES, Posture

Connection = duckdb.DuckDBPyConnection

_WHEN = "strftime({}, '%Y-%m-%dT%H:%M:%SZ')"

_QUERIES = {
    "findings": f"""
        SELECT f.rule, f.title, f.asset, f.severity, f.confidence, f.priority, f.priority_because, f.threat, r.techniques,
               f.evidence, r.fix,
               CASE WHEN f.fixed_scan IS NOT NULL THEN 'fixed'
                    WHEN EXISTS (SELECT 1 FROM findings x WHERE x.rule = f.rule AND x.asset = f.asset
                        AND x.inherited_from IS NOT DISTINCT FROM f.inherited_from AND x.fixed_scan IS NOT NULL)
                    THEN 'regressed' ELSE 'open' END AS status,
               {_WHEN.format("a.finished")} AS first_seen,
               {_WHEN.format("coalesce(z.finished, (SELECT max(finished) FROM scans))")} AS last_seen,
               f.inherited_from, f.exploitation, f.exposure, f.automatable, f.impact, f.served
        FROM findings f LEFT JOIN rules r USING (rule) LEFT JOIN scans a ON a.scan = f.first_scan
        LEFT JOIN scans z ON z.scan = f.last_scan
        WHERE f.fixed_scan IS NULL OR f.fixed_scan = (SELECT max(scan) FROM scans)""",
    "assets": f"""
        SELECT a.asset, a.kind, a.label, a.model, o.owner, o.how AS owner_how, o.owner_from, coalesce(a.tier, m.tier) AS tier,
               coalesce(c.exposure, 'small') AS exposure, coalesce(c.impact, 'low') AS impact,
               coalesce(c.served, 0) AS served, c.served_as
        FROM assets a LEFT JOIN context c USING (asset) LEFT JOIN models m ON m.asset = a.model
        LEFT JOIN ({OWNERS}) o ON o.asset = a.asset""",
    "lineage": "SELECT source, target, kind FROM lineage",
    "rules": "FROM rules ORDER BY rule",
    "not_assessed": "FROM not_assessed ORDER BY assets DESC, rule",
    "controls": "FROM controls ORDER BY rule",
    "trend": f"SELECT * EXCLUDE (started, state, aispm_version) REPLACE ({_WHEN.format('finished')} AS finished) "
             "FROM scans ORDER BY scan",
}  # fmt: skip


def load(con: Connection, registry: str) -> Posture:
    """The posture of ``registry`` as its latest scan left it; ``con`` is in its schema, with views derived.

    Raises
    ------
    UsageError : it was never scanned.
    """
    head = {"registry": _registry(con, registry), "scan": _scan(con), "score": _row(con, SUMMARY)}
    return Posture({name: con.sql(_QUERIES[name]).to_arrow_table() for name in TABLES}, head)


def _registry(con: Connection, registry: str) -> dict[str, Any]:
    facts = dict(con.execute("SELECT name, value FROM registry_facts").fetchall())
    row = _row(con, "SELECT name, uri, source FROM main.registries WHERE registry = ?", [registry])
    return {**row, **{name: facts.get(name) for name in ("mlflow_version", "schema_revision")}}


def _scan(con: Connection) -> dict[str, Any]:
    rows = con.execute(f"""
        SELECT scan AS id, {_WHEN.format("started")} AS started, {_WHEN.format("finished")} AS finished,
               epoch(finished - started) AS seconds, state, aispm_version FROM scans ORDER BY scan DESC LIMIT 1""")
    names = [column[0] for column in rows.description or []]
    found = rows.fetchall()
    if not found:
        raise UsageError("This registry was never scanned into this store; run scan() first")
    unread = con.execute("SELECT what, reason FROM unseen WHERE asset = '' ORDER BY what").fetchall()
    return {**dict(zip(names, found[0], strict=True)), "not_read": [{"what": w, "why": y} for w, y in unread]}


def _row(con: Connection, query: str, parameters: list[Any] | None = None) -> dict[str, Any]:
    cursor = con.execute(query, parameters or [])
    names = [column[0] for column in cursor.description or []]
    return dict(zip(names, cursor.fetchall()[0], strict=True))
