"""What bytes name that no walk comes to: behind a damage, behind the end, or in a text that is a pickle but for a letter.

Only what is dangerous is told, and only where an opcode stands behind the name: random bytes and prose have neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..verdict import Name
from .names import judge, listed
from .texts import Buffer

MOST: Final = 2 << 20
_LONGEST: Final = 101  # bytes of a name
_WORD: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."
_NAME: Final = rb"[A-Za-z_][\w.]{1,100}"
_LINE: Final = re.compile(rb"\n(?=(" + _NAME + rb")\n[()SVUXCKIqpr\x80-\x95#])")
_END: Final = re.compile(
    rb"(?<=[\w.])(?:\x94|q.|r....)?\x93", re.DOTALL
)  # of a text, put into the memo or not, and STACK_GLOBAL
_WHOLE: Final = re.compile(_NAME)


def dangers(buffer: Buffer, start: int = 0) -> Iterator[Name]:
    """The dangerous names that stand in the bytes from ``start`` as GLOBAL, INST or STACK_GLOBAL would have them."""
    rest = bytes(buffer[start : start + MOST])
    seen: set[tuple[bytes, bytes]] = set()
    for found in (_in_lines, _on_stack):
        for pair in found(rest):
            if pair not in seen:
                seen.add(pair)
                module, name = pair[0].decode(), pair[1].decode()
                if listed(
                    module, name
                ):  # as it stands: what a name reaches through another's is too much to guess here
                    yield judge(module, name)


# Both look back from what ends a name: a pattern that begins at each letter takes hours for some megabytes of one letter.


def _in_lines(rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    """As GLOBAL and INST have them: from the line with the name, back to each letter that may be the opcode."""
    for match in _LINE.finditer(rest):
        run = _run(rest, match.start())
        for i, letter in enumerate(run):
            if letter in b"ci" and _WHOLE.fullmatch(run, i + 1):
                yield run[i + 1 :], match[1]


def _on_stack(rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    """As STACK_GLOBAL has them: two texts before it, each as long as it says."""
    for match in _END.finditer(rest):
        for begin, name in _texts_before(rest, match.end() - 1):
            for _, module in _texts_before(rest, begin):
                yield module, name


def _texts_before(rest: bytes, end: int) -> Iterator[tuple[int, bytes]]:
    """Where short texts begin that end here, put into the memo or not, and what they say."""
    for memo, size in ((b"", 0), (b"\x94", 1), (b"q", 2), (b"r", 5)):
        stop = end - size
        if stop <= 0 or not rest.startswith(memo, stop):
            continue
        for length in range(2, len(_run(rest, stop)) + 1):
            begin = stop - length
            for opcode in (b"\x8c%c", b"U%c", b"X%c\0\0\0"):
                head = opcode % length
                if rest.endswith(head, 0, begin) and _WHOLE.fullmatch(rest, begin, stop):
                    yield begin - len(head), rest[begin:stop]


def _run(rest: bytes, end: int) -> bytes:
    """What of the bytes before ``end`` may be a name, and an opcode's letter before it."""
    before = rest[max(0, end - _LONGEST - 1) : end]
    return before[len(before.rstrip(_WORD)) :]
