"""Rules over a few tables in a room that holds nothing else: what one data set, or one notebook, is to be told of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import duckdb

from .. import catalogue, patterns
from ..checks import engine
from ..sources.land import UNSEEN
from ..store import names, schema
from ..vocabulary import Severity, Table

COLUMNS = ["rule", "title", "asset", "severity", "confidence", "threat", "techniques", "says", "evidence", "fix"]


def room(tables: Sequence[Table]) -> duckdb.DuckDBPyConnection:
    """A database in memory with these tables, empty, and what rules may call."""
    con = duckdb.connect(config={"enable_external_access": "false"})
    for sql in [*patterns.macros(), *names.MACROS]:
        con.execute(sql)
    for table in (*tables, UNSEEN):
        con.execute(f"CREATE TABLE {table.name} ({schema.definition(table)})")
        if table.history:
            con.execute(f"CREATE TABLE {table.name}_past ({schema.definition(table)}, until_scan INTEGER)")
    con.execute("CREATE TABLE unseen_assets (asset VARCHAR, what VARCHAR, reason VARCHAR)")
    return con


def judged(con: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> list[dict[str, Any]]:
    """Findings of the rules that need no other tables, as rows of ``COLUMNS``, worst first."""
    here = {table.name for table in tables}
    asked = {rule.id: rule for rule in catalogue.rules().values() if rule.needs and set(rule.needs) <= here}
    engine.judge(con, asked.values())
    found = con.execute("SELECT asset, rule, says, severity, evidence FROM failures").fetchall()
    rows = [
        {"rule": rule, "title": asked[rule].title, "asset": asset, "severity": severity, "confidence": str(asked[rule].confidence),
         "threat": str(asked[rule].threat), "techniques": list(asked[rule].techniques), "says": says,
         "evidence": json.loads(evidence), "fix": asked[rule].fix}
        for asset, rule, says, severity, evidence in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (Severity(row["severity"]).rank, row["rule"], row["asset"]))


def unsettled(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Of the rules that were asked last, those that had a reason to leave it open, and the reason."""
    found = con.execute(
        "SELECT rule, reason FROM verdicts WHERE verdict = 'not assessed' AND reason IS NOT NULL ORDER BY rule"
    )
    return dict(found.fetchall())
