"""What the readers of MLflow's endpoints share: an area of tables, the rows of it, and the shapes the API gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..vocabulary import Table
from .land import from_rows

if TYPE_CHECKING:
    from .rest_server import Server

Json = dict[str, Any]
Row = tuple[str, Json]
V2, V3 = "/api/2.0/mlflow", "/api/3.0/mlflow"
BATCH = 10_000
HIDDEN = "MLflow's REST API does not show it; scan the server's database instead"


class Refused(Exception):
    """The server did not tell, and this is why; ``broken`` when it wanted to and could not."""

    def __init__(self, why: str, broken: bool = False):
        super().__init__(why)
        self.broken = broken


@dataclass(frozen=True)
class Area:
    tables: tuple[str, ...]
    read: Callable[[Server], Iterable[Row]]
    hidden: tuple[str, ...] = ()
    readable: str = ""  # the fact that says whether the server itself can still read it


class Rows:
    """Rows of several tables as they come, kept as Arrow but for the last few."""

    def __init__(self, tables: Iterable[Table]):
        self._tables = {table.name: table for table in tables}
        self._rows: dict[str, list[Json]] = {name: [] for name in self._tables}
        self._done: dict[str, list[pa.Table]] = {name: [] for name in self._tables}

    def add(self, name: str, row: Json) -> None:
        if name in self._rows:
            self._rows[name].append(row)
            if len(self._rows[name]) == BATCH:
                self._flush(name)

    def arrow(self, table: Table) -> pa.Table:
        self._flush(table.name)
        return pa.concat_tables(self._done[table.name])

    def _flush(self, name: str) -> None:
        self._done[name].append(from_rows(self._tables[name], self._rows[name]))
        self._rows[name] = []


def renamed(item: Mapping[str, Any], **names: str) -> Json:
    """``item`` with some keys under the names of MLflow's columns: ``column="key"``."""
    return {**item, **{column: item.get(key) for column, key in names.items()}}


def keyed(name: str, owner: Json, pairs: Any) -> Iterator[Row]:
    """Tags and the like, which the API gives as a list of key and value or as one object."""
    items = pairs.items() if isinstance(pairs, dict) else ((pair["key"], pair.get("value")) for pair in pairs or ())
    for key, value in items:
        yield name, {**owner, "key": key, "value": value}
