"""Collect: from sources into the store, in the caller's transaction, saying what could not be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb

from ..vocabulary import CannotAssess, Table
from .land import UNSEEN, from_rows, land
from .source import REGISTRY_FACTS, Source

Progress = Callable[[str], None]


def collect(
    con: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    absent: Mapping[Table, str],
    settings: Mapping[str, str],
    scan: int,
    progress: Progress = lambda step: None,
) -> int:
    """Pull every table of every source; the number of tables that changed.

    ``absent`` names tables that no source was given for, with the reason and next move; ``settings`` are facts known
    from elsewhere (environment, configuration, server probes).

    Raises
    ------
    CannotAssess : a source is out of reach, or broke off; the caller's transaction is then to be rolled back.
    """
    unseen = {table.name: reason for table, reason in absent.items()}
    facts = dict(settings)
    changed = 0
    for table in absent:
        changed += land(con, table, from_rows(table, ()), scan)
    for source in sources:
        with source.reading() as reading:
            for pull in reading.pulls(source.tables):
                progress(pull.table.name)
                unseen |= pull.unseen
                rows = pull.rows if pull.rows is not None else from_rows(pull.table, ())
                try:
                    changed += land(con, pull.table, rows, scan)
                except duckdb.Error as error:
                    raise CannotAssess(
                        f"{source.uri}: expected to read {pull.table.name} to its end, found: "
                        f"{str(error).splitlines()[0][:300]}; nothing of this scan was kept; check the source for damage"
                    ) from error
            facts |= reading.facts()  # last: some are learnt while reading
    rows = ({"asset": "", "what": what, "reason": reason} for what, reason in sorted(unseen.items()))
    changed += land(con, UNSEEN, from_rows(UNSEEN, rows), scan)
    named = ({"name": name, "value": value} for name, value in sorted(facts.items()))
    changed += land(con, REGISTRY_FACTS, from_rows(REGISTRY_FACTS, named), scan)
    return changed
