"""Read every notebook and script of a folder into the store. Links are not followed, and nothing leaves the folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from ...inspection.notebook import MOST
from ...vocabulary import Table, UsageError
from ..land import from_rows, land
from .read import Rows, notebook, script
from .tables import CELLS, WORKSPACE

# Folders of tools and environments: other people's code, and copies of what is read anyway.
LEFT_OUT = {
    ".git",
    ".ipynb_checkpoints",
    "node_modules",
    "__pycache__",
    "site-packages",
    ".venv",
    "venv",
    ".tox",
    ".mypy_cache",
    "mlruns",
}


def absent() -> dict[Table, str]:
    """The tables of a scan that was given no workspace, with the reason."""
    return dict.fromkeys(
        WORKSPACE, "no workspace was given; give workspace=… (or --workspace) with a folder of notebooks"
    )


def collect_workspace(
    con: duckdb.DuckDBPyConnection, scan: int, folder: str | Path, progress: Callable[[str], None] = lambda step: None
) -> int:
    """Make the tables of ``WORKSPACE`` hold what the folder holds now; the number of tables that changed.

    Raises
    ------
    UsageError : there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(
            f"Workspace {root}: expected a folder, found {'a file' if root.exists() else 'nothing'}; give the folder that holds the notebooks"
        )
    rows: Rows = {table.name: [] for table in WORKSPACE}
    for path in files(root):
        progress(f"workspace {path.name}"[:32])
        for name, found in _read(path, path.relative_to(root).as_posix()).items():
            rows[name] += found
    return sum(land(con, table, from_rows(table, rows[table.name]), scan) for table in WORKSPACE)


def files(root: Path) -> Iterator[Path]:
    """Notebooks and scripts below ``root``, in the order of their names."""
    for folder, below, names in os.walk(root, followlinks=False):
        here = Path(folder)
        below[:] = sorted(name for name in below if name not in LEFT_OUT and not (here / name / "pyvenv.cfg").exists())
        for name in sorted(names):
            path = here / name
            if path.suffix in (".ipynb", ".py") and path.is_file() and not path.is_symlink():
                yield path


def _read(path: Path, name: str) -> Rows:
    kind = "notebooks" if path.suffix == ".ipynb" else "files"
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        reason = f"{name} cannot be read: {error.strerror}; let this user read it"
        return {CELLS.name: [{"asset": f"{kind}:/{name}", "path": name, "state": "unread", "reason": reason}]}
    return notebook(name, content) if kind == "notebooks" else script(name, content)
