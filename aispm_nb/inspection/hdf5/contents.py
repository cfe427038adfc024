"""What an HDF5 file holds: its groups walked, and the attributes and data sets that are text, or that lie in other files.

Source: HDF5 File Format Specification 3.0, IV.A.2: messages of dataspaces, datatypes, links, external files, layouts,
filters, attributes, symbol tables and attribute infos.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Broken, File, Message, integer
from .heaps import Fractal, global_object, old_entries, old_links, records

MOST_OBJECTS, MOST_ELEMENTS, MOST_TEXT, SECONDS = 50_000, 1_000, 64 << 20, 1.0
_SPACE, _LINKS, _TYPE, _LINK, _EXTERNAL, _LAYOUT, _FILTERS, _ATTRIBUTE, _TABLE, _ATTRIBUTES = (
    *(0x01, 0x02, 0x03, 0x06, 0x07, 0x08, 0x0B, 0x0C, 0x11, 0x15),
)
_TEXT, _OPAQUE, _VARIABLE = 3, 5, 9
_DEFLATE, _CHECK = 1, 3


@dataclass(frozen=True)
class Held:
    """A text, raw bytes, or the name of another file.

    ``what`` is *attribute*, *data set*, *file* (``content`` is its name), *more* where a data set has more texts than were
    told, or *lost* where something could not be followed, and ``content`` says why.
    """

    what: str
    name: str
    content: bytes


def contents(view: memoryview) -> Iterator[Held]:
    """The texts of a file, one by one; what cannot be followed is told and passed over."""
    try:
        file = File(view)
    except Broken as error:
        yield Held("lost", "", str(error).encode())
        return
    todo, seen, stop = [(file.root, "")], set[int](), time.monotonic() + SECONDS
    while todo:
        at, name = todo.pop()
        if time.monotonic() > stop:
            yield Held("lost", name, b"it has more in it than is looked through")
            return
        if at in seen:
            continue
        seen.add(at)
        if len(seen) > MOST_OBJECTS:
            yield Held("lost", name, b"it has more objects than are looked at")
            return
        try:
            messages = list(file.messages(at))
        except Broken as error:
            yield Held("lost", name, str(error).encode())
            continue
        for message in messages:
            try:
                for found in _found(file, message, name):
                    if isinstance(found, Held):
                        yield found
                    else:
                        todo.append(found)
            except Broken as error:
                yield Held("lost", name, str(error).encode())
        yield from _data(file, messages, name)


def _found(file: File, message: Message, name: str) -> Iterator[Held | tuple[int, str]]:
    if message.kind == _ATTRIBUTE:
        if message.shared:
            raise Broken("an attribute stands in a table of shared ones")
        yield from _attribute(file, message.body, name)
    elif message.kind == _ATTRIBUTES:
        at = 2 + (2 if integer(message.body, 1, 1) & 1 else 0)
        for objects, _, record in _stored(file, message.body, at):
            if integer(record, 8, 1) & 2:
                raise Broken("an attribute stands in a table of shared ones")
            yield from _attribute(file, objects.get(record[:8]), name)
    elif message.kind == _TABLE:
        tree, heap = file.address(message.body, 0), file.address(message.body, file.offset)
        if tree is not None and heap is not None:
            for link, header, soft in old_links(file, tree, heap):
                if not soft and header >= 0:
                    yield header, f"{name}/{link}"
    elif message.kind == _LINKS:
        at = 2 + (8 if integer(message.body, 1, 1) & 1 else 0)
        for objects, kind, record in _stored(file, message.body, at):
            yield from _link(file, objects.get(record[4:11] if kind == 5 else record[8:15]), name)
    elif message.kind == _LINK:
        yield from _link(file, message.body, name)
    elif message.kind == _EXTERNAL:
        yield from _external(file, message.body, name)


def _stored(file: File, body: memoryview, at: int) -> Iterator[tuple[Fractal, int, memoryview]]:
    """Records, with their kind, of the tree that indexes a heap of many attributes or links; its heap stands before it at ``at``."""
    heap, tree = file.address(body, at), file.address(body, at + file.offset)
    if heap is not None and tree is not None:
        objects = Fractal(file, heap)
        for kind, record in records(file, tree):
            yield objects, kind, record


def _link(file: File, body: memoryview, name: str) -> Iterator[Held | tuple[int, str]]:
    flags, at, kind = integer(body, 1, 1), 2, 0
    if flags & 8:
        kind, at = integer(body, at, 1), at + 1
    at += (8 if flags & 4 else 0) + (1 if flags & 16 else 0)
    width = 1 << (flags & 3)
    size = integer(body, at, width)
    at += width
    link = bytes(body[at : at + size]).decode("utf-8", "replace")
    at += size
    if kind == 0:
        header = file.address(body, at)
        if header is not None:
            yield header, f"{name}/{link}"
    elif kind == 64:
        target = bytes(body[at + 3 : at + 2 + integer(body, at, 2)]).partition(b"\0")[0]
        yield Held("file", f"{name}/{link}", target)
    elif kind != 1:
        raise Broken(f"a link is of the kind {kind}, which some program defines")


def _external(file: File, body: memoryview, name: str) -> Iterator[Held]:
    """A data set whose bytes lie in other files."""
    used, heap = integer(body, 6, 2), file.address(body, 8)
    file.expect(heap or 0, b"HEAP")
    head = file.bytes_at(heap or 0, 8 + 2 * file.length + file.offset)
    names = file.bytes_at(file.address(head, 8 + 2 * file.length) or 0, integer(head, 8, file.length))
    for i in range(used):
        at = integer(body, 8 + file.offset + i * 3 * file.length, file.length)
        yield Held("file", name, bytes(names[at : at + 4096]).partition(b"\0")[0])


def _attribute(file: File, body: memoryview, name: str) -> Iterator[Held]:
    version, flags = integer(body, 0, 1), integer(body, 1, 1)
    sizes = [integer(body, at, 2) for at in (2, 4, 6)]
    at = 9 if version == 3 else 8
    parts: list[memoryview] = []
    for size in sizes:
        parts.append(body[at : at + size])
        at += -(-size // 8) * 8 if version == 1 else size
    own = bytes(parts[0]).partition(b"\0")[0].decode("utf-8", "replace")
    kind = _elsewhere(file, parts[1], _TYPE) if version > 1 and flags & 1 else parts[1]
    space = _elsewhere(file, parts[2], _SPACE) if version > 1 and flags & 2 else parts[2]
    yield from _texts(file, kind, _count(file, space), body[at:], "attribute", f"{name}@{own}")


def _elsewhere(file: File, pointer: memoryview, kind: int) -> memoryview:
    """A message that stands in another object's header, such as a type that has a name."""
    if integer(pointer, 0, 1) == 3 and integer(pointer, 1, 1) != 2:
        raise Broken("a message stands in a table of shared ones")
    at = file.address(pointer, 8 if integer(pointer, 0, 1) == 1 else 2)
    for message in file.messages(at) if at is not None else ():
        if message.kind == kind and not message.shared:
            return message.body
    raise Broken("a message that stands elsewhere is not there")


