"""Tar files by their own bytes: members are slices, nothing is copied, and long names are bounded.

Sources: POSIX.1-2017 pax (ustar headers, extended headers), GNU tar manual, "Basic Tar Format".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

BLOCK = 512
MOST_NAME = 64 << 10
REGULAR = {b"0", b"\0", b"7", b""}
KINDS = {b"1": "hard link", b"2": "link", b"3": "device", b"4": "block device", b"6": "pipe", b"S": "sparse file"}


class Broken(Exception):
    """The message says what is wrong with the container."""


class Entry(NamedTuple):
    name: str
    kind: str  # "" for a regular file
    target: str
    start: int
    end: int


def is_tar(view: memoryview) -> bool:
    """Old tars have no mark: the check sum over the first header is one."""
    return len(view) >= BLOCK and _sum_is_right(bytes(view[:BLOCK]))


def _sum_is_right(head: bytes) -> bool:
    said = _number(head[148:156])
    return said > 0 and said == sum(head) - sum(head[148:156]) + 8 * 32


def _number(field: bytes) -> int:
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0") or b"0"
    if digits[:1] > b"7":  # what nearly every file has there that is no tar
        return -1
    try:
        return int(digits, 8)
    except ValueError:
        return -1


def entries(view: memoryview) -> Iterator[Entry]:
    """The members.

    Raises
    ------
    Broken : a header is damaged, or a name is longer than ``MOST_NAME``.
    """
    at = 0
    told: dict[str, str] = {}
    while at + BLOCK <= len(view):
        head = bytes(view[at : at + BLOCK])
        if not head.strip(b"\0"):
            return
        size, letter = _number(head[124:136]), head[156:157]
        if not _sum_is_right(head) or size < 0:
            raise Broken(f"the header at byte {at:,} is damaged")
        start = at + BLOCK
        if letter in b"xgLK" and letter:
            if size > MOST_NAME:
                raise Broken(f"a name has {size:,} bytes")
            told |= _told(letter, bytes(view[start : start + size]))
        else:
            size = int(told.get("size", size)) if str(told.get("size", "0")).isdecimal() else size
            short = _text(head[345:500]) + "/" + _text(head[:100]) if head[257:263] == b"ustar\0" and head[345] else ""
            name = told.get("path") or short or _text(head[:100])
            kind = "folder" if letter == b"5" or name.endswith("/") else KINDS.get(letter, "")
            if not kind and letter not in REGULAR:
                kind = "special file"
            if kind in {"hard link", "link", "device", "block device", "pipe", "folder"}:
                size = 0
            yield Entry(name, kind, told.get("linkpath") or _text(head[157:257]), start, min(start + size, len(view)))
            if start + size > len(view):
                raise Broken("its last member is cut off")
            told = {}
        at = start + -(-size // BLOCK) * BLOCK


def length(view: memoryview) -> int:
    """Where the last member ends that can be followed."""
    last = 0
    try:
        for entry in entries(view):
            last = entry.end
    except Broken:
        pass
    return last


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("utf-8", "replace")


def _told(letter: bytes, content: bytes) -> dict[str, str]:
    """What a header says of the member after it: GNU's long names, or pax records ``length key=value``."""
    if letter in b"LK":
        return {"path" if letter == b"L" else "linkpath": _text(content)}
    found = {}
    for record in content.split(b"\n"):
        key, _, value = record.partition(b" ")[2].partition(b"=")
        if key in (b"path", b"linkpath", b"size"):
            found[key.decode()] = value.decode("utf-8", "replace")
    return found
