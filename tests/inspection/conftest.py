from __future__ import annotations

from collections.abc import Iterator

import pytest

from .made import CANARY


@pytest.fixture(autouse=True)
def nothing_ran() -> Iterator[None]:
    yield
    assert not CANARY.exists(), "something hostile ran"
