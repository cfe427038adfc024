"""The verbs of the bridge: each takes plain values from the page and gives plain values back."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..vocabulary import UsageError

Say = Callable[[dict[str, Any]], None]


def scan(say: Say, uri: str, store: str, notebooks: bool = False) -> dict[str, Any]:
    """Scan the registry at ``uri`` and write its document into the working folder; tells each step before it begins.

    With ``notebooks``, what lies in the working folder is read as well; their names are then relative to the document.
    """
    from .. import catalogue
    from ..session import connect

    steps = sum(not table.sql for table in catalogue.tables().values())
    done = 0

    def step(name: str) -> None:
        nonlocal done
        # How many folders there are is not known before: the last tenth is theirs, however many they are.
        share = done / steps if done < steps else 1.0
        say({"is": "step", "step": name, "share": 0.9 * share})
        done += 1

    workspace = connect(uri or None, store=store, workspace="." if notebooks else None)
    posture = workspace.scan(progress=step)
    path = f"{_file_name(workspace.name)}.posture.json"
    posture.to_json(path)
    score = (
        "nothing assessed"
        if posture.score is None
        else f"{posture.score:.0f} of 100, {int(posture.coverage * 100 + 1e-9)} % assessed"
    )
    return {"path": path, "name": workspace.name, "words": score}


def latest(say: Say) -> dict[str, Any]:
    """The posture that this kernel made last, gzipped and in base64 (a server limits what a kernel may say in a second)."""
    posture = _latest()
    packed = gzip.compress(posture.to_json().encode(), 6, mtime=0) if posture else b""
    return {"document": base64.b64encode(packed).decode()}


def check_notebook(say: Say, notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Check a notebook as it stands in the page; ``name`` is its path, as its assets are to be called."""
    import aispm_nb

    check = getattr(aispm_nb, "check_notebook", None)
    if check is None:
        raise UsageError(f"aispm_nb {aispm_nb.__version__} cannot check notebooks yet; update it in the scan's kernel")
    frame = check(notebook, name=name).findings
    findings = json.loads(frame.to_json(orient="records"))
    return {"findings": findings, "count": len(findings)}


def label_of(say: Say, name: str) -> dict[str, Any]:
    """Whether the table that the notebook calls ``name`` was looked at, and its column that is called like a label, if one is."""
    from IPython import get_ipython

    from .naming import columns, likely_label

    shell = get_ipython()  # type: ignore[no-untyped-call]
    names = columns(shell.user_ns.get(name)) if shell is not None else None
    return {"seen": names is not None, "label": likely_label(names or [])}


def snapshot(say: Say, document: str | None, to: str) -> dict[str, Any]:
    """Write the snapshot of a document, or of what this kernel made last, as one HTML file."""
    from ..posture import Posture

    posture = _latest() if document is None else Posture.from_json(Path(document))
    if posture is None:
        raise UsageError("This kernel no longer holds its posture; run the cell that scans again")
    return {"path": str(posture.to_html(to))}


def _latest() -> Any:
    from .. import session

    return session.latest() if session.latest else None


def _file_name(name: str) -> str:
    """A registry's name as the name of a file: what a path or a shell could take otherwise becomes a dash."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:80] or "registry"
