"""Commands that a text spells: nothing here runs them, but someone may, and weights need none.

A text that only speaks of ``os.system`` is prose; one that calls it, with its bracket, is a command.
Sources: MITRE ATT&CK T1059 (command and scripting interpreters) and T1140 (encoded payloads); GTFOBins (reverse shells).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from .judging import dangerous, unknown
from .verdict import Name

MOST: Final = 1 << 16  # characters of one text that are looked at
_RUNS: Final = re.compile(
    r"\b(?:os|posix|nt)\s?\.\s?(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawn)\s?\("
    r"|\bsubprocess\s?\.\s?(?:run|call|Popen|check_call|check_output|getoutput|getstatusoutput)\s?\("
    r"|(?<![\w.])(?:exec|eval)\s?\(\s?(?:compile|base64|zlib|bytes|marshal|codecs|requests|url|open|__import__|globals|getattr|chr|input)"
    r"|\b(?:c?[pP]ickle|_pickle|marshal|dill|cloudpickle)\s?\.\s?loads?\s?\(|__import__\s?\(\s?[\"']|\bpty\s?\.\s?spawn\s?\("
    r"|\bsocket\s?\.\s?socket\s?\(|\bctypes\s?\.\s?(?:CDLL|cdll)\b|/dev/tcp/[\w.$]|\bncat?\s+(?:-\w+\s+){0,4}-e\b"
    r"|\b(?:curl|wget)\b[^\n|;&]{0,200}\|\s?(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\brm\s+-[rf]{1,2}\s+(?:[/~*]|\$HOME)"
    r"|\bpowershell(?:\.exe)?\s[^\n]{0,60}-(?:enc|encodedcommand|w\s+hidden)\b"
)
_READS: Final = re.compile(
    r"<script\b|\bjavascript:|(?<![\w.])(?:exec|eval)\s?\(\s?[^)\s]|(?:^|[;\n])\s*(?:import|from)\s+(?:os|subprocess|socket|pty|ctypes|pickle|marshal)\b"
    r"|\bchmod\s+[0-7+]{2,4}\s|\b(?:curl|wget)\s+(?:-\w+\s+){0,4}https?://|\brm\s+-[rf]{1,2}\s"
)
_MAY: Final = frozenset("( |")  # no command is without one of them, and no base64 has any: a name need not be searched
_ENCODED: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX: Final = re.compile(r"(?:0x)?(?:[0-9a-fA-F]{2}){8,}")


def runs(text: str) -> str:
    """The command that a text spells, as it stands there, in base64 or in hexadecimal; or nothing."""
    text = text[:MOST]
    if not _MAY.isdisjoint(text):
        found = _RUNS.search(text)
        return _shown(text, found.start()) if found else ""
    inner = decoded(text)
    plain = inner.decode("ascii", "replace") if inner else ""
    found = _RUNS.search(plain) or _READS.search(plain)
    return _shown(plain, found.start()) if found else ""


def reads_as_code(text: str) -> str:
    """What reads as part of a script, where that is odd enough to be told; or nothing."""
    text = text[:MOST]
    found = _READS.search(text)
    return _shown(text, found.start()) if found else ""


def told(key: str, text: str) -> Iterator[Name]:
    """What is to be said of a text that describes weights: a command there waits for somebody to run it."""
    if command := runs(text):
        yield dangerous(f"{key}: {command}", "a command in the description; weights need none")
    elif code := reads_as_code(text):
        yield unknown(f"{key}: {code}", "it reads as part of a script, in the description")


def decoded(text: str) -> bytes:
    """What a text of base64 or hexadecimal digits stands for; nothing when it is neither.

    Words and hashes are texts of such digits, too; they decode to bytes that mean nothing, and whoever asks looks at those.
    """
    text = text.strip()
    try:
        if _HEX.fullmatch(text):
            return bytes.fromhex(text.removeprefix("0x"))
        if _ENCODED.fullmatch(text):
            return base64.b64decode(text.translate({45: 43, 95: 47}).rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (ValueError, binascii.Error):
        pass
    return b""


def _shown(text: str, at: int) -> str:
    return " ".join(text[at : at + 80].split())
