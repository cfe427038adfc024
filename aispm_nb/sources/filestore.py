"""MLflow's file store (mlruns/), read through MLflow's own migration into a temporary SQLite database.

The migration only reads the folder (its sources say so, and a test compares every byte); it runs in a process of its
own, with a limit, because it parses what others wrote.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from ..vocabulary import CannotAssess, Table
from .land import Pull
from .sqlite import SnapshotReading, snapshot

TIMEOUT = 1800


class FileStore:
    """A folder that holds an MLflow file store, or that holds ``mlruns`` which does."""

    kind = "file"

    def __init__(self, path: Path, tables: tuple[Table, ...]):
        self.path = path
        self.uri = path.absolute().as_uri()
        self.tables = tables

    @contextmanager
    def reading(self) -> Iterator[FileStoreReading]:
        if not holds(self.path):
            raise CannotAssess(
                f"{self.path}: expected MLflow's file store (mlruns, or folders of experiments with meta.yaml), found "
                f"{'none in it' if self.path.is_dir() else 'no such folder'}; check the tracking URI"
            )
        with tempfile.TemporaryDirectory(prefix="aispm-") as folder:
            migrated = Path(folder) / "mlflow.db"
            damaged = _migrate(self.path, migrated)
            _name(migrated)
            with snapshot(migrated) as copy:
                yield FileStoreReading(copy, self.uri, self.tables, damaged)


class FileStoreReading(SnapshotReading):
    def __init__(self, copy: Path, uri: str, tables: tuple[Table, ...], damaged: list[str]):
        super().__init__(copy, uri, tables)
        self.damaged = damaged

    def pulls(self, tables: Sequence[Table]) -> Iterator[Pull]:
        for pull in super().pulls(tables):
            if self.damaged and pull.table.name == "experiments":
                reason = (
                    f"{len(self.damaged)} files of the store are unreadable, such as {self.damaged[0]}; repair them"
                )
                yield replace(pull, unseen=pull.unseen | {"experiments.unreadable": reason})
            else:
                yield pull


def holds(path: Path) -> bool:
    return any(
        any(store.glob(pattern))
        for store in (path, path / "mlruns")
        for pattern in ("*/meta.yaml", "models/*/meta.yaml")
    )


def _migrate(source: Path, target: Path) -> list[str]:
    """Make the database; the files that could not be read, which the migration leaves out with a warning."""
    command = [sys.executable, "-m", "mlflow", "migrate-filestore", "--no-progress",
               "--source", str(source.absolute()), "--target", f"sqlite:///{target}"]  # fmt: skip
    # The folder it starts in is the temporary one: MLflow may leave a file where it runs.
    env = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_TRACKING_URI": f"sqlite:///{target}"}
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter, and no shell
            command, capture_output=True, text=True, cwd=target.parent, env=env, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired as error:
        raise CannotAssess(
            f"{source}: reading the file store took longer than {TIMEOUT} s; migrate it once with `mlflow "
            "migrate-filestore` and scan the database it gives"
        ) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise CannotAssess(
            f"{source}: expected a file store that `mlflow migrate-filestore` can read, found: {lines[-1][:300]}; "
            "repair or remove the file it names, or run the command by hand to see more"
        )
    return re.findall(r"Failed to read (.+?):", done.stderr)


def _name(migrated: Path) -> None:
    """Ids that the migration draws anew each time, made from what they stand for (as rest_tracking makes them): an
    unchanged store is then the same at every scan."""
    with closing(sqlite3.connect(migrated)) as con, con:
        con.executescript("""
            UPDATE inputs SET source_id = (
                SELECT experiment_id || '/' || name || '@' || digest FROM datasets WHERE dataset_uuid = source_id)
            WHERE source_type = 'DATASET' AND source_id IN (SELECT dataset_uuid FROM datasets);
            UPDATE datasets SET dataset_uuid = experiment_id || '/' || name || '@' || digest;
            UPDATE input_tags SET input_uuid = (
                SELECT source_id || '>' || destination_id FROM inputs WHERE inputs.input_uuid = input_tags.input_uuid);
            UPDATE inputs SET input_uuid = source_id || '>' || destination_id;
        """)
