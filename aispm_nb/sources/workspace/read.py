"""One notebook or script as rows of ``cells`` and ``code``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...inspection.code import NotPython, told
from ...inspection.notebook import MOST_TEXT, Cell, NotANotebook, cells
from .tables import CELLS, CODE

Rows = dict[str, list[dict[str, Any]]]


def notebook(path: str, content: bytes | Mapping[str, Any]) -> Rows:
    """The rows of the notebook at ``path``, relative to its workspace and with forward slashes.

    One that cannot be read is one row of ``cells`` that says so.
    """
    try:
        return _rows(path, f"notebooks:/{path}#cell-", cells(content))
    except NotANotebook as error:
        reason = f"{path} cannot be read as a notebook: {error}; open it in JupyterLab and save it again"
        return {
            CELLS.name: [{"asset": f"notebooks:/{path}", "path": path, "state": "unread", "reason": reason}],
            CODE.name: [],
        }


def script(path: str, content: bytes) -> Rows:
    """The rows of the Python file at ``path``."""
    text = content.decode("utf-8-sig", "replace")
    whole = Cell(0, "code", text[:MOST_TEXT], "", cut=len(text) > MOST_TEXT)
    return _rows(path, f"files:/{path}", [whole], numbered=False)


def _rows(path: str, prefix: str, listed: Iterable[Cell], numbered: bool = True) -> Rows:
    rows: Rows = {CELLS.name: [], CODE.name: []}
    names: dict[str, str] = {}
    for cell in listed:
        asset = f"{prefix}{cell.number}" if numbered else prefix
        row = {"asset": asset, "path": path, "cell": cell.number, "kind": cell.kind, "state": "read", "reason": None,
               "source": cell.source, "outputs": cell.outputs}  # fmt: skip
        rows[CELLS.name].append(row)
        if cell.cut:  # what was read is judged; of the rest nothing is known
            reason = f"it is longer than {MOST_TEXT >> 10} kB and was not read to its end; look at the rest of it"
            rows[CELLS.name].append({"asset": asset, "path": path, "state": "unread", "reason": reason})
        if cell.kind != "code":
            continue
        try:
            rows[CODE.name] += (
                {"asset": asset, "line": t.line, "what": t.what, "name": t.name, "detail": t.detail}
                for t in told(cell.source, names)
            )
        except NotPython as error:
            row |= {"state": "unread", "reason": f"its code was not read: {error}; mend it, or make it a raw cell"}
    return rows
