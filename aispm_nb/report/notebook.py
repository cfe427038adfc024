"""``check_notebook``: one notebook against the rules of the workspace, without a registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from ..sources.land import from_rows, land
from ..sources.workspace.read import notebook as read
from ..sources.workspace.tables import CELLS, WORKSPACE
from ..vocabulary import UsageError
from .judging import COLUMNS, judged, room

if TYPE_CHECKING:
    import pandas as pd


def check_notebook(notebook: str | Path | Mapping[str, Any], name: str | None = None) -> NotebookReport:
    """What the rules of the workspace say of one notebook. It is read as text; nothing in it is run.

    Parameters
    ----------
    notebook : path of an ``.ipynb`` file, or the object that such a file holds (nbformat 3 or 4).
    name : what its assets are called, ``notebooks:/NAME#cell-N``; the file's name when it is not given.

    Raises
    ------
    UsageError : the file cannot be opened.
    """
    if isinstance(notebook, Mapping):
        content: bytes | Mapping[str, Any] = notebook
        name = name or "notebook.ipynb"
    else:
        path = Path(notebook)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UsageError(
                f"{path}: expected a notebook, found: {error.strerror}; give the path of an .ipynb file"
            ) from error
        name = name or path.name
    con = room(WORKSPACE)
    rows = read(name, content)
    for table in WORKSPACE:
        land(con, table, from_rows(table, rows[table.name]), 0)
    return NotebookReport(name, con)


@dataclass(frozen=True, repr=False)
class NotebookReport:
    """The answer of :func:`check_notebook`."""

    name: str
    _con: duckdb.DuckDBPyConnection

    @cached_property
    def findings(self) -> pd.DataFrame:
        """rule, title, asset (``notebooks:/NAME#cell-N``), severity, confidence, threat, techniques, says, evidence, fix. Worst first."""
        import pandas as pd

        return pd.DataFrame(judged(self._con, WORKSPACE), columns=COLUMNS)

    @cached_property
    def not_assessed(self) -> dict[str, str]:
        """Cells whose code was not read, by asset, and why."""
        return dict(self._con.execute(f"SELECT asset, reason FROM {CELLS.name} WHERE state = 'unread'").fetchall())

    def __repr__(self) -> str:
        found, unread = self.findings, self.not_assessed
        lines = [
            f"{self.name}: {len(found)} findings"
            if len(found)
            else f"{self.name}: nothing found by the rules of the workspace"
        ]
        lines += [f"  {row.severity:<8} {row.says}" for row in found.itertuples()]
        lines += [f"  not assessed: {asset}, because {reason}" for asset, reason in unread.items()]
        return "\n".join(lines)
