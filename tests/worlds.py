"""Small worlds to judge: the rows of a case, in the tables that the store really has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from aispm_nb import catalogue
from aispm_nb.checks import engine
from aispm_nb.store import Store
from aispm_nb.vocabulary import Case, Rule


@contextmanager
def world(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty registry in a real store."""
    store = Store(folder / "world.duckdb")
    registry = store.register("world", "sqlite:///world.db", "sqlite")
    with store.open(registry) as con:
        yield con


def verdicts(con: duckdb.DuckDBPyConnection, rule: Rule, case: Case) -> dict[str, str]:
    """What ``rule`` says of every asset in the world of ``case``; the world is empty again afterwards."""
    con.begin()
    try:
        for table, rows in case.given.items():
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                con.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        for what in case.unseen:
            con.execute("INSERT INTO unseen VALUES ('', ?, 'not there in this case')", [what])
        engine.derive(con)
        engine.judge(con, [rule])
        return dict(con.execute("SELECT asset, verdict FROM verdicts").fetchall())
    finally:
        con.rollback()


def every_rule() -> Iterable[Rule]:
    return catalogue.rules().values()