def _count(file: File, space: memoryview) -> int:
    """How many elements a dataspace has."""
    version, rank = integer(space, 0, 1), integer(space, 1, 1)
    if version == 2 and space[3] == 2:
        return 0
    at, count = 8 if version == 1 else 4, 1
    for i in range(rank):
        count *= integer(space, at + i * file.length, file.length)
    return count


def _texts(file: File, kind: memoryview, count: int, data: memoryview, what: str, name: str) -> Iterator[Held]:
    """The texts, or raw bytes, among some elements."""
    size, letters = integer(kind, 4, 4), integer(kind, 0, 1) & 15
    if letters in (_TEXT, _OPAQUE):
        for i in range(min(count, MOST_ELEMENTS)):
            yield Held(what, name, bytes(data[i * size : i * size + min(size, MOST_TEXT)]))
    elif letters == _VARIABLE:
        step = 8 + file.offset
        for i in range(min(count, MOST_ELEMENTS)):
            length, heap = integer(data, i * step, 4), file.address(data, i * step + 4)
            if length and heap:
                held = global_object(file, heap, integer(data, i * step + 4 + file.offset, 4))
                yield Held(what, name, bytes(held[:MOST_TEXT]))
    if letters in (_TEXT, _OPAQUE, _VARIABLE) and count > MOST_ELEMENTS and what == "attribute":
        raise Broken("an attribute has more texts than are looked at")


