from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..worlds import world
from .small import Connection


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with world(tmp_path_factory.mktemp("risk")) as con:
        yield con


@pytest.fixture
def con(empty_store: Connection) -> Iterator[Connection]:
    """A registry without a row, and without one again afterwards."""
    empty_store.begin()
    yield empty_store
    empty_store.rollback()
