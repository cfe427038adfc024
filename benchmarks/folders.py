"""A registry with 5,000 model folders, as MLflow wrote them, scanned twice; the second time nothing has changed."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.measure import CACHE, Row, fresh, seconds

COUNT = 5_000


def registry() -> Path:
    """The bank's database with COUNT more logged models, each with a folder of its own."""
    from aispm_nb.samples import unpack

    root = CACHE / "model-folders"
    path = root / "mlflow.db"
    if path.exists():
        return path
    shutil.rmtree(root, ignore_errors=True)
    models = [
        found.parent for name in ("bank", "vision") for found in (unpack(name, root / name).folder).rglob("MLmodel")
    ]
    with closing(sqlite3.connect(root / "bank" / "mlflow.db")) as con, con:
        columns = [row[1] for row in con.execute("PRAGMA table_info(logged_models)")]
        row = dict(zip(columns, con.execute("SELECT * FROM logged_models LIMIT 1").fetchone(), strict=True))
        for i in range(COUNT):
            folder = root / "models" / str(i)
            shutil.copytree(models[i % len(models)], folder)
            with (folder / "MLmodel").open("a") as file:  # no two are the same in a registry either
                file.write(f"\ncopy: {i}\n")
            told = row | {"model_id": f"m-{i:032x}", "artifact_location": str(folder)}
            con.execute(f"INSERT INTO logged_models VALUES ({', '.join('?' * len(told))})", list(told.values()))
    shutil.copy(root / "bank" / "mlflow.db", path)
    return path


def scanning(path: str) -> list[float]:
    """Seconds of a first scan and of a second one."""
    from aispm_nb.session import connect

    with tempfile.TemporaryDirectory() as folder:
        workspace = connect(f"sqlite:///{path}", store=Path(folder) / "store.duckdb", name="folders")
        return [seconds(lambda: workspace.scan(progress=False)) for _ in range(2)]


def rows(full: bool) -> list[Row]:
    first, again = fresh(scanning, registry())
    return [
        Row(f"a scan with {COUNT:,} model folders", f"{first:.1f} s", "none", "", "< 60 s", first < 60),
        Row("the same, nothing changed", f"{again:.1f} s", "none", f"{first / again:.1f} x", "reported", None),
    ]
