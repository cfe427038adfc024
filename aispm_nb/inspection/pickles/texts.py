"""Texts of a pickle, decoded as its unpickler would decode them."""

from __future__ import annotations

import codecs
import warnings
from typing import Final

from .opcodes import CODE
from .reading import body

Buffer = bytes | memoryview

NAMED: Final = 1000  # characters of a name that are judged; a longer one is none
_SHORT: Final = CODE["SHORT_BINUNICODE"]


def text(buffer: Buffer, at: int, most: int) -> str | None:
    """The text that the opcode at ``at`` makes, as the unpickler would decode it, shown up to ``most`` characters."""
    if buffer[at] == _SHORT and (size := buffer[at + 1]) <= most:  # nearly every text
        return str(buffer[at + 2 : at + 2 + size], "utf-8", "replace")
    start, size = body(buffer, at)
    raw = bytes(buffer[start : start + min(size, 4 * most)])
    if buffer[at] == CODE["UNICODE"]:
        shown = _decoded(raw, "raw-unicode-escape")
    elif buffer[at] == CODE["STRING"]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python's own unpickler takes odd escapes without a word, too
                shown = codecs.escape_decode(raw)[0].decode("latin-1")
        except ValueError:
            shown = raw.decode("latin-1")
    else:
        shown = raw.decode("utf-8", "replace")
    return shown if len(shown) <= most and size <= 4 * most else shown[:most] + "…"


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def line(buffer: Buffer, at: int) -> str:
    """The rest of the line, as the opcodes of the first protocols spell names."""
    raw = bytes(buffer[at : at + NAMED])
    end = raw.find(b"\n")
    return str(raw if end < 0 else raw[:end], "utf-8", "replace")
