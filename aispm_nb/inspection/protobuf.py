"""Protocol Buffers on the wire: the fields of a message, without a schema, without recursion, and without copies.

Source: protobuf.dev, "Encoding".
"""

from __future__ import annotations

from collections.abc import Iterator


class Malformed(Exception):
    """The bytes are no message, or they are cut off."""


def fields(view: memoryview) -> Iterator[tuple[int, int, int | memoryview]]:
    """Field number, wire type and value: an integer for types 0, 1 and 5, the bytes for type 2.

    Raises
    ------
    Malformed : as soon as something cannot be followed.
    """
    at, end = 0, len(view)
    while at < end:
        key, at = _varint(view, at)
        number, wire = key >> 3, key & 7
        if not number:
            raise Malformed("a field has the number 0")
        if wire == 0:
            value, at = _varint(view, at)
            yield number, wire, value
        elif wire == 2:
            size, at = _varint(view, at)
            if size > end - at:
                raise Malformed("a field ends beyond the file")
            yield number, wire, view[at : at + size]
            at += size
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            if size > end - at:
                raise Malformed("a number ends beyond the file")
            yield number, wire, int.from_bytes(view[at : at + size], "little")
            at += size
        else:
            raise Malformed(f"it has the wire type {wire}")


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        if at >= len(view):
            raise Malformed("it ends within a number")
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise Malformed("a number has more than ten bytes")


def messages(view: memoryview, number: int) -> Iterator[memoryview]:
    """The embedded messages or strings with this field number."""
    for found, _wire, value in fields(view):
        if found == number and isinstance(value, memoryview):
            yield value


def text(view: memoryview, number: int, most: int = 500) -> str:
    """The last string with this field number, as protobuf's own readers take it, at most ``most`` characters."""
    last = b""
    for value in messages(view, number):
        last = bytes(value[: most * 4])
    return last.decode("utf-8", "replace")[:most]


def message_kind(view: memoryview) -> str | None:
    """Which of the messages of model files it is, by the numbers of its outer fields: the wire has no names.

    ONNX's ModelProto has a graph (7); a SavedModel its version (1) and graphs (2); a GraphDef nodes (1) that have an
    operation; Keras' metadata nodes with a kind; a SentencePiece model pieces with a score; a fingerprint numbers alone.
    """
    seen: dict[int, int] = {}
    first: memoryview | None = None
    try:
        for count, (number, wire, value) in enumerate(fields(view)):
            seen.setdefault(number, wire)
            if first is None and number == 1 and isinstance(value, memoryview):
                first = value
            if number > 64:
                return None
            if count > 2_000:
                break
    except Malformed:
        pass  # a file that is cut off is still what its first fields say
    if seen.get(7) == 2 and seen.keys() <= {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26} and seen.get(1, 0) == 0:
        return "onnx"
    if seen == {1: 0, 2: 2} or (seen == {2: 2} and _is_meta_graph(next(messages(view, 2)))):
        return "savedmodel"
    if seen.get(2) == 2 and _is_meta_graph(view):
        return "metagraph"
    if first is not None and seen.keys() <= {1, 2, 3, 4, 5}:
        return _node_kind(first)
    if 2 <= len(seen) <= 7 and len(view) < 300 and all(wire == 0 for number, wire in seen.items() if number <= 5):
        return "fingerprint"
    return None


def _is_meta_graph(view: memoryview) -> bool:
    """Whether it is a MetaGraphDef: a graph (2) whose nodes have an operation, and what is known of it."""
    try:
        wires = {number: wire for number, wire, _ in fields(view)}
        graph = next(messages(view, 2), None)
        node = next(messages(graph, 1), None) if graph is not None else None
    except Malformed:
        return False
    return node is not None and wires.keys() <= set(range(1, 8)) and _node_kind(node) == "graphdef"


def _node_kind(node: memoryview) -> str | None:
    try:
        wires = {number: wire for number, wire, _ in fields(node)}
        if text(node, 4).startswith("_tf_keras"):
            return "keras-metadata"
        if wires.get(1) == 2 and wires.get(2) == 5 and wires.keys() <= {1, 2, 3}:
            return "sentencepiece"
        if wires.get(1) == 2 and wires.get(2) == 2 and text(node, 2).replace("_", "").isalnum():
            return "graphdef"
    except Malformed:
        pass
    return None
