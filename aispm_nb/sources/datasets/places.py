"""From a data set's source, as MLflow keeps it, to a file that can be read here. Addresses are never fetched."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ...training_data.inputs.files import PARQUET, READERS
from ..artifacts.folder import Unread

MOST_BYTES = 2 << 30  # of one data set, inside a scan; `check-data` has no such limit


def place(source_type: str | None, source: str | None) -> Path:
    """The file behind a data set.

    Raises
    ------
    Unread : it is nowhere that can be read from here; the reason names the next move.
    """
    try:
        told = json.loads(source or "{}")
    except (ValueError, RecursionError):
        told = {}
    uri = told.get("uri") or told.get("url") or told.get("path") if isinstance(told, dict) else None
    move = "check the file itself with aispm check-data"
    if not isinstance(uri, str) or not uri:
        kind = source_type or "none"
        raise Unread("unread", f"its source ({kind[:40]}) names no file; {move}")
    try:
        parts = urlsplit(uri)
    except ValueError:
        raise Unread("unread", f"its source is no address; {move}") from None
    if parts.scheme not in ("", "file") and len(parts.scheme) > 1:
        raise Unread("unread", f"its rows are at an address ({parts.scheme[:20]}:) that a scan does not fetch; {move}")
    path = Path(unquote(parts.path) if parts.scheme == "file" else uri)
    if path.suffix.lower() not in (*PARQUET, *READERS):
        raise Unread("unread", f"its source is no Parquet, CSV or JSON lines file; {move}")
    try:
        if not path.is_file():
            raise Unread("absent", f"its file is not there; restore it, or {move}")
        if path.stat().st_size > MOST_BYTES:
            raise Unread(
                "unread", f"its file is larger than {MOST_BYTES >> 30} GiB, the most that a scan reads; {move}"
            )
    except OSError as error:
        raise Unread("unread", f"its file cannot be looked at ({error.strerror}); {move}") from error
    return path
