from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..risk.small import Connection
from ..worlds import world


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with world(tmp_path) as con:
        yield con
