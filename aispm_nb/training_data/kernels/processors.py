"""How many threads a kernel may run: two, or one where a cluster has given each of its threads a task already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_MOST = ContextVar("most", default=2)


def threads() -> int:
    """For a kernel that is called from here."""
    return _MOST.get()


@contextmanager
def at_most(count: int) -> Iterator[None]:
    """Within the block, on this thread."""
    before = _MOST.set(count)
    try:
        yield
    finally:
        _MOST.reset(before)
