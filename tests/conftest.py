"""What suites share: the sample registries, scanned once a session, and what to do when a component is missing."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import aispm_nb as aispm
from aispm_nb import samples
from aispm_nb.posture import Posture
from aispm_nb.session import Workspace


def require(there: object, what: str) -> None:
    """Skip where a component is missing on somebody's machine; in CI all are there, or the test fails."""
    if there:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {what}")
    pytest.skip(what)


@dataclass(frozen=True)
class Scanned:
    """A sample registry, the workspace over it and its first posture. Shared: do not change it."""

    sample: Any
    store: Path
    workspace: Workspace
    posture: Posture
    before: str  # digest of the sample's folder before it was scanned

    @cached_property
    def truth(self) -> dict[str, Any]:
        truth: dict[str, Any] = yaml.safe_load(self.sample.truth.read_text(encoding="utf-8"))
        return truth


def scan_sample(name: str, folder: Path) -> Scanned:
    """Unpack ``name`` below ``folder`` and scan it, with all that a host would give: users and their settings too."""
    sample = samples.unpack(name, folder / name)
    before = digest(sample.folder)
    ini, store = sample.folder / "basic_auth.ini", folder / f"{name}.duckdb"
    workspace = aispm.connect(
        sample.uri,
        store=store,
        auth=sample.auth_uri,
        auth_ini=ini if ini.is_file() else None,
        workspace=sample.workspace,
        name=name,
    )
    return Scanned(sample, store, workspace, workspace.scan(progress=False), before)


def digest(folder: Path) -> str:
    """All that a folder holds: names, bytes, times and permissions."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        found.update(f"{path.relative_to(folder)} {info.st_mode} {info.st_mtime_ns} {info.st_size}\n".encode())
        if path.is_file() and not path.is_symlink():
            found.update(path.read_bytes())
    return found.hexdigest()


def contents(store: Path) -> dict[str, tuple[Any, ...]]:
    """Row counts and hashes of every table in a store file, but for the log of scans, which grows with each."""
    with duckdb.connect(str(store)) as con:
        names = con.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        return {
            f"{schema}.{name}": con.execute(
                f'SELECT count(*), sum(hash(t)::HUGEINT), bit_xor(hash(t)) FROM "{schema}"."{name}" t'
            ).fetchall()[0]
            for schema, name in names
            if name != "scans"
        }


@pytest.fixture(scope="session")
def public_folder() -> Iterator[Path]:
    """A temporary folder that every user may enter, unlike pytest's own: samples have plants about permissions."""
    folder = Path(tempfile.mkdtemp(prefix="aispm-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Library:
    """The sample registries by name, each scanned when it is first asked for."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.known: dict[str, Scanned] = {}

    def __getitem__(self, name: str) -> Scanned:
        if name not in self.known:
            with pytest.MonkeyPatch.context() as patch:  # a developer's own MLflow settings are not part of a sample
                for variable in [name for name in os.environ if name.startswith("MLFLOW_")]:
                    patch.delenv(variable)
                self.known[name] = scan_sample(name, self.folder)
        return self.known[name]


@pytest.fixture(scope="session")
def library(public_folder: Path) -> Library:
    return Library(public_folder)
