"""An MLflow server, read through its public REST endpoints (rest_tables says which)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..vocabulary import Table
from .land import Pull
from .rest_area import HIDDEN, Refused, Rows
from .rest_server import Server
from .rest_tables import AREAS
from .source import masked


class REST:
    """A running `mlflow server`: its registry, or the users of its basic auth: the tables asked for decide."""

    kind = "rest"

    def __init__(self, uri: str, tables: tuple[Table, ...]):
        self._uri = uri.rstrip("/")
        self.uri = masked(self._uri)
        self.tables = tables

    @contextmanager
    def reading(self) -> Iterator[RESTReading]:
        with Server(self._uri) as server:
            yield RESTReading(server, server.identify())


class RESTReading:
    def __init__(self, server: Server, facts: dict[str, str]):
        self.server = server
        self._facts = facts

    def pulls(self, tables: Sequence[Table]) -> Iterator[Pull]:
        """One pull a table; tables that one endpoint tells of are read together."""
        wanted = {table.name: table for table in tables}
        for area in AREAS:
            asked = [wanted.pop(name) for name in area.tables if name in wanted]
            if not asked:
                continue
            rows = Rows(asked)
            try:
                for workspace in self.server.workspaces:
                    self.server.workspace = workspace
                    for name, row in area.read(self.server):
                        rows.add(name, {"workspace": workspace, **row})
            except Refused as refused:
                if area.readable and refused.broken:
                    self._facts[area.readable] = "false"
                yield from (Pull(table, None, {table.name: str(refused)}) for table in asked)
                continue
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                reason = f"the server's answer is not what MLflow's API says: {type(error).__name__} {str(error)[:100]}"
                yield from (Pull(table, None, {table.name: reason}) for table in asked)
                continue
            if area.readable:
                self._facts[area.readable] = "true"
            for table in asked:
                hidden = {what: HIDDEN for what in area.hidden if what.startswith(f"{table.name}.")}
                yield Pull(table, rows.arrow(table), hidden)
        for table in wanted.values():
            yield Pull(table, None, {table.name: HIDDEN})

    def facts(self) -> dict[str, str]:
        return self._facts