def _data(file: File, messages: list[Message], name: str) -> Iterator[Held]:
    """The texts of a data set; numbers are left alone."""
    by_kind = {message.kind: message for message in messages}
    kind, layout, space = by_kind.get(_TYPE), by_kind.get(_LAYOUT), by_kind.get(_SPACE)
    if kind is None or layout is None or space is None or _EXTERNAL in by_kind:
        return
    try:
        body = _elsewhere(file, kind.body, _TYPE) if kind.shared else kind.body
        if integer(body, 0, 1) & 15 not in (_TEXT, _OPAQUE, _VARIABLE):
            return
        filters = by_kind.get(_FILTERS)
        size, count = integer(body, 4, 4), _count(file, space.body)
        told = 0
        for part in _parts(file, layout.body, filters.body if filters else None):
            here = min(count, len(part) // size if size else 0)
            if told + here > MOST_ELEMENTS:
                yield from _texts(file, body, MOST_ELEMENTS - told, part, "data set", name)
                yield Held("more", name, b"")
                return
            told += here
            yield from _texts(file, body, here, part, "data set", name)
    except Broken as error:
        yield Held("lost", name, str(error).encode())


def _parts(file: File, layout: memoryview, filters: memoryview | None) -> Iterator[memoryview]:
    """The bytes of a data set, in as many pieces as it has."""
    version, kind = integer(layout, 0, 1), integer(layout, 1, 1)
    if version not in (3, 4):
        raise Broken(f"a data set is laid out by the version {version}")
    if kind == 0:
        yield layout[4 : 4 + integer(layout, 2, 2)]
    elif kind == 1:
        at, size = file.address(layout, 2), integer(layout, 2 + file.offset, file.length)
        if at is not None:
            yield file.bytes_at(at, size)
    elif kind == 2 and version == 3:
        rank, tree = integer(layout, 2, 1), file.address(layout, 3)
        if tree is None:
            return
        width = 8 + 8 * rank
        for at, key in old_entries(file, tree, width, 1):
            yield _unpacked(file.bytes_at(at, integer(key, 0, 4)), filters, integer(key, 4, 4))
    else:
        raise Broken("its texts lie in chunks that are not followed")


def _unpacked(chunk: memoryview, filters: memoryview | None, mask: int) -> memoryview:
    """A chunk without its filters: deflate and check sums are undone, others not."""
    if filters is None:
        return chunk
    names = _filters(filters)
    for i, name in reversed(list(enumerate(names))):
        if mask >> i & 1:
            continue
        if name == _CHECK:
            chunk = chunk[:-4]
        elif name == _DEFLATE:
            try:
                chunk = memoryview(zlib.decompressobj().decompress(chunk, MOST_TEXT))
            except zlib.error as error:
                raise Broken("its texts are packed and damaged") from error
        else:
            raise Broken("its texts are packed in a way that is not followed")
    return chunk


def _filters(body: memoryview) -> list[int]:
    version, count = integer(body, 0, 1), integer(body, 1, 1)
    at, found = 8 if version == 1 else 2, []
    for _ in range(count):
        number = integer(body, at, 2)
        named = version == 1 or number >= 256
        size = integer(body, at + 2, 2) if named else 0
        values = integer(body, at + (6 if named else 4), 2)
        at += (8 if named else 6) + (-(-size // 8) * 8 if version == 1 else size) + 4 * values
        at += 4 if version == 1 and values % 2 else 0
        found.append(number)
    return found
