"""ONNX: operators from other domains, which need a library, and tensors that lie in other files.

Source: onnx/onnx.proto3 (ModelProto, GraphProto, NodeProto, FunctionProto, TensorProto) and docs/ExternalData.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..containers import outside, winding
from ..judging import dangerous, known, not_assessed, unknown
from ..protobuf import Malformed, fields, messages, text
from ..verdict import Inspected, Name, concluded

FORMATS = ("onnx",)
MOST_NODES, MOST_DEPTH = 300_000, 40
DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training",
                     "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.microsoft.dml",
                     "com.ms.internal.nhwc"})  # fmt: skip
PYTHON = frozenset({"PyOp", "PythonOp", "PyCustomOp", "PyFunc", "ATen", "TritonOp"})


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(
        path, "onnx", _found(view), "operators of ONNX's own domains, and no files from elsewhere", len(view)
    )


def _found(view: memoryview) -> Iterator[Name]:
    seen: set[tuple[str, str]] = set()
    try:
        own = {(text(function, 10), text(function, 1)) for function in messages(view, 25)}
        for count, (kind, first, second) in enumerate(_walk(view)):
            if count > MOST_NODES:
                yield not_assessed("graph", f"it has more than {MOST_NODES:,} nodes and tensors")
                return
            if kind == "file":
                yield _file(first)
            elif (first, second) not in seen:
                seen.add((first, second))
                yield _operator(first, second, own)
    except Malformed as error:
        yield unknown("graph", f"it is damaged: {error}")


def _operator(domain: str, name: str, own: set[tuple[str, str]]) -> Name:
    full = f"{domain}::{name}" if domain else name
    if name in PYTHON:
        return dangerous(full, "runs Python within the graph")
    if domain in DOMAINS or (domain, name) in own:
        return known(full)
    return unknown(full, "an operator that needs a library of its maker's, which is native code")


def _file(location: str) -> Name:
    if winding(location):
        return unknown(location[:200], "its tensors are read from this file by a path that goes up and comes back")
    if outside(location):
        return dangerous(location[:200], "its tensors are read from this file outside of the folder")
    return known(location)


def _walk(model: memoryview) -> Iterator[tuple[str, str, str]]:
    """Operators as (op, domain, name) and outer files as (file, location, ""), graphs within graphs too."""
    todo = [(graph, 0) for graph in messages(model, 7)]
    for function in messages(model, 25):
        todo += [(function, -1)]
    for training in messages(model, 20):
        todo += [(graph, 0) for number in (1, 2) for graph in messages(training, number)]
    while todo:
        graph, depth = todo.pop()
        if depth > MOST_DEPTH:
            raise Malformed("its graphs nest too deeply")
        nodes, tensors = (7, ()) if depth < 0 else (1, (5,))
        for number, _, value in fields(graph):
            if not isinstance(value, memoryview):
                continue
            if number == nodes:
                yield "op", text(value, 7), text(value, 4)
                for attribute in messages(value, 5):
                    todo += [(inner, max(depth, 0) + 1) for at in (6, 11) for inner in messages(attribute, at)]
                    for tensor in (*messages(attribute, 5), *messages(attribute, 10)):
                        yield from _outer(tensor)
            elif number in tensors:
                yield from _outer(value)
            elif number == 15 and depth >= 0:
                for tensor in (*messages(value, 1), *messages(value, 2)):
                    yield from _outer(tensor)


def _outer(tensor: memoryview) -> Iterator[tuple[str, str, str]]:
    for entry in messages(tensor, 13):
        if text(entry, 1) == "location":
            yield "file", text(entry, 2, 1000), ""
