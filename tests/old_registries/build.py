"""Make the dumps again: `python tests/old_registries/build.py` (needs uv, pyenv and PyPI).

A virtual environment per version, with mlflow-skinny and what its SQL store asks for; the seed is
run in it. Some minutes and 2 GB of disk; the environments are kept in /tmp for the next time.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WORK = Path("/tmp/aispm-old-registries")
UV = shutil.which("uv") or "/tmp/boot/bin/uv"

OLD = (
    "sqlalchemy<1.5", "alembic<1.9", "sqlparse", "pandas<2", "numpy<1.24", "setuptools<70",
    "prometheus-flask-exporter", "flask<2.3", "werkzeug<2.3", "protobuf<4",
)  # fmt: skip
SQL = (
    "sqlalchemy>=1.4,<2.1", "alembic", "sqlparse", "pandas<3", "numpy<2", "scipy", "setuptools<70",
    "flask",
)  # fmt: skip
TRACES = "opentelemetry-sdk<1.30"  # with a later one these versions cannot end a span
# version -> Python it still runs on, and the packages skinny leaves to the user
VERSIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "1.20.2": ("3.8", OLD),
    "1.30.1": ("3.9", OLD),
    "2.3.2": ("3.9", SQL),
    "2.9.2": ("3.10", SQL),
    "2.14.3": ("3.10", (*SQL, TRACES)),
    "2.22.2": ("3.11", (*SQL, TRACES)),
    "3.1.4": ("3.11", (*SQL, TRACES)),
    "3.6.0": ("3.11", SQL),
    "3.17.2": ("3.11", SQL),
}
FILE_STORES = ("1.30.1", "2.3.2", "2.22.2")


def main() -> None:
    expected: dict[str, dict[str, Any]] = {}
    for version in VERSIONS:
        python = _environment(version)
        expected[f"mlflow-{version}"] = _database(python, version)
        if version in FILE_STORES:
            expected[f"filestore-{version}"] = _file_store(python, version)
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def _environment(version: str) -> str:
    folder = WORK / f"venv-{version}"
    python, packages = VERSIONS[version]
    executable = str(folder / "bin" / "python")
    if not folder.is_dir():
        found = sorted(Path("/root/.pyenv/versions").glob(f"{python}.*/bin/python"))
        subprocess.run([UV, "venv", "-q", "--python", str(found[-1]), str(folder)], check=True)
        wanted = [f"mlflow-skinny=={version}", *packages]
        subprocess.run([UV, "pip", "install", "-q", "--python", executable, *wanted], check=True)
    return executable


def _seed(python: str, store: str, root: Path) -> None:
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet", "DO_NOT_TRACK": "1"}
    quiet["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"
    command = [python, "-W", "ignore", str(HERE / "seed.py"), store, (root / "files").as_posix()]
    subprocess.run(command, check=True, cwd=root, env={**os.environ, **quiet})


def _fresh(name: str) -> Path:
    root = WORK / name
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    return root


def _database(python: str, version: str) -> dict[str, Any]:
    root = _fresh(f"mlflow-{version}")
    _seed(python, f"sqlite:///{root}/mlflow.db", root)
    with closing(sqlite3.connect(root / "mlflow.db")) as connection:
        text = "\n".join(connection.iterdump())
        counts = _count(connection)
    dump = HERE / f"mlflow-{version}.sql.gz"
    dump.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{dump.name}: {dump.stat().st_size / 1000:.0f} kB, {counts}")
    return counts


def _count(connection: sqlite3.Connection) -> dict[str, Any]:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    named = {
        "experiments": "experiments",
        "runs": "runs",
        "registered_models": "registered_models",
        "model_versions": "model_versions",
        "aliases": "registered_model_aliases",
        "datasets": "datasets",
        "logged_models": "logged_models",
        "traces": "trace_info",
    }
    counts: dict[str, Any] = {}
    for kind, table in named.items():  # None: this revision has no such table
        rows = f"SELECT count(*) FROM {table}"
        counts[kind] = connection.execute(rows).fetchone()[0] if table in tables else None
    counts["revision"] = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return counts


def _file_store(python: str, version: str) -> dict[str, Any]:
    root = _fresh(f"filestore-{version}")
    _seed(python, f"file://{root}/mlruns", root)
    archive = HERE / f"filestore-{version}.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(root / "mlruns", "mlruns")
    store = root / "mlruns"
    counts = {
        "experiments": len([*store.glob("[0-9]*/meta.yaml")]),
        "runs": len([*store.glob("[0-9]*/*/meta.yaml")]),
        "registered_models": len([*store.glob("models/*/meta.yaml")]),
        # A deleted version stays here too: its stage is Deleted_Internal (nothing is redacted)
        "model_versions": len([*store.glob("models/*/version-*/meta.yaml")]),
        "aliases": len([*store.glob("models/*/aliases/*")]),
        "datasets": len([*store.glob("[0-9]*/datasets/*/meta.yaml")]),
    }
    print(f"{archive.name}: {archive.stat().st_size / 1000:.0f} kB, {counts}")
    return counts


if __name__ == "__main__":
    main()
