"""The log of assessments, and what each could not assess."""

from __future__ import annotations

import duckdb

from ..vocabulary import Table, columns

SCANS = Table(
    "scans",
    "An assessment: when, how complete, and how the whole stood at its end. Times are UTC.",
    columns("scan INTEGER, started TIMESTAMP, finished TIMESTAMP, state, aispm_version, score DOUBLE, coverage DOUBLE,"
            "immediate INTEGER, out_of_cycle INTEGER, scheduled INTEGER, defer INTEGER"),
    judgement=True,
)  # fmt: skip

NOT_ASSESSED = Table(
    "not_assessed",
    "A rule that could not be answered: why, for how many assets, and a few of them.",
    columns("rule, reason, assets BIGINT, examples VARCHAR[]"),
)


def number(con: duckdb.DuckDBPyConnection) -> int:
    """The number of the next scan."""
    return int(con.execute("SELECT coalesce(max(scan), 0) + 1 FROM scans").fetchall()[0][0])


def conclude(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``not_assessed`` from ``reasons``."""
    con.execute("DELETE FROM not_assessed")
    con.execute("""
        INSERT INTO not_assessed
        SELECT rule, reason, count(*), min(asset, 5) FROM reasons GROUP BY rule, reason""")


def log(con: duckdb.DuckDBPyConnection, scan: int, started: str, finished: str, state: str, version: str) -> None:
    from .score import SUMMARY

    con.execute(
        f"""
        INSERT INTO scans
        SELECT ?, ?::TIMESTAMP, ?::TIMESTAMP, ?, ?, s.score, s.coverage, p.* FROM ({SUMMARY}) s, (
            SELECT count(*) FILTER (priority = 'immediate')::INTEGER, count(*) FILTER (priority = 'out-of-cycle')::INTEGER,
                   count(*) FILTER (priority = 'scheduled')::INTEGER, count(*) FILTER (priority = 'defer')::INTEGER
            FROM findings WHERE fixed_scan IS NULL) p""",
        [scan, started, finished, state, version],
    )
