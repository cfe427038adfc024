"""Databases of old schema revisions, each written by the MLflow version of its name.

A scanner reads whatever revision is there and must never migrate it. `build.py` made the dumps
in a virtual environment per version; `expected.json` says what each holds. The oldest is MLflow
1.20.2 (2021) on Python 3.8; older ones were not tried.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Databases, oldest first: mlflow-1.20.2 ... (file stores are in `filestores()`)."""
    return sorted((path.name.removesuffix(".sql.gz") for path in _HERE.glob("*.sql.gz")), key=_age)


def filestores() -> list[str]:
    """Folders of meta.yaml files: filestore-1.30.1 ..."""
    return sorted((path.name.removesuffix(".tar.gz") for path in _HERE.glob("*.tar.gz")), key=_age)


def expected(name: str) -> dict[str, Any]:
    """What the registry of this name holds: counts by kind, and the alembic revision."""
    known: dict[str, dict[str, Any]] = json.loads((_HERE / "expected.json").read_text())
    return known[name]


def restore(name: str, path: str | os.PathLike[str]) -> Path:
    """Make the database (a new file) or the file store (a folder) again at `path`."""
    target = Path(path)
    dump = _HERE / f"{name}.sql.gz"
    if dump.is_file():
        target.unlink(missing_ok=True)
        with closing(sqlite3.connect(target)) as connection:
            connection.executescript(gzip.decompress(dump.read_bytes()).decode())
    else:
        with tarfile.open(_HERE / f"{name}.tar.gz") as tar:
            tar.extractall(target, filter="data")
    return target


def _age(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.rpartition("-")[2].split("."))
