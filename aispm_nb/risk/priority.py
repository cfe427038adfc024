"""How soon: SSVC's deployer table, asked for every finding.

The table is CERT/CC's (SSVC, "Deployer Patch Application Priority" 1.0.0, github.com/CERTCC/SSVC), kept as data beside
this file. What the four questions mean for a finding without a CVE is our own reading: docs/decisions.md, "Priority".
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import duckdb

from ..vocabulary import Exploitation, Exposure, Impact, Priority, Table, columns

# Where it arrives: what is handed out or may be. Runs and data sets in between have nothing to fix.
ARRIVES = ("model_version", "prompt_version", "endpoint")


class Decision(NamedTuple):
    exploitation: Exploitation
    exposure: Exposure
    automatable: bool
    impact: Impact


FINDINGS = Table(
    "findings",
    "A rule that failed for an asset, or for one upstream of it (inherited_from); open while fixed_scan is NULL. "
    "last_scan is NULL while the latest scan still saw it.",
    columns("rule, asset, inherited_from, title, severity, confidence, threat, exploitation, exposure, automatable BOOLEAN,"
            "impact, priority, priority_because, evidence, served INTEGER, first_scan INTEGER, last_scan INTEGER,"
            "fixed_scan INTEGER"),
    judgement=True,
)  # fmt: skip


@cache
def table() -> dict[Decision, Priority]:
    """The decision table, complete: one priority for every answer to the four questions."""
    with (files(__package__) / "ssvc_deployer.csv").open(encoding="utf-8") as file:
        return {
            Decision(
                Exploitation(row["exploitation"]),
                Exposure(row["exposure"]),
                row["automatable"] == "yes",
                Impact(row["impact"]),
            ): Priority(row["priority"])
            for row in csv.DictReader(file)
        }


def decide(decision: Decision) -> Priority:
    return table()[decision]


def rank(con: duckdb.DuckDBPyConnection) -> None:
    """From ``failures``, ``rules``, ``reach`` and ``context`` make the temporary table ``ranked``: findings as of now."""
    con.execute("CREATE OR REPLACE TEMP TABLE ssvc (exploitation VARCHAR, exposure VARCHAR, automatable BOOLEAN, "
                "impact VARCHAR, priority VARCHAR)")  # fmt: skip
    rows = [[*map(_plain, decision), str(priority)] for decision, priority in table().items()]
    con.execute(
        f"INSERT INTO ssvc VALUES {', '.join(['(?, ?, ?, ?, ?)'] * len(rows))}", [x for row in rows for x in row]
    )
    con.execute(_RANKED, [list(ARRIVES)])


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else str(value)


# Exploitation, as part of a sentence that tells why.
_WORDS = """CASE exploitation WHEN 'active' THEN 'there is evidence of tampering'
    WHEN 'public poc' THEN 'the way to exploit it is public' ELSE 'no exploitation is known' END"""

_RANKED = f"""
CREATE OR REPLACE TEMP TABLE ranked AS
WITH own AS (
    SELECT f.rule, f.asset, NULL::VARCHAR AS inherited_from, coalesce(f.says, r.title) AS title, f.severity, r.confidence,
           r.threat, f.exploitation, r.automatable, f.evidence
    FROM failures f JOIN rules r USING (rule)),
-- Only what starts at an asset travels, only down the edges that carry it, and once to each place it arrives at.
seeds AS (
    SELECT DISTINCT asset FROM own JOIN rules USING (rule) WHERE travels AND own.severity IN ('critical', 'high', 'medium')),
down AS (
    WITH RECURSIVE down AS (
        SELECT asset AS origin, asset FROM seeds
        UNION
        SELECT down.origin, l.target FROM down JOIN lineage l ON l.source = down.asset
        WHERE l.kind NOT IN ('alias', 'grant', 'version', 'consumed'))
    SELECT origin, asset FROM down JOIN assets USING (asset) WHERE origin <> asset AND list_contains(?, assets.kind)),
passed AS (
    SELECT o.rule, d.asset, o.asset AS inherited_from, o.title, o.severity, o.confidence, o.threat, o.exploitation,
           o.automatable, o.evidence
    FROM down d JOIN own o ON o.asset = d.origin JOIN rules r USING (rule)
    WHERE r.travels AND o.severity IN ('critical', 'high', 'medium')
      AND NOT EXISTS (SELECT 1 FROM own x WHERE x.rule = o.rule AND x.asset = d.asset)),
placed AS (
    SELECT f.*, coalesce(c.exposure, 'small') AS exposure, coalesce(c.impact, 'low') AS impact, coalesce(c.served, 0) AS served,
           coalesce(c.exposure_because, 'nothing that is handed out by name depends on it') AS exposure_because,
           coalesce(c.impact_because, 'little hangs on it') AS impact_because
    FROM (SELECT * FROM own UNION ALL SELECT * FROM passed) f LEFT JOIN context c USING (asset)),
-- A secret or a personal datum is exposed by being readable, whether or not what holds it is served.
found AS (
    SELECT * EXCLUDE (exposure, exposure_because, impact, impact_because),
           CASE WHEN lies_open THEN CASE WHEN seen THEN 'controlled' ELSE 'open' END ELSE exposure END AS exposure,
           CASE WHEN lies_open THEN 'whoever may read the registry has it' || CASE WHEN seen THEN '' ELSE ' and no access control was seen to hold' END
                ELSE exposure_because END AS exposure_because,
           CASE WHEN lies_open AND impact = 'low' THEN 'medium' ELSE impact END AS impact,
           CASE WHEN lies_open AND impact = 'low' THEN 'what it opens is not known, which counts as medium' ELSE impact_because END AS impact_because
    FROM (SELECT *, threat IN ('secrets', 'privacy') AND severity IN ('critical', 'high', 'medium') AS lies_open FROM placed), control)
SELECT rule, asset, inherited_from, title, severity, confidence, threat, exploitation, exposure, automatable, impact,
       priority, concat(
           CASE priority WHEN 'immediate' THEN 'Now' WHEN 'out-of-cycle' THEN 'Soon' WHEN 'scheduled' THEN 'Scheduled'
                ELSE 'Later' END, ', because ',
           CASE WHEN inherited_from IS NOT NULL THEN 'it comes from ' || inherited_from || ', ' ELSE '' END, {_WORDS}, '; ',
           exposure_because, '; ', impact_because,
           CASE WHEN automatable THEN '; and it needs no person to be exploited' ELSE '' END, '.') AS priority_because,
       evidence, served::INTEGER AS served
FROM found JOIN ssvc USING (exploitation, exposure, automatable, impact)
"""
