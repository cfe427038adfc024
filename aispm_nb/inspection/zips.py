"""Zip files by their own bytes: what the directory at the end lists, compared with what lies before each member.

Python's ``zipfile`` and torch's reader disagree on damaged files, and that is how scanners are passed by: a flag bit
that says *encrypted* stops the one and not the other. So flags are noted and the bytes are read anyhow.

Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (its end).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

END, END64, LOCATOR, CENTRAL, LOCAL = b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\1\2", b"PK\3\4"
STORED, DEFLATED, BZIP2, LZMA, ZSTD, XZ = 0, 8, 12, 14, 93, 95
ENCRYPTED = 1
LINK = 0o12  # the kind of a file in the highest bits of its mode, which Unix's tools keep in the external attributes (4.4.15)
_TAIL = 22 + 0xFFFF


class Broken(Exception):
    """The message says what is wrong with the container."""


class Entry(NamedTuple):
    """A member as the directory lists it; ``notes`` is where its local header or its bytes disagree."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int
    end: int
    encrypted: bool
    link: bool
    notes: tuple[str, ...]


def ending(view: memoryview) -> int:
    """Where the end record of a zip lies, or -1."""
    tail = bytes(view[-_TAIL:])
    at = tail.rfind(END)
    return len(view) - len(tail) + at if at >= 0 and len(tail) - at >= 22 else -1


def directory(view: memoryview, most: int) -> tuple[int, int, int]:
    """Where the directory starts and ends, and by how much all offsets are shifted by prepended data.

    Raises
    ------
    Broken : there is none, or it is larger than ``most`` members could make it.
    """
    end = ending(view)
    if end < 0:
        raise Broken("it has no directory: it is cut off or damaged")
    size, offset = struct.unpack("<LL", view[end + 12 : end + 20])
    stop = end
    if end >= 20 and view[end - 20 : end - 16] == LOCATOR:  # torch writes one into small files, too
        (stop,) = struct.unpack("<Q", view[end - 12 : end - 4])
        if view[stop : stop + 4] != END64:
            stop = end - 76
        if stop < 0 or view[stop : stop + 4] != END64 or stop + 56 > len(view):
            raise Broken("the end of its directory is not where it says")
        large = struct.unpack("<QQ", view[stop + 40 : stop + 56])
        if any(small not in (0xFFFFFFFF, wide) for small, wide in zip((size, offset), large, strict=True)):
            raise Broken("its two ends tell of different directories, and readers differ in which one they take")
        size, offset = large
    start = stop - size
    if start < 0 or offset > start:
        raise Broken("its directory lies outside of the file")
    if size > most * 512:
        raise Broken(f"its directory has {size:,} bytes, more than {most:,} members need")
    return start, stop, start - offset


def entries(view: memoryview, most: int = 10_000) -> Iterator[Entry]:
    """The members in the order of the directory.

    Raises
    ------
    Broken : the directory cannot be followed any further.
    """
    at, stop, shift = directory(view, most)
    while at + 46 <= stop:
        head = struct.unpack("<4s6H3L5H2L", view[at : at + 46])
        if head[0] != CENTRAL:
            raise Broken("its directory is damaged")
        flags, method = head[3], head[4]
        crc, packed, size = head[7], head[8], head[9]
        name_at, extra_at = at + 46, at + 46 + head[10]
        next_at = extra_at + head[11] + head[12]
        if next_at > stop:
            raise Broken("its directory is cut off")
        raw = bytes(view[name_at:extra_at])
        packed, size, where = _large(bytes(view[extra_at : extra_at + head[11]]), packed, size, head[16])
        start, notes = _local(view, where + shift, raw, method)
        if start + packed > len(view):
            notes = (*notes, "its bytes end beyond the file")
        yield Entry(_text(raw, flags), method, crc, packed, size, start, min(start + packed, len(view)),
                    bool(flags & ENCRYPTED), head[15] >> 28 == LINK, notes)  # fmt: skip
        at = next_at


def _text(raw: bytes, flags: int) -> str:
    return raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")


def _large(extra: bytes, packed: int, size: int, where: int) -> tuple[int, int, int]:
    """Sizes and place of a member beyond 4 GB, from its ZIP64 field (4.5.3)."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == 1:
            values = [extra[i : i + 8] for i in range(4, min(4 + length, len(extra)) - 7, 8)]
            numbers = iter(int.from_bytes(value, "little") for value in values)
            size = next(numbers, size) if size == 0xFFFFFFFF else size
            packed = next(numbers, packed) if packed == 0xFFFFFFFF else packed
            where = next(numbers, where) if where == 0xFFFFFFFF else where
            break
        extra = extra[4 + length :]
    return packed, size, where


def _local(view: memoryview, at: int, name: bytes, method: int) -> tuple[int, tuple[str, ...]]:
    """Where the bytes start, and how the header before them disagrees with the directory."""
    if at < 0 or at + 30 > len(view):
        return len(view), ("its place lies outside of the file",)
    mark, _, _, said, _, _, _, _, _, named, extra = struct.unpack("<4s5H3L2H", view[at : at + 30])
    notes = []
    if mark != LOCAL:
        notes.append("no header lies before its bytes")
    if bytes(view[at + 30 : at + 30 + named]) != name:
        notes.append("it has another name in front of its bytes than in the directory")
    if said != method:
        notes.append("its two headers name different compressions")
    return min(at + 30 + named + extra, len(view)), tuple(notes)


def names(view: memoryview, most: int = 10_000) -> tuple[str, ...]:
    """The names of the members, as far as the directory can be followed."""
    found: list[str] = []
    try:
        for entry in entries(view, most):
            found.append(entry.name)
            if len(found) >= most:
                break
    except Broken:
        pass
    return tuple(found)
