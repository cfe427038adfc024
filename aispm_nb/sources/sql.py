"""MLflow's tables in any other SQL database that MLflow accepts, read by SQLAlchemy in one read-only transaction.

Only SELECT is ever sent, from one consistent snapshot where the database has them, and the transaction is rolled back
at the end. MLflow's own store classes are never used: they would migrate the database in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from ..vocabulary import CannotAssess, Table, UsageError
from .judged import JUDGED, expect_mlflow, missing, with_judgement
from .land import Pull, as_array, raw_columns, raw_type
from .source import masked, revision

BATCH = 20_000
TIMEOUT = 10

# What makes a connection unable to write, and its reads one snapshot, in each dialect that can.
OPTIONS: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "mysql": {"isolation_level": "REPEATABLE READ"},
}
READ_ONLY = {"mysql": "SET SESSION TRANSACTION READ ONLY"}
TIMEOUTS = {"pyodbc": "timeout", "pymssql": "login_timeout"}
# The modules that speak to a database whose URL names none, in the order they are tried, and what installs them.
DRIVERS = {
    "postgresql": {"psycopg": "psycopg", "psycopg2": "psycopg2"},
    "mysql": {"pymysql": "pymysql", "mysqldb": "MySQLdb"},
    "mariadb": {"pymysql": "pymysql", "mysqldb": "MySQLdb"},
    "mssql": {"pyodbc": "pyodbc", "pymssql": "pymssql"},
}
PACKAGES = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient"}


class SQL:
    """MLflow's database, or the one of its auth app: which of the two the tables asked for decide."""

    kind = "sql"

    def __init__(self, uri: str, tables: tuple[Table, ...]):
        self._uri = uri
        self.uri = masked(uri)
        self.tables = tables

    @contextmanager
    def reading(self) -> Iterator[SQLReading]:
        engine = self._engine()
        try:
            with engine.connect().execution_options(**OPTIONS.get(engine.dialect.name, {})) as con:
                if engine.dialect.name in READ_ONLY:
                    con.exec_driver_sql(READ_ONLY[engine.dialect.name])
                    con.rollback()
                yield SQLReading(con, self.uri, self.tables)
                con.rollback()
        except DBAPIError as error:
            raise CannotAssess(
                f"{self.uri}: expected MLflow's database, found: {_said(error)}; check the address, the credentials in "
                "the tracking URI, and that this machine may connect"
            ) from error
        finally:
            engine.dispose()

    def _engine(self) -> sa.Engine:
        try:
            url = _with_driver(sa.make_url(self._uri))
            timeout = TIMEOUTS.get(url.get_dialect().driver, "connect_timeout")
            # One connection for one reading: a pool would keep it open past its use.
            return sa.create_engine(url, poolclass=sa.NullPool, connect_args={timeout: TIMEOUT})
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{self.uri}: expected a Python driver for it, found no module {error.name!r}; "
                f"`pip install '{PACKAGES.get(str(error.name), error.name)}'` and try again"
            ) from error
        except (NoSuchModuleError, SQLAlchemyError, ValueError) as error:
            raise UsageError(
                f"{self.uri}: expected a database URL that SQLAlchemy knows, found: {_said(error)}; "
                "give it as dialect://user:password@host:port/database"
            ) from error


def _with_driver(url: sa.URL) -> sa.URL:
    """A URL that names no driver, with one that is installed: SQLAlchemy's own choice differs between its versions."""
    known = DRIVERS.get(url.drivername, {})
    there = next((driver for driver, module in known.items() if find_spec(module)), next(iter(known), None))
    return url.set(drivername=f"{url.drivername}+{there}") if there else url


class SQLReading:
    def __init__(self, con: sa.Connection, uri: str, tables: tuple[Table, ...]):
        self.con = con
        self.uri = uri
        self.tables = tables
        self._there = {
            name: {str(column["name"]): column["type"] for column in found}
            for (_, name), found in sa.inspect(con).get_multi_columns().items()
        }

    def pulls(self, tables: Sequence[Table]) -> Iterator[Pull]:
        expect_mlflow(self.uri, tables, self._there)
        for table in tables:
            there = self._there.get(table.name)
            if there is None:
                yield Pull(table, None, {table.name: "this revision of MLflow's schema has no such table"})
                continue
            absent = missing(table, set(there))
            try:
                if table.name in JUDGED:
                    wanted = dict.fromkeys((*raw_columns(table), *JUDGED[table.name].reads))
                    names = [name for name in wanted if name in there]
                    rows = self.con.execute(_select(table.name, names, there)).mappings().all()
                    yield Pull(table, with_judgement(table, [dict(row) for row in rows]), absent)
                else:
                    yield Pull(table, self._stream(table, there), absent)
            except DBAPIError as error:
                # A table that this user may not read must not end the transaction of the others.
                self.con.rollback()
                yield Pull(table, None, {table.name: f"the database refused to show it: {_said(error)}"})

    def _stream(self, table: Table, there: dict[str, Any]) -> pa.RecordBatchReader:
        kinds = {name: raw_type(table, name) for name in raw_columns(table)}
        schema = pa.schema(list(kinds.items()))
        names = [name for name in kinds if name in there]
        streamed = self.con.execution_options(stream_results=True, max_row_buffer=BATCH)
        result = streamed.execute(_select(table.name, names, there))
        first = result.fetchmany(BATCH)  # an error shows here, where it can still be told

        def batches() -> Iterator[pa.RecordBatch]:
            rows = first
            while rows:
                values = dict(zip(names, zip(*rows, strict=True), strict=True))
                yield pa.record_batch(
                    [as_array(values.get(name, [None] * len(rows)), kind) for name, kind in kinds.items()], schema
                )
                rows = result.fetchmany(BATCH)
            result.close()

        return pa.RecordBatchReader.from_batches(schema, batches())

    def facts(self) -> dict[str, str]:
        if "version_num" not in self._there.get("alembic_version", {}):
            return {}
        rows = self.con.execute(sa.text("SELECT version_num FROM alembic_version"))
        return revision(self.tables, [str(row[0]) for row in rows])


def _select(table: str, names: Sequence[str], there: dict[str, Any]) -> Any:
    """JSON comes as the text it was stored as: parsed and written again it would no longer be equal."""
    columns = [
        sa.cast(sa.column(name), sa.Text).label(name) if isinstance(there[name], sa.JSON) else sa.column(name)
        for name in names
    ]
    return sa.select(*columns).select_from(sa.table(table))


def _said(error: Exception) -> str:
    """The driver's own first line: SQLAlchemy's would repeat the statement."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
