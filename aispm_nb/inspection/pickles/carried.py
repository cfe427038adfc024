"""What the plain data of a pickle carries: another pickle, as it stands or encoded, or the text of a command.

Loading the file builds a text and no more; some other program is meant to load what is in it. So a pickle inside is judged
as if it were a file, and a command is a reason not to call the file *known*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..commands import command, decoded, encoded_command
from ..magic import is_pickle
from ..verdict import Name
from .machine import Walk
from .opcodes import ACTIONS, CODE, PUSH_TEXT
from .reading import body
from .texts import Buffer, text

MOST_TEXT: Final = 1 << 16
MOST_PICKLE: Final = 4 << 20
_HEAD: Final = 64
_BLANKS: Final = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0"  # around a text; what else is not ASCII is not encoded
_SHORT, _PLAIN = CODE["SHORT_BINUNICODE"], CODE["BINUNICODE"]
# What attributes and modules are called, which most texts are: no pickle, no command, since nothing is called there, and by
# small letters alone, one of them beyond f, neither base64 nor hexadecimal. The first two classes share no letter, so that a
# long text is gone through once.
_NAME: Final = re.compile(rb"[a-f0-9x_.]*[g-wyz][a-z0-9_.]*")


def carried(walk: Walk, buffer: Buffer) -> tuple[list[tuple[int, bytes]], list[Name]]:
    """Offsets and bytes of the pickles among the file's texts and bytes, as they are or encoded; and the commands, each once."""
    pickles: list[tuple[int, bytes]] = []
    commands: dict[Name, None] = {}
    for at, raw in _held(walk, buffer):
        inner = b""
        if _starts(raw):
            inner = raw
        elif len(raw) > MOST_TEXT or b"\0" in raw:
            continue
        elif _spaced(raw):
            if found := command(raw.decode("utf-8", "replace")):
                commands[found] = None
        elif not raw.isascii() and not raw.strip(_BLANKS).isascii():
            continue
        elif (inner := decoded(raw.decode("latin-1"))) and (found := encoded_command(inner)):
            commands[found] = None
        if len(inner) > 8 and _starts(inner) and is_pickle(memoryview(inner)):
            pickles.append((at, inner))
    return pickles, list(commands)


def _spaced(raw: bytes) -> bool:
    """Whether it may be a command as it stands: names, numbers and base64 have no such letters."""
    return b"(" in raw or b" " in raw or b"|" in raw


def _held(walk: Walk, buffer: Buffer) -> Iterator[tuple[int, bytes]]:
    """Offsets and bytes of what may carry something. Before protocol 3, bytes are a text of as many letters."""
    for at in walk.long:
        code = buffer[at]
        if code == _SHORT or (code == _PLAIN and not (buffer[at + 2] or buffer[at + 3] or buffer[at + 4])):
            # Nearly all of them.
            start = at + (2 if code == _SHORT else 5)
            raw = bytes(buffer[start : start + buffer[at + 1]])
            if _NAME.fullmatch(raw) is None:
                yield at, raw if raw.isascii() else _letters(buffer, at)
            continue
        start, size = body(buffer, at)
        if size <= MOST_TEXT and ACTIONS[buffer[at]] == PUSH_TEXT:
            yield at, _letters(buffer, at)
        elif size <= MOST_TEXT or (size <= MOST_PICKLE and _starts(bytes(buffer[start : start + _HEAD]))):
            yield at, bytes(buffer[start : start + size])


def _letters(buffer: Buffer, at: int) -> bytes:
    return (text(buffer, at, MOST_TEXT) or "").encode("latin-1", "replace")


def _starts(raw: bytes) -> bool:
    """Whether bytes may be a pickle by how they start: a protocol, or a name or a mark with lines behind it."""
    first = raw[:1]
    return (first == b"\x80" and raw[1:2] <= b"\5") or (first in (b"c", b"(") and b"\n" in raw[:_HEAD])
