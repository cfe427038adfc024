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

MOST: Final = 8 << 20
_NAME: Final = rb"[A-Za-z_][\w.]{1,100}"
_LINES: Final = re.compile(rb"[ci](" + _NAME + rb")\n(" + _NAME + rb")\n[()SVUXCKIqpr\x80-\x95#]")
_STACK: Final = re.compile(
    rb"(?:\x8c.|X.\0\0\0|U.)(" + _NAME + rb")(?:\x94|q.|r....)?(?:\x8c.|X.\0\0\0|U.)(" + _NAME + rb")(?:\x94|q.|r....)?\x93", re.DOTALL
)  # fmt: skip


def dangers(buffer: Buffer, start: int = 0) -> Iterator[Name]:
    """The dangerous names that stand in the bytes from ``start`` as GLOBAL, INST or STACK_GLOBAL would have them."""
    rest = bytes(buffer[start : start + MOST])
    seen: set[tuple[bytes, bytes]] = set()
    for pattern in (_LINES, _STACK):
        if pattern is _LINES and b"\n" not in rest:
            continue
        for match in pattern.finditer(rest):
            if match.groups() not in seen:
                seen.add((match[1], match[2]))
                module, name = match[1].decode(), match[2].decode()
                if listed(
                    module, name
                ):  # as it stands: what a name reaches through another's is too much to guess here
                    yield judge(module, name)
