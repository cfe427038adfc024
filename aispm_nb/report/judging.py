"""The rules of `checks/data` over what was measured of one data set, in a room that holds nothing else."""

from __future__ import annotations

import json
from typing import Any

import duckdb

from .. import catalogue, patterns
from ..checks import engine
from ..sources.datasets.measured import measured
from ..sources.datasets.tables import MEASURED
from ..sources.land import UNSEEN, in_types
from ..store import names, schema
from ..training_data.check import Checked
from ..vocabulary import Severity

COLUMNS = ["rule", "title", "asset", "severity", "confidence", "threat", "techniques", "says", "evidence", "fix"]


def judged(checked: Checked, asset: str) -> list[dict[str, Any]]:
    """Findings as rows of ``COLUMNS``, worst first."""
    con = duckdb.connect(config={"enable_external_access": "false"})
    for sql in [*patterns.macros(), *names.MACROS]:
        con.execute(sql)
    for table in (*MEASURED, UNSEEN):
        con.execute(f"CREATE TABLE {table.name} ({schema.definition(table)})")
        if table.history:
            con.execute(f"CREATE TABLE {table.name}_past ({schema.definition(table)}, until_scan INTEGER)")
    con.execute("CREATE TABLE unseen_assets (asset VARCHAR, what VARCHAR, reason VARCHAR)")
    for name, rows in measured(checked).items():
        landed = in_types(con, name, [{**row, "asset": asset} for row in rows])
        con.register("landed", landed)
        con.execute(f"INSERT INTO {name} SELECT * FROM landed")
    here = {table.name for table in MEASURED}
    asked = {rule.id: rule for rule in catalogue.rules().values() if rule.needs and set(rule.needs) <= here}
    engine.judge(con, asked.values())
    found = con.execute("SELECT rule, says, severity, evidence FROM failures").fetchall()
    rows = [
        {"rule": rule, "title": asked[rule].title, "asset": asset, "severity": severity, "confidence": str(asked[rule].confidence),
         "threat": str(asked[rule].threat), "techniques": list(asked[rule].techniques), "says": says,
         "evidence": json.loads(evidence), "fix": asked[rule].fix}
        for rule, says, severity, evidence in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (Severity(row["severity"]).rank, row["rule"]))
