"""Open the store for the length of one operation.

DuckDB lets one process in at a time, so connections are short, a held lock is waited for with a bound, and the error
names the holder. The connection is a locked room from its first moment: no file, network, extension or setting can be
reached from SQL, ours or a user's.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

import duckdb

from ..vocabulary import CannotAssess, UsageError
from . import schema

MEMORY = "600MB"


class Store:
    """One DuckDB file that holds any number of registries, each in a schema of its own.

    Parameters
    ----------
    path : the file; made, readable by its owner alone, when it is not there.
    wait : seconds to wait for another process that holds the file.
    """

    def __init__(self, path: str | Path = "posture.duckdb", wait: float = 30.0):
        self.path = Path(path)
        self.wait = wait

    @contextmanager
    def open(self, registry: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection, in the schema of ``registry`` when one is named, closed at the end of the block.

        Raises
        ------
        CannotAssess : another process held the file for longer than ``wait``.
        UsageError : the file is not a DuckDB database, or cannot be made.
        """
        with _owner_only(), closing(self._connect()) as con:
            try:
                schema.prepare(con)
            except duckdb.Error as error:
                raise self._no_store(error) from error
            if registry:
                con.execute(f'USE "{registry}"')
            yield con

    def register(self, name: str, uri: str, source: str) -> str:
        """The schema of a registry, made when it is met first; ``uri`` must not hold credentials."""
        registry = f"{slug(name)}_{hashlib.sha256(uri.encode()).hexdigest()[:6]}"
        with self.open() as con:
            if not con.execute("SELECT 1 FROM main.registries WHERE registry = ?", [registry]).fetchall():
                con.begin()
                schema.create(con, registry)
                con.execute(
                    "INSERT INTO main.registries VALUES (?, ?, ?, ?, now()::TIMESTAMP)", [registry, name, uri, source]
                )
                con.commit()
        return registry

    def _connect(self) -> duckdb.DuckDBPyConnection:
        deadline = time.monotonic() + self.wait
        while True:
            try:
                return self._try()
            except (duckdb.Error, OSError) as error:
                if "Could not set lock" not in str(error):
                    raise self._no_store(error) from error
                if time.monotonic() > deadline:
                    raise CannotAssess(
                        f"{self.path} is held by {_holder(error)} and was for {self.wait:.0f} s; wait for that scan "
                        "to end, or give another file with store=…, or --store"
                    ) from error
                time.sleep(0.1)

    def _no_store(self, error: Exception) -> UsageError:
        return UsageError(f"{self.path} cannot be opened as a posture store: {_first_line(error)}; "
                          "give another file with store=…, or --store")  # fmt: skip

    def _try(self) -> duckdb.DuckDBPyConnection:
        new = not self.path.exists()
        if new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "memory_limit": MEMORY,
            "preserve_insertion_order": "false",
            "lock_configuration": "true",
        }
        con = duckdb.connect(str(self.path), config=config)
        if new:
            self.path.chmod(0o600)
        return con


_umask, _stores, _lock = 0, 0, Lock()


@contextmanager
def _owner_only() -> Iterator[None]:
    """Files made meanwhile are their owner's alone: DuckDB makes its write-ahead file when it likes, and it holds raw parameters
    as the store does. The mask is the whole process's, so the first store that is opened sets it and the last puts it back."""
    global _umask, _stores
    with _lock:
        _stores += 1
        if _stores == 1:
            _umask = os.umask(0o077)
    try:
        yield
    finally:
        with _lock:
            _stores -= 1
            if not _stores:
                os.umask(_umask)


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "registry"


def _holder(error: Exception) -> str:
    found = re.search(r"held in (.+?) \(PID (\d+)\)", str(error))
    return f"process {found[2]} ({found[1]})" if found else "another process"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
