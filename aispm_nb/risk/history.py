"""What a scan changes in the findings of the scans before it: what appeared, what went, and what could not be seen.

A finding whose rule could not be assessed this time is not fixed: it stays open and keeps the scan that last saw it.
"""

from __future__ import annotations

import duckdb

KEY = "rule, asset, coalesce(inherited_from, '')"
_KEPT = "title, severity, confidence, threat, exploitation, exposure, automatable, impact, priority, priority_because, evidence, served"


def remember(con: duckdb.DuckDBPyConnection, scan: int) -> None:
    """Bring ``findings`` up to ``ranked``; a scan that found the same leaves every row as it was."""
    # A rule that is no longer asked leaves nothing behind: its findings are neither open nor fixed.
    con.execute("DELETE FROM findings WHERE fixed_scan IS NULL AND rule NOT IN (SELECT rule FROM rules)")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE unsure AS
        SELECT f.rule, f.asset, f.inherited_from FROM findings f
        WHERE fixed_scan IS NULL AND ({KEY}) NOT IN (SELECT ({KEY}) FROM ranked) AND (
            EXISTS (SELECT 1 FROM verdicts v WHERE v.rule = f.rule AND v.verdict = 'not assessed'
                    AND v.asset = coalesce(f.inherited_from, f.asset))
            OR f.rule IN (SELECT rule FROM blind_rules))""")
    con.execute(f"""
        UPDATE findings SET last_scan = {scan - 1}
        WHERE fixed_scan IS NULL AND last_scan IS NULL AND ({KEY}) IN (SELECT ({KEY}) FROM unsure)""")
    con.execute(f"""
        UPDATE findings SET fixed_scan = {scan}, last_scan = coalesce(last_scan, {scan - 1})
        WHERE fixed_scan IS NULL AND ({KEY}) NOT IN (SELECT ({KEY}) FROM ranked)
          AND ({KEY}) NOT IN (SELECT ({KEY}) FROM unsure)""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE moved AS
        SELECT r.*, coalesce(f.first_scan, {scan}) AS first_scan FROM ranked r
        LEFT JOIN findings f ON f.fixed_scan IS NULL AND f.rule = r.rule AND f.asset = r.asset
            AND f.inherited_from IS NOT DISTINCT FROM r.inherited_from
        WHERE f.rule IS NULL OR f.last_scan IS NOT NULL
           OR hash({", ".join(f"f.{c}" for c in _KEPT.split(", "))}) <> hash({", ".join(f"r.{c}" for c in _KEPT.split(", "))})""")
    con.execute(f"DELETE FROM findings WHERE fixed_scan IS NULL AND ({KEY}) IN (SELECT ({KEY}) FROM moved)")
    con.execute(f"""
        INSERT INTO findings (rule, asset, inherited_from, {_KEPT}, first_scan)
        SELECT rule, asset, inherited_from, {_KEPT}, first_scan FROM moved""")
