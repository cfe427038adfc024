"""What a model's environment files ask for: packages, and from where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from ...inspection.plain_yaml import Unreadable, parse
from .mlmodel import word

FILES = ("requirements.txt", "conda.yaml", "python_env.yaml")
# No requirement is longer, and what follows may take a time that grows with the square of it.
MOST_LINE = 2_000
_OPTION = re.compile(r"^(-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host)[=\s]+(\S+)")
_EDITABLE = re.compile(r"^(?:-e|--editable)[=\s]+(\S+)")


def facts(file: str, content: bytes) -> Iterator[dict[str, Any]]:
    """Rows of ``requirements``, without their location; a file that cannot be read gives one of kind ``unreadable``."""
    if file == "requirements.txt":
        for line in content.decode("utf-8", "replace").splitlines():
            yield from _line(file, line)
        return
    try:
        body = parse(content)
    except Unreadable as error:
        yield {"file": file, "kind": "unreadable", "name": str(error)}
        return
    for channel in _list(body.get("channels")):
        yield {"file": file, "kind": "channel", "name": word(channel), "target": word(channel)}
    for entry in _list(body.get("dependencies")):
        if isinstance(entry, dict):
            for line in _list(entry.get("pip")):
                yield from _line(file, word(line))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _line(file: str, line: str) -> Iterator[dict[str, Any]]:
    if len(line) > MOST_LINE:
        yield {"file": file, "kind": "unreadable", "name": line[:200], "pinned": False}
        return
    line = re.sub(r"(^|\s)#.*$", "", line).strip().rstrip("\\").strip()
    line = re.sub(r"\s+--hash=\S+", "", line)
    if not line or line.startswith(("-r", "--requirement", "-c", "--constraint")):
        return
    if option := _OPTION.match(line):
        yield {"file": file, "kind": "option", "name": option[1], "target": option[2]}
        return
    if editable := _EDITABLE.match(line):
        yield {"file": file, "kind": "package", "name": editable[1], "pinned": False, "target": editable[1]}
        return
    try:
        wanted = Requirement(line)
    except (InvalidRequirement, RecursionError):
        kind = "package" if re.match(r"^(?:[a-z+]+://|git\+)", line) else "unreadable"
        yield {
            "file": file,
            "kind": kind,
            "name": line[:200],
            "pinned": False,
            "target": line if kind == "package" else None,
        }
        return
    pinned = any(part.operator in ("==", "===") and not part.version.endswith(".*") for part in wanted.specifier)
    yield {"file": file, "kind": "package", "name": wanted.name, "specifier": str(wanted.specifier), "pinned": pinned,
           "target": wanted.url}  # fmt: skip
