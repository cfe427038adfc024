"""A notebook as text: its cells in order, and what they have put out. Nothing is run, rendered or fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 64 << 20  # bytes of a notebook file; a larger one is mostly pictures, and is said not to be read
MOST_TEXT = 256 << 10  # characters of one cell, or of one cell's outputs, that are looked at


class NotANotebook(ValueError):
    """It cannot be read as a notebook; the words say why."""


@dataclass(frozen=True)
class Cell:
    """One cell: ``number`` is its 0-based place among all cells, ``kind`` is nbformat's (code, markdown, raw)."""

    number: int
    kind: str
    source: str
    outputs: str
    cut: bool = False  # it, or its outputs, are longer than what is looked at


def cells(notebook: bytes | Mapping[str, Any]) -> Iterator[Cell]:
    """The cells of a notebook of nbformat 3 or 4, given as the bytes of its file or as the object that they hold.

    Raises
    ------
    NotANotebook : it is too large, is no JSON, or has no cells.
    """
    body = _loaded(notebook) if isinstance(notebook, bytes) else notebook
    listed = body.get("cells")
    if listed is None and isinstance(sheets := body.get("worksheets"), list):  # nbformat 3
        listed = [cell for sheet in sheets if isinstance(sheet, Mapping) for cell in sheet.get("cells") or ()]
    if not isinstance(listed, list):
        raise NotANotebook("it has no list of cells")
    for number, cell in enumerate(listed):
        if isinstance(cell, Mapping):
            source = _text(cell.get("source", cell.get("input")))
            outputs = "\n".join(_outputs(cell.get("outputs")))
            cut = max(len(source), len(outputs)) > MOST_TEXT
            yield Cell(number, str(cell.get("cell_type")), source[:MOST_TEXT], outputs[:MOST_TEXT], cut)


def _loaded(content: bytes) -> Mapping[str, Any]:
    if len(content) > MOST:
        raise NotANotebook(f"it is larger than {MOST >> 20} MB")
    try:
        body = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotANotebook(f"it is not JSON ({type(error).__name__})") from error
    if not isinstance(body, dict):
        raise NotANotebook("it is JSON and no notebook")
    return body


def _outputs(outputs: Any) -> Iterator[str]:
    """The texts of outputs; pictures and other data in base64 hold no words."""
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, Mapping):
            continue
        yield _text(output.get("text"))
        yield _text(output.get("evalue"))
        data = output.get("data")
        for kind, value in data.items() if isinstance(data, Mapping) else ():
            if kind.startswith("text/") or kind.endswith("json"):
                yield value if isinstance(value, str) else _text(value) if isinstance(value, list) else str(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
