"""YAML: tags that make a careless loader build objects, and classes by name as in JSON.

Source: PyYAML documentation, "Python-specific tags" (CVE-2020-14343).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import plain_yaml
from ..judging import dotted, known, not_assessed, unknown
from ..verdict import Inspected, Name, Verdict, concluded
from .json_config import named

FORMATS = ("yaml",)
MOST = 16 << 20
_TAG = re.compile(
    r"(?:!!python/|tag:yaml\.org,2002:python/|!<tag:yaml\.org,2002:python/)([\w/]+):?([\w.]*)|%TAG\s+(\S+)"
)
_RUNS = ("object/apply", "object/new", "object", "name", "module")


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "yaml", _found(view, path), "data only: no tags, and it names no code", len(view))


def _found(view: memoryview, path: str) -> Iterator[Name]:
    content = bytes(view[:MOST])
    tagged = False
    for match in _TAG.finditer(content.decode("utf-8", "replace")):
        tagged = True
        yield _tag(match)
    if len(content) > plain_yaml.MOST_BYTES:
        yield not_assessed("yaml", f"it has {len(view):,} bytes of YAML, more than are read")
        return
    try:
        yield from named(plain_yaml.parse(content), path)
    except plain_yaml.Unreadable as error:
        if "a mapping was expected" in str(error):
            yield known("values")
        elif "the tag" in str(error) or "alias bomb" in str(error):
            yield unknown("yaml", str(error))
        elif not tagged:
            yield not_assessed("yaml", str(error))


def _tag(match: re.Match[str]) -> Name:
    kind, name = match[1] or "", match[2] or ""
    if not kind:
        return unknown(match[3], "it gives tags other names, which hides them")
    if kind not in _RUNS:
        return known(kind)
    judged = dotted(name) if name else unknown(f"python/{kind}", "")
    verdict = Verdict.DANGEROUS if judged.verdict is Verdict.DANGEROUS or kind == "object/apply" else Verdict.UNKNOWN
    return Name(judged.name, verdict, f"the tag python/{kind} makes a YAML loader import and call it")
