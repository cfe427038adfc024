"""Where HDF5 keeps what has no place in a header: local, global and fractal heaps, and the trees that list them.

Source: HDF5 File Format Specification 3.0, III.A (B-trees), III.D (local heap), III.E (global heap), III.G (fractal heap).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Broken, File, integer

MOST_NODES, MOST_RECORDS, MOST_KEPT = 20_000, 100_000, 16


def old_links(file: File, tree: int, heap: int) -> Iterator[tuple[str, int, memoryview]]:
    """Names, header addresses and scratch space (a soft link's is its target) of a group that has a symbol table."""
    file.expect(heap, b"HEAP")
    head = file.bytes_at(heap, 8 + 2 * file.length + file.offset)
    size, data = integer(head, 8, file.length), file.address(head, 8 + 2 * file.length)
    names = file.bytes_at(data or 0, size)
    width = 2 * file.offset + 24
    for leaf in old_leaves(file, tree, file.length, 0):
        file.expect(leaf, b"SNOD")
        for i in range(file.number(leaf + 6, 2)):
            entry = file.bytes_at(leaf + 8 + i * width, width)
            start = integer(entry, 0, file.offset)
            name = bytes(names[start : start + 4096]).partition(b"\0")[0].decode("utf-8", "replace")
            header = file.address(entry, file.offset)
            yield name, -1 if header is None else header, names if entry[2 * file.offset] == 2 else names[:0]


def old_leaves(file: File, tree: int, key: int, kind: int) -> Iterator[int]:
    """What the leaves of a version 1 B-tree point to; ``key`` is the width of its keys in bytes."""
    yield from (child for child, _ in old_entries(file, tree, key, kind))


def old_entries(file: File, tree: int, key: int, kind: int) -> Iterator[tuple[int, memoryview]]:
    todo, seen = [tree], set[int]()
    while todo:
        at = todo.pop()
        if at in seen or len(seen) > MOST_NODES:
            raise Broken("a tree goes round in circles, or without end")
        seen.add(at)
        file.expect(at, b"TREE")
        if file.number(at + 4, 1) != kind:
            raise Broken("a tree is of another kind than it should be")
        level, used = file.number(at + 5, 1), file.number(at + 6, 2)
        start = at + 8 + 2 * file.offset
        block = file.bytes_at(start, used * (key + file.offset) + key)
        for i in range(used):
            place = i * (key + file.offset)
            child = file.address(block, place + key)
            if child is None:
                raise Broken("a tree points nowhere")
            if level:
                todo.append(child)
            else:
                yield child, block[place : place + key]


def global_object(file: File, heap: int, index: int) -> memoryview:
    """An object of a global heap, in which texts of variable length lie."""
    if heap not in file.heaps:
        if len(file.heaps) >= MOST_KEPT:
            file.heaps.clear()
        file.heaps[heap] = dict(collection(file, heap))
    try:
        return file.heaps[heap][index]
    except KeyError as error:
        raise Broken("a text is not where it should be") from error


def collection(file: File, heap: int) -> Iterator[tuple[int, memoryview]]:
    """All objects of a global heap."""
    file.expect(heap, b"GCOL")
    block = file.bytes_at(heap, file.number(heap + 8, file.length))
    at = 8 + file.length
    while at + 8 + file.length <= len(block):
        number, size = integer(block, at, 2), integer(block, at + 8, file.length)
        if not number:
            return
        at += 8 + file.length
        if at + size > len(block):
            raise Broken("an object ends beyond its heap")
        yield number, block[at : at + size]
        at += -(-size // 8) * 8


def records(file: File, tree: int) -> Iterator[tuple[int, memoryview]]:
    """Kind and bytes of the records of a version 2 B-tree."""
    file.expect(tree, b"BTHD")
    kind, node = file.number(tree + 5, 1), file.number(tree + 6, 4)
    size, depth = file.number(tree + 10, 2), file.number(tree + 12, 2)
    root = file.address(file.bytes_at(tree + 16, file.offset), 0)
    if root is None:
        return
    if not size or node < 16 or depth > 16:
        raise Broken("a tree has no shape that can be followed")
    most = (node - 10) // size
    count_width, all_most, widths = _bytes_for(most), most, [0]
    for _ in range(depth):
        pointer = file.offset + count_width + widths[-1]
        here = (node - 10 - pointer) // (size + pointer)
        all_most = (here + 1) * all_most + here
        widths.append(_bytes_for(all_most))
    todo = [(root, file.number(tree + 16 + file.offset, 2), depth)]
    seen = told = 0
    while todo:
        at, count, level = todo.pop()
        seen, told = seen + 1, told + count
        if seen > MOST_NODES or told > MOST_RECORDS:
            raise Broken("a tree goes on without end")
        file.expect(at, b"BTIN" if level else b"BTLF")
        block = file.bytes_at(at + 6, count * size)
        yield from ((kind, block[i * size : (i + 1) * size]) for i in range(count))
        if level:
            pointer = file.offset + count_width + widths[level - 1]
            children = file.bytes_at(at + 6 + count * size, (count + 1) * pointer)
            for i in range(count + 1):
                child = file.address(children, i * pointer)
                if child is None:
                    raise Broken("a tree points nowhere")
                todo.append((child, integer(children, i * pointer + file.offset, count_width), level - 1))


def _bytes_for(most: int) -> int:
    return (most.bit_length() + 7) // 8


@dataclass(frozen=True)
class _Shape:
    width: int
    first: int
    most_direct: int
    address: int  # bytes that an offset within the heap takes
    checked: int  # bytes of a check sum in front of a block

    def size(self, row: int) -> int:
        return self.first << max(row - 1, 0)


class Fractal:
    """A fractal heap: many small objects, of which a tree holds the numbers.

    Raises
    ------
    Broken : it is packed by filters, or cannot be followed.
    """

    def __init__(self, file: File, at: int):
        file.expect(at, b"FRHP")
        o, n = file.offset, file.length
        self._file = file
        packed, flags, most_managed = file.number(at + 7, 2), file.number(at + 9, 1), file.number(at + 10, 4)
        if packed:
            raise Broken("a heap is packed by filters")
        head = file.bytes_at(at, 14 + 12 * n + 3 * o + 10)
        self._huge = file.address(head, 14 + n)
        table = 14 + n + o + n + o + 8 * n
        self._shape = _Shape(
            width=integer(head, table, 2),
            first=integer(head, table + 2, n),
            most_direct=integer(head, table + 2 + n, n),
            address=(integer(head, table + 2 + 2 * n, 2) + 7) // 8,
            checked=4 if flags & 2 else 0,
        )
        shape, root = self._shape, file.address(head, table + 6 + 2 * n)
        rows = integer(head, table + 6 + 2 * n + o, 2)
        self._length = _bytes_for(min(shape.most_direct, most_managed))
        if not shape.width or not shape.first or not shape.most_direct or shape.address > 8:
            raise Broken("a heap has no shape that can be followed")
        self._blocks = list(self._walk(root, rows, 0, 0)) if root is not None else []

    def _walk(self, at: int, rows: int, start: int, depth: int) -> Iterator[tuple[int, int, int]]:
        """(offset within the heap, size, address) of the direct blocks."""
        shape, file = self._shape, self._file
        if not rows:
            yield start, shape.first, at
            return
        if depth > 8 or rows > 64:
            raise Broken("a heap nests too deeply")
        file.expect(at, b"FHIB")
        place = at + 5 + file.offset + shape.address
        direct = (shape.most_direct // shape.first).bit_length() + 1
        children = file.bytes_at(place, rows * shape.width * file.offset)
        for i in range(rows * shape.width):
            row, child = i // shape.width, file.address(children, i * file.offset)
            size = shape.size(row)
            if child is not None:
                if row < direct:
                    yield start, size, child
                else:
                    inner = (size // (shape.first * shape.width)).bit_length()
                    yield from self._walk(child, inner, start, depth + 1)
            start += size

    def get(self, name: memoryview) -> memoryview:
        """The object that a number of the heap stands for."""
        kind = integer(name, 0, 1) >> 4 & 3
        if kind == 0:
            offset = integer(name, 1, self._shape.address)
            size = integer(name, 1 + self._shape.address, self._length)
            for start, length, at in self._blocks:
                if start <= offset and offset + size <= start + length:
                    self._file.expect(at, b"FHDB")
                    return self._file.bytes_at(at + offset - start, size)
            raise Broken("an object is in no block of its heap")
        if kind == 2:
            size = (integer(name, 0, 1) & 15) + 1
            return name[1 : 1 + size]
        if kind == 1 and self._huge is not None:
            number = integer(name, 1, min(len(name) - 1, self._file.length))
            for what, record in records(self._file, self._huge):
                o, n = self._file.offset, self._file.length
                if what == 1 and integer(record, o + n, n) == number:
                    return self._file.bytes_at(integer(record, 0, o), integer(record, o, n))
        raise Broken("an object of a heap is packed by filters, or is not there")
