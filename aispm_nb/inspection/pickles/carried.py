"""What the plain data of a pickle carries: another pickle, as it stands or encoded, or the text of a command.

Loading the file builds a text and no more; some other program is meant to load what is in it. So a pickle inside is judged
as if it were a file, and a command is a reason not to call the file *known*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..commands import command, decoded
from ..magic import is_pickle
from ..verdict import Name
from .machine import Buffer, Walk, text
from .opcodes import ACTIONS, PUSH_TEXT
from .reading import body

MOST_TEXT: Final = 1 << 16
MOST_PICKLE: Final = 4 << 20
_HEAD: Final = 64


def pickles(walk: Walk, buffer: Buffer) -> Iterator[tuple[int, bytes]]:
    """Offsets and bytes of the pickles that stand in the file's texts and bytes, as they are or encoded as text."""
    for at, raw in _held(walk, buffer):
        inner = raw if _starts(raw) else decoded(raw.decode("latin-1")) if len(raw) <= MOST_TEXT else b""
        if len(inner) > 8 and _starts(inner) and is_pickle(memoryview(inner)):
            yield at, inner


def commands(walk: Walk, buffer: Buffer) -> Iterator[Name]:
    """The judgements on the commands that the file's texts spell, each once."""
    texts = (raw.decode("utf-8", "replace") for _, raw in _held(walk, buffer) if len(raw) <= MOST_TEXT)
    yield from dict.fromkeys(found for each in texts if (found := command(each)))


def _held(walk: Walk, buffer: Buffer) -> Iterator[tuple[int, bytes]]:
    """Offsets and bytes of what may carry something. Before protocol 3, bytes are a text of as many letters."""
    for at in walk.long:
        start, size = body(buffer, at)
        if size <= MOST_TEXT and ACTIONS[buffer[at]] == PUSH_TEXT:
            yield at, (text(buffer, at, MOST_TEXT) or "").encode("latin-1", "replace")
        elif size <= MOST_TEXT or (size <= MOST_PICKLE and _starts(bytes(buffer[start : start + _HEAD]))):
            yield at, bytes(buffer[start : start + size])


def _starts(raw: bytes) -> bool:
    """Whether bytes may be a pickle by how they start: a protocol, or a name or a mark with lines behind it."""
    return (raw[:1] == b"\x80" and raw[1:2] <= b"\5") or (raw[:1] in (b"c", b"(") and b"\n" in raw[:_HEAD])
