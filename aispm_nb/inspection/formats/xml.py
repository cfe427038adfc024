"""XML, PMML among it: entities from elsewhere, scripts and stylesheets, told from the text; nothing is parsed or fetched.

Sources: OWASP "XML External Entity Prevention"; Data Mining Group, PMML 4.4.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..judging import dangerous, unknown
from ..verdict import Inspected, Name, concluded

FORMATS = ("xml",)
MOST = 16 << 20
_RULES = (
    (re.compile(r"<!ENTITY[^>]{0,400}?\b(SYSTEM|PUBLIC)\b"), "entity", True, "it fetches files or addresses when it is parsed (XXE)"),
    (re.compile(r"<!DOCTYPE[^>\[]{0,400}?\b(SYSTEM|PUBLIC)\s+[\"'](?!http://www\.w3\.org|-//W3C)"), "doctype", False, "its document type comes from elsewhere"),
    (re.compile(r"<!ENTITY"), "entity", False, "it defines entities, which can expand without end"),
    (re.compile(r"<(\w+:)?script\b|javascript:|\bon(load|error|click)\s*=", re.I), "script", True, "it holds a script"),
    (re.compile(r"<xsl:(stylesheet|transform)|<\?xml-stylesheet|xmlns:\w+\s*=\s*[\"'](java|xalan|http://xml\.apache\.org/xalan)", re.I), "stylesheet", False, "a stylesheet can call code of the machine"),
    (re.compile(r"<xi:include\b|xinclude", re.I), "include", False, "it takes in other files"),
    (re.compile(r"java\.lang\.(Runtime|ProcessBuilder)|getRuntime\(\)"), "java.lang.Runtime", True, "it starts programs through Java"),
)  # fmt: skip


def inspect(view: memoryview, path: str) -> Inspected:
    head = bytes(view[:MOST])
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    pmml = re.search(r"<(\w+:)?PMML\b", text[:4096])
    return concluded(
        path, "pmml" if pmml else "xml", _found(text, len(view)), "no entities and no scripts in it", len(view)
    )


def _found(text: str, size: int) -> Iterator[Name]:
    for pattern, name, bad, why in _RULES:
        if pattern.search(text):
            yield (dangerous if bad else unknown)(name, why)
    if size > MOST:
        yield unknown("xml", f"only the first {MOST >> 20} MB of it were looked at")
