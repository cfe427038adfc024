"""Commands that a text spells: nothing here runs them, but someone may, and weights need none.

A text that only speaks of ``os.system`` is prose; one that calls it, with its arguments, is a command; one that is a
program or a command line as a whole is there to be run. Sources: MITRE ATT&CK T1059 (command and scripting interpreters),
T1027 and T1140 (encoded payloads); GTFOBins (reverse shells).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from .judging import dangerous, unknown
from .source import effects, parses
from .verdict import Name, Verdict

MOST: Final = 1 << 16  # characters of one text that are looked at
HEAD, TAIL = 1 << 20, 256 << 10  # of the bytes that are searched
# Patterns as texts: re compiles them when they are first asked for, which takes 2 ms that a folder of weights need not wait for.
_RUNS: Final = (
    r"\b(?:os|posix|nt)\s?\.\s?(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawn)\s?\(\s?[^)\s]"
    r"|\bsubprocess\s?\.\s?(?:run|call|Popen|check_call|check_output|getoutput|getstatusoutput)\s?\(\s?[^)\s]"
    r"|(?<![\w.])(?:exec|eval)\s?\(\s?(?:compile|base64|zlib|bytes|marshal|codecs|requests|url|open|__import__|globals|getattr|chr|input)"
    r"|\b(?:c?[pP]ickle|_pickle|marshal|dill|cloudpickle)\s?\.\s?loads?\s?\(\s?[^)\s]|__import__\s?\(\s?[\"']|\bpty\s?\.\s?spawn\s?\(\s?[\"']"
    r"|\bcommands\s?\.\s?get(?:status)?output\s?\(\s?[\"']|\bimportlib\s?\.\s?import_module\s?\(\s?[\"'](?:os|subprocess|pty|socket|ctypes)\b"
    r"|\bsocket\s?\.\s?socket\s?\(|\bctypes\s?\.\s?(?:CDLL|cdll)\b|/dev/tcp/[\w.$]|\bncat?\s+(?:-\w+\s+){0,4}-e\b"
    r"|\b(?:curl|wget)\b[^\n|;&]{0,200}\|\s?(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\brm\s+-[rf]{1,2}\s+(?:[/~*]|\$HOME)"
    r"|\bpowershell(?:\.exe)?\s[^\n]{0,60}-(?:enc|encodedcommand|w\s+hidden)\b"
)
_READS: Final = (
    r"<script\b|\bjavascript:|(?<![\w.])(?:exec|eval)\s?\(\s?[^)\s]"
    r"|(?:^|[;\n])\s*(?:import|from)\s+(?:os|subprocess|socket|pty|ctypes|pickle|marshal)\b"
    r"|\bchmod\s+[0-7+]{2,4}\s|\b(?:curl|wget)\s+(?:-\w+\s+){0,4}https?://|\brm\s+-[rf]{1,2}\s"
)
_LINE: Final = r"\s*(?:sudo\s+)?(?:curl|wget|rm|nc|ncat|powershell(?:\.exe)?|(?:/bin/)?(?:ba|z|da|k)?sh|python3?\s+-c|perl\s+-e|cmd(?:\.exe)?\s+/c)\s"  # fmt: skip
_NEEDLES: Final = (b"system(", b"popen(", b"subprocess.", b"__import__(", b"exec(", b"eval(", b"/dev/tcp/", b"curl ", b"wget ",
                   b"rm -", b"powershell", b"pickle.load", b"marshal.load", b".socket(", b"import_module(")  # fmt: skip
LEAST: Final = 20  # characters of a command that is encoded
_MAY: Final = frozenset("( |")  # no command is without one of them, and no base64 has any: a name need not be searched
_ENCODED: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEXADECIMAL: Final = "0123456789abcdefABCDEFx"
_WHOLE = "a program or a command line as text, which somebody is meant to run; a model needs none"


def command(text: str) -> Name | None:
    """The judgement on a text that spells a command, as it stands there, in base64 or in hexadecimal; None for any other."""
    text = text[:MOST]
    if not _MAY.isdisjoint(text):
        return _plain(text)
    return encoded_command(decoded(text)) if len(text) >= LEAST else None


def encoded_command(inner: bytes) -> Name | None:
    """The judgement on what a text stood for in base64 or in hexadecimal."""
    if not inner or not inner.isascii():
        return None
    plain = inner.decode()
    found = re.search(_RUNS, plain) or re.search(_READS, plain)
    return (
        dangerous(_shown(plain, found.start()), "a command that is encoded, so that nobody reads it") if found else None
    )


def _plain(text: str) -> Name | None:
    found = re.search(_RUNS, text)
    if found is None and not ("import " in text and "(" in text):
        return None
    if re.match(_LINE, text):
        return dangerous(_shown(text, 0), _WHOLE) if found else None
    if "(" in text and parses(text):
        bad = [name for name in effects(text) if name.verdict is Verdict.DANGEROUS]
        if bad:
            return dangerous(_shown(text, found.start() if found else 0), _WHOLE)
    return unknown(_shown(text, found.start()), "a command within a text") if found else None


def told(key: str, text: str) -> Iterator[Name]:
    """What is to be said of a text that describes weights: a command there waits for somebody to run it."""
    if spelled := command(text):
        yield dangerous(f"{key}: {spelled.name}", "a command in the description; weights need none")
    elif found := re.search(_READS, text[:MOST]):
        yield unknown(f"{key}: {_shown(text, found.start())}", "it reads as part of a script, in the description")


def within(view: memoryview) -> Iterator[Name]:
    """Commands among the bytes of a format whose texts nobody reads here, near its start and its end."""
    raw = bytes(view[:HEAD]) + (bytes(view[-TAIL:]) if len(view) > HEAD else b"")
    if not any(letter in raw for letter in (b"(", b" ", b"/")):
        return
    for needle in _NEEDLES:
        at = raw.find(needle)
        for _ in range(8):
            if at < 0:
                break
            piece = raw[max(0, at - 100) : at + 300].decode("latin-1")
            if found := re.search(_RUNS, piece):
                yield dangerous(_shown(piece, found.start()), "a command among its bytes; weights need none")
                return
            at = raw.find(needle, at + 1)


def decoded(text: str) -> bytes:
    """What a text of base64 or hexadecimal digits stands for; nothing when it is neither.

    Words and hashes are texts of such digits, too; they decode to bytes that mean nothing, and whoever asks looks at those.
    """
    text = text.strip()
    try:
        if not text.strip(_HEXADECIMAL):
            return bytes.fromhex(text.removeprefix("0x")) if len(text) % 2 == 0 else b""
        # Base64 has capitals and small letters; the names of attributes, of which files are full, have not.
        if not text.islower() and _ENCODED.fullmatch(text):
            return base64.b64decode(text.translate({45: 43, 95: 47}).rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (ValueError, binascii.Error):
        pass
    return b""


def _shown(text: str, at: int) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[at : at + 80]).split())
