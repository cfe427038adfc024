"""Jinja templates, chat templates above all: they are rendered at the first message, and a careless reader has no sandbox.

Told from the text of the blocks; nothing is compiled or rendered. Sources: Jinja documentation "Sandbox";
CVE-2024-34359 (llama-cpp-python); github.com/huggingface/transformers, chat templates (what they may call).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..judging import dangerous, known, unknown
from ..verdict import Inspected, Name, concluded

FORMATS = ("jinja",)
MOST = 1 << 20
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))")
_JOINED = re.compile(r"""["']\s{0,20}(?:[~+,]\s{0,20})?["']""")
_DUNDER = re.compile(r"__\w{2,40}?__")
_HARMFUL = re.compile(
    r"\b(?:os\s*\.\s*(?:system|popen|environ|exec\w*|spawn\w*)|popen|subprocess|func_globals|f_globals|gi_frame|gi_code|cr_frame|f_builtins"
    r"|import_module|load_module|mro|builtins|__import__|eval\s*\(|exec\s*\(|getattr\s*\(|setattr\s*\(|open\s*\()|\bimport\s+os\b"
)
_ATTR = re.compile(r"\|\s*(attr|map\s*\(\s*(?:attribute\s*=|[\"']attr))")
_QUOTES = re.compile(r"""["']|\\.""", re.DOTALL)
_CALL = re.compile(r"(?<![\w.|])([A-Za-z_]\w*)\s*\(")
_MACRO = re.compile(r"\bmacro\s+(\w+)")
_FILE = re.compile(r"\{%[-+]?\s*(include|import|extends|from)\b")
# What Transformers gives to templates, Jinja's own that reach nothing, and words of its grammar that stand before a bracket.
_WORDS = (
    "raise_exception strftime_now namespace range dict caller if elif else in not and or is for set filter macro call loop "
    "defined mapping string iterable tojson trim join length"
)
_FREE = frozenset(_WORDS.split())
_REACH = frozenset(("lipsum", "cycler", "joiner", "self", "request", "config", "get_flashed_messages", "url_for"))


def inspect(view: memoryview, path: str) -> Inspected:
    text = bytes(view[:MOST]).decode("utf-8", "replace")
    found = list(template(text))
    if len(view) > MOST:
        found.append(unknown("template", f"it has {len(view):,} bytes, which no honest template has"))
    return concluded(path, "jinja", found, "a template that reaches nothing outside of its messages", len(view))


def template(text: str) -> Iterator[Name]:
    """What the blocks of a template reach for."""
    blocks = list(_blocks(text))
    code = "\n".join(blocks)
    plain = _JOINED.sub("", _ESCAPE.sub(_letter, code))
    for match in (*_DUNDER.finditer(plain), *_HARMFUL.finditer(plain)):
        yield dangerous(
            match[0].strip("( "), "the template reaches out of its sandbox, and runs code when it is rendered"
        )
    for match in _FILE.finditer(code):
        yield unknown(match[1], "the template takes in another file")
    if _ATTR.search(plain):
        yield unknown("attr", "the template takes attributes by names that it computes")
    bare = _bare(code)
    own = set(_MACRO.findall(bare))
    for name in dict.fromkeys(_CALL.findall(bare)):
        if name in _REACH:
            yield unknown(name, "an object through which templates reach out of their sandbox")
        elif name in _FREE or name in own:
            yield known(name)
        else:
            yield unknown(name, "the template calls what no chat template has")
    for name in _REACH:
        if re.search(rf"(?<![\w.]){name}\s*[.\[|]", bare):
            yield unknown(name, "an object through which templates reach out of their sandbox")
    if blocks and not blocks[-1].endswith("}"):
        yield unknown("template", "its blocks do not end")


def _blocks(text: str) -> Iterator[str]:
    """What stands between braces, each block once, in one pass however the braces stand."""
    at = 0
    while 0 <= (at := text.find("{", at)) < len(text) - 1:
        if text[at + 1] not in "{%":
            at += 1
            continue
        end = text.find("}}" if text[at + 1] == "{" else "%}", at + 2)
        if end < 0:
            yield text[at:]
            return
        yield text[at : end + 2]
        at = end + 2


def _bare(code: str) -> str:
    """The code without its texts, in one pass."""
    kept, opened, start = [], "", 0
    for match in _QUOTES.finditer(code):
        if not opened and match[0] in "\"'":
            kept.append(code[start : match.start()])
            opened = match[0]
        elif match[0] == opened:
            opened, start = "", match.end()
    return " ".join([*kept, "" if opened else code[start:]])


def _letter(match: re.Match[str]) -> str:
    digits, octal = match[1] or match[2] or match[3], match[4]
    value = int(digits, 16) if digits else int(octal, 8)
    return chr(value) if value < 0x110000 else "?"
