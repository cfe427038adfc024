"""A large MLflow registry, to measure with: about 2.2 million rows, seeded, in a quarter minute.

MLflow itself makes the schema in an empty file; the rows are then written by plain SQL, because
MLflow's client would take hours. MlflowClient reads the result like any other.

    python -m benchmarks.registry /tmp/large.db --scale 1
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from benchmarks.registry_models import prompts, registry, traces
from benchmarks.registry_runs import STORE, Ids, Row, Size, datasets, edges, logged_models, runs

PARTS = (runs, logged_models, registry, prompts, datasets, edges, traces)


def make(path: str | os.PathLike[str], seed: int = 0, **size: int) -> dict[str, int]:
    """Write the registry to a new file at `path`; returns the number of rows by table."""
    wanted = Size(**size)
    target = Path(path)
    target.unlink(missing_ok=True)
    _schema(target)
    ids = Ids(random.Random(seed))
    ids.runs = [ids.fresh() for _ in range(wanted.runs)]
    ids.logged = [f"m-{ids.fresh()}" for _ in range(wanted.logged)]
    ids.datasets = [ids.fresh() for _ in range(wanted.datasets)]
    with closing(sqlite3.connect(target)) as connection:
        # Nothing is lost if this is interrupted: the file is made again
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:  # one sort at the end is cheaper than two million insertions
            connection.execute(f'DROP INDEX "{name}"')
        counts: dict[str, int] = {}
        for part in PARTS:
            for table, columns, rows in part(wanted, ids):
                counts[table] = counts.get(table, 0) + _insert(connection, table, columns, rows)
        for _, statement in indexes:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    return counts


def _schema(target: Path) -> None:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    SqlAlchemyStore(f"sqlite:///{target.resolve()}", STORE).engine.dispose()


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[Row]) -> int:
    # Columns by name: after migrations their order in the file is not that of MLflow's classes
    marks = ", ".join("?" * len(columns.split()))
    names = ", ".join(columns.split())
    return connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows).rowcount


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", type=Path, help="the SQLite file to write (replaced)")
    parser.add_argument("--scale", type=float, default=1.0, help="1: 2.2 million rows")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    scaled = ("models", "prompts", "runs", "logged", "datasets", "traces")
    size = {name: max(1, round(getattr(Size, name) * given.scale)) for name in scaled}
    size["logged"] = max(size["logged"], size["models"] * Size.versions)
    size["runs"] = max(size["runs"], size["logged"])
    began = time.perf_counter()
    counts = make(given.path, given.seed, **size)
    for table, rows in counts.items():
        print(f"{rows:>10,}  {table}")
    megabytes = given.path.stat().st_size / 1e6
    seconds = time.perf_counter() - began
    print(f"{sum(counts.values()):>10,}  rows, {megabytes:.0f} MB, {seconds:.1f} s")


if __name__ == "__main__":
    main()
