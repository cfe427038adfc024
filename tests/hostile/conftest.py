"""A registry that MLflow itself made, to be poisoned row by row."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

import aispm_nb as aispm
from aispm_nb.posture import Posture
from aispm_nb.session import Workspace


class Registry:
    """A SQLite registry in a folder of its own, and the workspace over it."""

    def __init__(self, folder: Path, template: Path):
        self.folder, self.database, self.store = folder, folder / "mlflow.db", folder / "posture.duckdb"
        shutil.copy(template, self.database)

    def poison(self, sql: str, *values: Any) -> None:
        """One statement, past every check that MLflow or the schema makes."""
        with closing(sqlite3.connect(self.database)) as con, con:
            con.execute("PRAGMA ignore_check_constraints = ON")
            con.execute(sql, values)

    def poison_first_rows(self, value: str) -> int:
        """Set every column of the first row of every table to the SQL expression ``value``; the columns that took it."""
        taken = 0
        with closing(sqlite3.connect(self.database)) as con, con:
            con.execute("PRAGMA ignore_check_constraints = ON")
            tables = con.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'")
            for (table,) in tables.fetchall():
                for (column,) in con.execute("SELECT name FROM pragma_table_info(?)", [table]).fetchall():
                    first = f'SELECT min(rowid) FROM "{table}"'
                    with suppress(sqlite3.IntegrityError):  # the primary key is SQLite's own row number
                        taken += con.execute(
                            f'UPDATE OR IGNORE "{table}" SET "{column}" = {value} WHERE rowid = ({first})'
                        ).rowcount
        return taken

    def workspace(self, **more: Any) -> Workspace:
        return aispm.connect(f"sqlite:///{self.database}", store=self.store, name="hostile", **more)

    def scan(self) -> Posture:
        return self.workspace().scan(progress=False)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What the store holds of this registry."""
        workspace = self.workspace()
        with workspace._store.open(workspace._registry()) as con:
            return con.execute(sql).fetchall()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    environment = {"MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"}
    command = [
        sys.executable,
        str(Path(__file__).with_name("fill.py")),
        f"sqlite:///{folder}/mlflow.db",
        f"{folder}/files",
    ]
    made = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=os.environ | environment)
    assert made.returncode == 0, made.stderr
    return folder / "mlflow.db"


@pytest.fixture
def registry(template: Path, tmp_path: Path) -> Registry:
    return Registry(tmp_path, template)


@pytest.fixture(scope="session")
def make_registry(template: Path) -> Callable[[Path], Registry]:
    return lambda folder: Registry(folder, template)
