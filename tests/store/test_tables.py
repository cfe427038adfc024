"""Tables are the interface: what is declared is what is there, and each says what it holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aispm_nb import catalogue
from aispm_nb.vocabulary import Table

from ..risk.small import Connection, rows
from ..worlds import world

TABLES = [pytest.param(table, id=table.name) for table in catalogue.tables().values()]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with world(tmp_path_factory.mktemp("tables")) as con:
        yield con


@pytest.mark.parametrize("table", TABLES)
def test_declared_columns_are_the_real_ones(con: Connection, table: Table) -> None:
    there = [(name, kind) for name, kind, *_ in rows(con, f"DESCRIBE {table.name}")]
    assert [name for name, _ in there] == [column.name for column in table.columns]
    if table.columns[0].name:
        declared = {column.name: column.type for column in table.columns}
        assert dict(there) == declared


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_what_it_holds(table: Table) -> None:
    assert len(table.sentence.split()) > 1 and table.sentence[0].isupper() and table.sentence.endswith(".")
    names = [column.name for column in table.columns]
    assert names and len(names) == len(set(names))


def test_history_is_kept_beside_the_table(con: Connection) -> None:
    kept = [table for table in catalogue.tables().values() if table.history]
    assert kept
    for table in kept:
        there = [name for name, *_ in rows(con, f"DESCRIBE {table.name}_past")]
        assert there == [*(column.name for column in table.columns), "until_scan"]
