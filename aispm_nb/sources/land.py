"""Land rows in the store: bulk, columnar, idempotent. An unchanged table is left as it is, to the row."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from ..vocabulary import Column, Table, columns

Connection = duckdb.DuckDBPyConnection

UNSEEN = Table(
    "unseen",
    "What a source could not see and why: a table, or table.column; asset is '' when it holds for all assets.",
    columns("asset, what, reason"),
)


@dataclass(frozen=True)
class Pull:
    """Rows of one table as a source saw them.

    ``rows`` has the raw columns under their own names, NULL where absent; None when the table is out of sight, and
    then ``unseen`` says why. ``unseen`` maps ``table`` or ``table.column`` to the reason.
    """

    table: Table
    rows: pa.RecordBatchReader | pa.Table | None
    unseen: dict[str, str]


# A source whose reader guesses types sends a first row that fixes them; it is marked and never lands.
TYPED = "_typed"

ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
}  # fmt: skip


def raw_columns(table: Table) -> tuple[str, ...]:
    """The columns a source must read for ``table``, in order and once each."""
    return tuple(dict.fromkeys(name for column in table.columns for name in column.sources))


def raw_type(table: Table, name: str) -> pa.DataType:
    """The Arrow type in which a raw column comes: its declared one, text for what is judged and dropped."""
    declared = {column.name: column.type for column in table.columns if not column.expr}
    return ARROW[declared.get(name, "VARCHAR")]


def from_rows(table: Table, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Rows as dicts (REST, files) to Arrow, raw columns of ``table`` only; a value of another type becomes text or NULL."""
    rows = list(rows)
    return pa.table({name: as_array([row.get(name) for row in rows], raw_type(table, name))
                     for name in raw_columns(table)})  # fmt: skip


def as_array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    """Python values as one Arrow column; a value of another type becomes text or NULL."""
    values = list(values)
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        return pa.array([_as(value, kind) for value in values], kind)


def _as(value: Any, kind: pa.DataType) -> Any:
    if value is None or value == "":
        return None if value is None or kind != pa.string() else ""
    try:
        if kind == pa.string():
            return str(value).encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
        if kind == pa.bool_():
            return value if isinstance(value, bool) else str(value).lower() in ("1", "true")
        return float(value) if kind == pa.float64() else int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def land(con: Connection, table: Table, rows: pa.RecordBatchReader | pa.Table, scan: int) -> bool:
    """Make ``table`` hold exactly ``rows``; true when that changed it. Rows that go are kept where history is asked."""
    con.register("incoming", rows)
    try:
        select = f"SELECT {', '.join(_expr(column) for column in table.columns)} FROM incoming"
        if TYPED in rows.schema.names:
            select += f" WHERE {TYPED} = 0"
        if _empty(con, table.name):
            con.execute(f"INSERT INTO {table.name} {select}")
            return not _empty(con, table.name)
        con.execute(f"CREATE OR REPLACE TEMP TABLE arrived AS {select}")
        changed = _replace(con, table, scan)
        con.execute("DROP TABLE temp.arrived")
        return changed
    finally:
        with suppress(duckdb.TransactionException):  # after an error it would hide what went wrong
            con.unregister("incoming")


def _replace(con: Connection, table: Table, scan: int) -> bool:
    # A sum of row hashes says "same" without sorting either side; a difference is then worked out exactly.
    if _digest(con, table.name) == _digest(con, "arrived"):
        return False
    gone = f"SELECT * FROM {table.name} EXCEPT ALL SELECT * FROM arrived"
    if table.history:
        con.execute(f"INSERT INTO {table.name}_past SELECT *, {scan} FROM ({gone})")
    con.execute(f"DELETE FROM {table.name}")
    con.execute(f"INSERT INTO {table.name} SELECT * FROM arrived")
    return True


def _digest(con: Connection, name: str) -> list[Any]:
    return con.execute(f"SELECT count(*), sum(hash(t)::HUGEINT), bit_xor(hash(t)) FROM {name} t").fetchall()


def _empty(con: Connection, name: str) -> bool:
    return not con.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchall()


def _expr(column: Column) -> str:
    # A value that its column cannot hold becomes NULL: one row must not end all.
    return f'TRY_CAST({column.expr or _quoted(column.name)} AS {column.type}) AS "{column.name}"'


def _quoted(name: str) -> str:
    return f'"{name}"'


def in_types(con: Connection, name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows to Arrow in the types of the stored table itself, lists included; what a row does not say is NULL."""
    schema = con.sql(f"SELECT * FROM {name} LIMIT 0").to_arrow_table().schema
    return pa.table({field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in schema})
