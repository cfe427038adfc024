"""Judging all rules over the stored facts of the big registry."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.measure import Row, fresh, registry, seconds


def judging(path: str) -> list[float]:
    """Seconds of derive, describe, judge, rank, history and score after a scan, several times; rules; verdicts; findings."""
    from aispm_nb import catalogue
    from aispm_nb.session import connect

    with tempfile.TemporaryDirectory() as folder:
        workspace = connect(f"sqlite:///{path}", store=Path(folder) / "store.duckdb", name="big")
        posture = workspace.scan(progress=False)
        with workspace._store.open(workspace._registry()) as con:
            taken = []
            for _ in range(5):
                con.begin()
                taken.append(seconds(lambda: workspace._judge(con, 2)))
                con.rollback()
            con.begin()
            workspace._judge(con, 2)
            verdicts = con.execute("SELECT count(*) FROM verdicts").fetchall()[0][0]
            con.rollback()
        return [statistics.median(taken), len(catalogue.rules(None)), verdicts, len(posture.findings)]


def rows(full: bool) -> list[Row]:
    taken, rules, verdicts, findings = fresh(judging, registry())
    what = f"judging {rules:.0f} rules, {verdicts:,.0f} verdicts, {findings:,.0f} findings"
    return [Row(what, f"{taken:.2f} s", "none", "", "< 2 s", taken < 2)]
