"""A workspace as a data scientist has it: notebooks, posture documents, and a real registry to scan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from tests.views import postures

KEY = "AKIA" + "Q4ZXW7TBNMPLKJ2H"  # in two parts, so that no scanner takes this file for a leak
CELLS = (
    'import pandas as pd\n\ndf = pd.DataFrame({"age": [31, 42, 58] * 40, "spend": range(120)})',
    "df.describe()",
    f'key = "{KEY}"',
    "print('after')",
)


def write_notebook(path: Path, cells: Sequence[str] = CELLS, kernel: str = "python3") -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": kernel, "display_name": kernel, "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def write_document(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def naming_a_cell(notebook: str, cell: int) -> dict[str, Any]:
    """The golden posture with one finding more: a key in a cell of ``notebook``."""
    secret = postures.rule(
        "NB-01", "Secret in a notebook cell", severity="high", threat="secrets", fix="Rotate the key."
    )
    place = (
        f"notebooks:/{notebook}#cell-{cell}",
        "notebook",
        f"{notebook} cell {cell}",
        "",
        "",
        "small",
        "medium",
        0,
        "",
    )
    found = (8, 11, "Cell holds an AWS secret key", "high", "high", "immediate", "Now, because the key works.", "public poc", "open", True, "high",
             [{"cell": cell, "value": "AKIA…"}], "open", None)  # fmt: skip
    return postures.document(
        [*postures.GOLDEN_RULES, secret], [*postures.GOLDEN_ASSETS, place],
        [found, *postures.GOLDEN_FINDINGS], postures.GOLDEN_LINEAGE,
    )  # fmt: skip
