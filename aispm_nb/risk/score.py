"""How the whole stands: Microsoft's secure-score formula over our rules.

A control is a rule. ``current = max / (healthy + unhealthy) * healthy``; the score is the sum of the currents over the
sum of the maxima, as a percentage. A control with nothing assessed is left out of both sides, and what was not assessed
is shown beside the score as coverage, never inside it.
Source: Microsoft Defender for Cloud, "Secure score", whose worked example (max 6, 4 of 78 healthy: 0.31) is a test.
"""

from __future__ import annotations

import duckdb

from ..vocabulary import Severity, Table, columns

# The most a control can give. Microsoft's weights run from 10 down to 0; ours follow severity.
MOST = {Severity.CRITICAL: 10, Severity.HIGH: 8, Severity.MEDIUM: 4, Severity.LOW: 2, Severity.INFO: 0}

CONTROLS = Table(
    "controls",
    "A rule as a control of the score: points possible and reached, and the assets that pass, fail and were not assessed.",
    columns("rule, max DOUBLE, current DOUBLE, healthy BIGINT, unhealthy BIGINT, not_assessed BIGINT"),
)


def current(most: float, healthy: int, unhealthy: int) -> float | None:
    """Points that a control reaches of ``most``; None when nothing was assessed."""
    return most / (healthy + unhealthy) * healthy if healthy + unhealthy else None


def score(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``controls`` from ``verdicts`` and ``rules``."""
    most = " ".join(f"WHEN '{severity}' THEN {points}" for severity, points in MOST.items())
    con.execute("DELETE FROM controls")
    con.execute(f"""
        INSERT INTO controls
        SELECT rule, CASE severity {most} END AS max,
               max / nullif(healthy + unhealthy, 0) * healthy AS current, healthy, unhealthy, not_assessed
        FROM (SELECT rule, count(*) FILTER (verdict = 'pass') AS healthy, count(*) FILTER (verdict = 'fail') AS unhealthy,
                     count(*) FILTER (verdict = 'not assessed') AS not_assessed FROM verdicts GROUP BY rule)
        JOIN rules USING (rule)""")


# Rounded, since threads add in any order. score (0 to 100, NULL when nothing was assessed), coverage (0 to 1), and the counts behind the coverage.
SUMMARY = """
SELECT round(100 * sum(current) / nullif(sum(max) FILTER (current IS NOT NULL), 0), 6) AS score,
       coalesce(sum(healthy + unhealthy) / nullif(sum(healthy + unhealthy + not_assessed), 0), 0) AS coverage,
       coalesce(sum(healthy + unhealthy), 0)::BIGINT AS assessed, coalesce(sum(not_assessed), 0)::BIGINT AS not_assessed
FROM controls"""
