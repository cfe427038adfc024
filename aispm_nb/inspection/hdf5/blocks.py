"""The bytes of an HDF5 file: where it starts, numbers of its own widths, and the headers of its objects.

Source: HDF5 File Format Specification 3.0, II.A (superblock), IV.A.1 (object headers) and IV.A.2 (messages).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

MAGIC: Final = b"\x89HDF\r\n\x1a\n"
MOST_CONTINUED: Final = 1_000  # pieces of one header
CONTINUATION: Final = 0x10
SHARED: Final = 2  # flag of a message that stands elsewhere


class Broken(Exception):
    """The message says what cannot be followed."""


class Message(NamedTuple):
    """A message of an object header: what kind it is, and its bytes; ``shared`` ones are a pointer."""

    kind: int
    body: memoryview
    shared: bool


class File:
    """An HDF5 file, of which nothing is read until it is asked for.

    Attributes
    ----------
    root : the address of the root group's header.
    offset, length : bytes that an address and a size take.
    heaps : the global heaps that were read last, by address.

    Raises
    ------
    Broken : it has no superblock that can be read.
    """

    def __init__(self, view: memoryview):
        self._view = view
        self.heaps: dict[int, dict[int, memoryview]] = {}
        self._base = self._start()
        version = self.number(self._base + 8, 1, True)
        if version in (0, 1):
            self.offset, self.length = self.number(self._base + 13, 1, True), self.number(self._base + 14, 1, True)
            at = self._base + (24 if version == 0 else 28)
            root = at + 4 * self.offset + self.offset
        elif version in (2, 3):
            self.offset, self.length = self.number(self._base + 9, 1, True), self.number(self._base + 10, 1, True)
            root = self._base + 12 + 3 * self.offset
        else:
            raise Broken(f"its superblock has the version {version}")
        if self.offset not in (2, 4, 8, 16) or self.length not in (2, 4, 8, 16):
            raise Broken("its addresses have no width that is used")
        self.root = self.number(root, self.offset, True)

    def _start(self) -> int:
        if (at := start(self._view)) < 0:
            raise Broken("it has no superblock")
        return at

    def bytes_at(self, at: int, size: int, whole: bool = False) -> memoryview:
        """``size`` bytes at an address, which counts from the superblock (with ``whole`` from the file's start)."""
        at += 0 if whole else self._base
        if at < 0 or size < 0 or at + size > len(self._view):
            raise Broken("something lies outside of the file")
        return self._view[at : at + size]

    def number(self, at: int, size: int, whole: bool = False) -> int:
        return int.from_bytes(self.bytes_at(at, size, whole), "little")

    def address(self, view: memoryview, at: int) -> int | None:
        """The address that stands in some bytes; None where it is *undefined*."""
        value = integer(view, at, self.offset)
        return None if value == (1 << 8 * self.offset) - 1 else value

    def expect(self, at: int, mark: bytes) -> None:
        if self.bytes_at(at, 4) != mark:
            raise Broken(f"no {mark.decode()} stands where one should")

    def messages(self, at: int) -> Iterator[Message]:
        """The messages of an object's header, with those of its continuations."""
        if bytes(self.bytes_at(at, 4)) == b"OHDR":
            flags = self.number(at + 5, 1)
            start = at + 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
            width = 1 << (flags & 3)
            todo = [(start + width, self.number(start, width))]
            head = 6 if flags & 4 else 4
        elif self.number(at, 1) == 1:
            todo, head = [(at + 16, self.number(at + 8, 4))], 8
        else:
            raise Broken("an object has no header")
        for count, (start, size) in enumerate(todo):
            if count > MOST_CONTINUED:
                raise Broken("a header goes on without end")
            for message in self._listed(self.bytes_at(start, size), head):
                if message.kind == CONTINUATION:
                    place, more = self.address(message.body, 0), integer(message.body, self.offset, self.length)
                    if place is None:
                        raise Broken("a header goes on nowhere")
                    if head != 8:
                        self.expect(place, b"OCHK")
                        place, more = place + 4, more - 8
                    todo.append((place, more))
                elif message.kind:
                    yield message

    def _listed(self, block: memoryview, head: int) -> Iterator[Message]:
        at, old = 0, head == 8
        while at + head <= len(block):
            kind, size = integer(block, at, 2 if old else 1), integer(block, at + (2 if old else 1), 2)
            flags = block[at + (4 if old else 3)]
            if at + head + size > len(block):
                raise Broken("a message ends beyond its header")
            yield Message(kind, block[at + head : at + head + size], bool(flags & SHARED))
            at += head + size


def start(view: memoryview) -> int:
    """Where the superblock is: at the start, or behind a block of the user's own of 512 bytes or twice that as often; else -1."""
    at = 0
    while at < len(view):
        if bytes(view[at : at + 8]) == MAGIC:
            return at
        at = at * 2 or 512
    return -1


def integer(view: memoryview, at: int, size: int) -> int:
    """A little-endian number in some bytes."""
    if at < 0 or at + size > len(view):
        raise Broken("a number is cut off")
    return int.from_bytes(view[at : at + size], "little")
