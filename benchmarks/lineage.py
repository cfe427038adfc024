"""Reach and the counts of served versions from a lineage of a million and of ten million edges, in the store's own bounds."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.lineage_graph import make
from benchmarks.measure import Row, fresh, seconds


def reaching(edges: str) -> list[float]:
    from aispm_nb.risk.reach import REACH
    from aispm_nb.store import Store

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.duckdb").open() as con:
        there = make(con, int(edges))

        def reach() -> None:
            con.execute(f"CREATE OR REPLACE TEMP TABLE reach AS {REACH.sql}")
            con.execute(
                "CREATE OR REPLACE TEMP TABLE counted AS SELECT asset, count(DISTINCT served) FROM reach GROUP BY asset"
            )

        taken = statistics.median(seconds(reach) for _ in range(3))
        return [taken, there, *con.execute("SELECT count(*), count(DISTINCT served) FROM reach").fetchall()[0]]


def rows(full: bool) -> list[Row]:
    found = []
    for edges, most in ((1_050_000, 0.5), (10_500_000, 5.0)):
        what, target = f"reach over {edges / 1.05e6:.0f} M edges", f"< {most:g} s"
        try:
            taken, there, pairs, served = fresh(reaching, edges)
        except RuntimeError as error:
            found.append(Row(what, str(error).strip().splitlines()[-1][:80], "none", "", target, False))
            continue
        what = f"reach over {there:,.0f} edges, {served:,.0f} served, {pairs:,.0f} pairs"
        found.append(Row(what, f"{taken:.2f} s", "none", "", target, taken < most))
    return found
