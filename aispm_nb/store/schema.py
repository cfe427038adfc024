"""Make the declared tables, views and macros exist, and bring an older file up to date.

Facts are pulled anew at every scan, so a fact table whose declaration changed is made anew and filled by the next
scan. What people decided and what time showed (judgements, history) is migrated, never dropped: ``MIGRATIONS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import duckdb

from .. import catalogue, patterns
from ..vocabulary import Table, UsageError
from . import names

Connection = duckdb.DuckDBPyConnection

# A migration is a function in a list; the file remembers how many it has seen.
MIGRATIONS: list[Callable[[Connection], None]] = []

_MAIN = """
CREATE TABLE IF NOT EXISTS main.registries (
    registry VARCHAR PRIMARY KEY, name VARCHAR, uri VARCHAR, source VARCHAR, created TIMESTAMP);
CREATE TABLE IF NOT EXISTS main.house (migrations INTEGER, declared VARCHAR);
"""


def prepare(con: Connection) -> None:
    """Macros, migrations, and the tables and views of every registry, where the file does not have today's."""
    con.execute(_MAIN)
    seen = con.execute("SELECT migrations, declared FROM main.house").fetchall()
    if seen == [(len(MIGRATIONS), _declared())]:
        return
    con.begin()
    for sql in [*patterns.macros(), *names.MACROS]:
        con.execute(sql)
    for migrate in MIGRATIONS[seen[0][0] if seen else len(MIGRATIONS) :]:
        migrate(con)
    for (registry,) in con.execute("SELECT registry FROM main.registries").fetchall():
        create(con, registry)
    con.execute("DELETE FROM main.house")
    con.execute("INSERT INTO main.house VALUES (?, ?)", [len(MIGRATIONS), _declared()])
    con.commit()


def create(con: Connection, registry: str) -> None:
    """The schema of one registry: its tables as declared, then the views over them."""
    con.execute(f'CREATE SCHEMA IF NOT EXISTS "{registry}"')
    con.execute(f'USE "{registry}"')
    for table in catalogue.tables().values():
        if table.sql:
            con.execute(f'CREATE OR REPLACE VIEW "{registry}".{table.name} AS {table.sql}')
        else:
            _table(con, registry, table.name, definition(table), table.judgement)
            if table.history:
                _table(con, registry, f"{table.name}_past", f"{definition(table)}, until_scan INTEGER", True)


def definition(table: Table) -> str:
    return ", ".join(f'"{column.name}" {column.type}' for column in table.columns)


def _table(con: Connection, registry: str, name: str, columns: str, keep: bool) -> None:
    con.execute(f'CREATE TABLE IF NOT EXISTS "{registry}".{name} ({columns})')
    con.execute(f"CREATE OR REPLACE TEMP TABLE declared ({columns})")
    if _shape(con, f'"{registry}".{name}') != _shape(con, "temp.declared"):
        if keep:
            # MIGRATIONS carries judgements over; a file that none of them knows is of another version.
            raise UsageError(
                f"{name} of this store has other columns than this aispm keeps: another version made it; "
                "give another file with store=…, or --store"
            )
        con.execute(f'CREATE OR REPLACE TABLE "{registry}".{name} ({columns})')
    con.execute("DROP TABLE temp.declared")


def _shape(con: Connection, name: str) -> list[tuple[str, str]]:
    return [(column, str(kind)) for column, kind, *_ in con.execute(f"SELECT * FROM {name} LIMIT 0").description or []]


def _declared() -> str:
    tables = sorted(catalogue.tables().values(), key=lambda table: table.name)  # the same in every process
    text = repr((tables, patterns.macros(), names.MACROS))
    return hashlib.sha256(text.encode()).hexdigest()
