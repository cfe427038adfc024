"""Small, real MLflow registries with known faults, for demonstrations and tests.

Each was made by MLflow's own client (see its `build.py`) and ships as one archive. `unpack`
puts a copy where you like and rewrites the absolute paths that MLflow stores everywhere, so
that MLflow itself can open the copy. Standard library only; nothing is ever loaded or run.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# Every registry is built under this folder. It is odd so that it occurs nowhere by chance.
BUILD_ROOT = "/tmp/aispm-sample-registry-7d1f3c"

_HERE = Path(__file__).resolve().parent
_ARCHIVE = "registry.tar.xz"
_TEXT_SUFFIXES = {"", ".csv", ".ini", ".json", ".py", ".txt", ".yaml", ".yml"}  # "" is MLmodel


@dataclass(frozen=True)
class Sample:
    """An unpacked registry: where it is, and the list of what was planted in it."""

    name: str
    folder: Path
    uri: str
    auth_uri: str | None
    truth: Path
    workspace: Path | None


def names() -> list[str]:
    """The registries that can be unpacked."""
    return sorted(path.parent.name for path in _HERE.glob(f"*/{_ARCHIVE}"))


def unpack(name: str, destination: str | os.PathLike[str]) -> Sample:
    """Put a clean copy of one registry at `destination`, replacing an earlier copy there.

    A folder that is neither empty nor an earlier copy is refused, so that nothing of yours is lost.
    """
    archive = _HERE / name / _ARCHIVE
    if not archive.is_file():
        raise ValueError(f"no sample registry is called {name!r}; there are: {', '.join(names())}")
    folder = Path(destination).expanduser().resolve()
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ".sample-registry").is_file():
        raise FileExistsError(f"{folder} holds other files; give a new or empty folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive, "r:xz") as tar:
        tar.extractall(folder, filter="data")
        members = tar.getmembers()
    built = f"{BUILD_ROOT}/{name}"
    for database in folder.glob("*.db"):
        _move_database(database, built, folder.as_posix())
    _move_text_files(folder, built, folder.as_posix())
    # The "data" filter drops the write bit of others; one plant is a world-writable file.
    # Deepest first: writing inside a folder would change the folder's own time.
    for member in sorted(members, key=lambda each: -len(each.name)):
        path = folder / member.name
        path.chmod(member.mode & 0o777)
        os.utime(path, (member.mtime, member.mtime))
    auth = folder / "basic_auth.db"
    workspace = _HERE / name / "workspace"
    if workspace.is_dir():
        shutil.copytree(workspace, folder / "workspace")
    return Sample(
        name=name,
        folder=folder,
        uri=f"sqlite:///{(folder / 'mlflow.db').as_posix()}",
        auth_uri=f"sqlite:///{auth.as_posix()}" if auth.is_file() else None,
        truth=_HERE / name / "truth.yaml",
        workspace=folder / "workspace" if workspace.is_dir() else None,
    )


def _move(text: str, built: str, folder: str) -> str:
    # In a file: URI the path is percent-encoded; as a plain path it is not.
    return text.replace(f"file://{built}", f"file://{quote(folder)}").replace(built, folder)


def _move_database(database: Path, built: str, folder: str) -> None:
    """Rewrite the build folder in every text column of every table (JSON columns are text too)."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.create_function("moved", 1, lambda text: _move(text, built, folder))
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for (table,) in tables:
            for column in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
                connection.execute(
                    f'UPDATE "{table}" SET "{column[1]}" = moved("{column[1]}") '
                    f'WHERE typeof("{column[1]}") = \'text\' AND instr("{column[1]}", ?)',
                    (built,),
                )


def _move_text_files(folder: Path, built: str, moved: str) -> None:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file() or path.suffix not in _TEXT_SUFFIXES:
            continue
        content = path.read_bytes()
        if built.encode() in content:
            path.write_bytes(_move(content.decode(), built, moved).encode())
