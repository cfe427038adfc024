"""XML, PMML among it: entities from elsewhere, scripts and stylesheets, told from the text; nothing is parsed or fetched.

Sources: OWASP "XML External Entity Prevention"; Data Mining Group, PMML 4.4.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..judging import dangerous, unknown
from ..verdict import Inspected, Name, Verdict, concluded

FORMATS = ("xml",)
MOST = 16 << 20
_FROM = re.compile(r"\b(SYSTEM|PUBLIC)\b")
_OURS = re.compile(r"-//W3C|http://www\.w3\.org")
_SCRIPT = re.compile(r"<(\w{1,20}:)?script\b|javascript:|\bon(load|error|click)\s{0,5}=", re.I)
_RULES = (
    (_SCRIPT, "script", True, "it holds a script"),
    (re.compile(r"<xsl:(stylesheet|transform)|<\?xml-stylesheet|http://xml\.apache\.org/xalan", re.I), "stylesheet", False, "a stylesheet can call code of the machine"),
    (re.compile(r"<xi:include\b|xinclude", re.I), "include", False, "it takes in other files"),
    (re.compile(r"\blibrary\s*=\s*[\"'][^\"']{1,300}\.(so|dll|dylib)", re.I), "library", True, "a layer loads a library, which is native code"),
    (re.compile(r"java\.lang\.(Runtime|ProcessBuilder)|getRuntime\(\)"), "java.lang.Runtime", True, "it starts programs through Java"),
)  # fmt: skip
MOST_DECLARED, LONGEST = 1_000, 2_000


def inspect(view: memoryview, path: str) -> Inspected:
    head = bytes(view[:MOST])
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    html = re.match(r"\s*(<!doctype html|<html)", text[:4096], re.I)
    if html and _SCRIPT.search(text):
        why = "a page whose scripts run in the browser that opens it; a model needs none"
        return Inspected(path, "html", Verdict.UNKNOWN, why=why, size=len(view))
    pmml = re.search(r"<(\w+:)?PMML\b", text[:4096])
    return concluded(
        path, "pmml" if pmml else "xml", _found(text, len(view)), "no entities and no scripts in it", len(view)
    )


def _found(text: str, size: int) -> Iterator[Name]:
    for declared in _after(text, "<!ENTITY"):
        if _FROM.search(declared):
            yield dangerous("entity", "it fetches files or addresses when it is parsed (XXE)")
        else:
            yield unknown("entity", "it defines entities, which can expand without end")
    for declared in _after(text, "<!DOCTYPE"):
        if _FROM.search(declared.split("[")[0]) and not _OURS.search(declared):
            yield unknown("doctype", "its document type comes from elsewhere")
    for pattern, name, bad, why in _RULES:
        if pattern.search(text):
            yield (dangerous if bad else unknown)(name, why)
    if size > MOST:
        yield unknown("xml", f"only the first {MOST >> 20} MB of it were looked at")


def _after(text: str, start: str) -> Iterator[str]:
    """What each declaration says, up to a bound of them and of their length."""
    for piece in text.split(start, MOST_DECLARED)[1:]:
        yield piece[:LONGEST].split(">")[0]
