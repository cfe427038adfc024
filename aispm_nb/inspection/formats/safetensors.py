"""safetensors: a JSON header and nothing but tensors after it; what overlaps, leaves gaps or trails is told.

Source: github.com/huggingface/safetensors, README "Format" and its ``Metadata::validate``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..commands import told
from ..json_text import Unreadable, load
from ..judging import not_assessed, unknown
from ..verdict import Inspected, Name, concluded

FORMATS = ("safetensors",)
MOST_HEADER = 100_000_000  # the format's own bound
MOST_READ = 16 << 20
_BITS = {"BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
         "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "F64": 64, "I64": 64, "U64": 64,
         "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6}  # fmt: skip


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "safetensors", _found(view), "tensors only: it names nothing that could run", len(view))


def _found(view: memoryview) -> Iterator[Name]:
    size = int.from_bytes(view[:8], "little")
    if size > MOST_HEADER or size > len(view) - 8:
        yield unknown("header", f"it announces {size:,} bytes of header, which the file does not have or may not have")
        return
    try:
        header = load(view[8 : 8 + size], MOST_READ)
    except Unreadable as error:
        yield not_assessed("header", str(error)) if size > MOST_READ else unknown("header", str(error))
        return
    if not isinstance(header, dict):
        yield unknown("header", "it is not a JSON object")
        return
    if getattr(header, "twice", ()):
        yield unknown("header", "a tensor stands in it twice, and readers differ in which one they take")
    spans = []
    for name, tensor in header.items():
        if name == "__metadata__":
            if not isinstance(tensor, dict) or not all(isinstance(value, str) for value in tensor.values()):
                yield unknown("__metadata__", "it holds more than text")
            else:
                for key, value in tensor.items():
                    yield from told(str(key), value)
        elif (span := _span(tensor)) is None:
            yield unknown(str(name), "its shape, type and place do not fit each other")
        else:
            spans.append((*span, str(name)))
    at = 0
    for start, end, name in sorted(spans):
        if start != at:
            yield unknown(
                name, "it overlaps with another tensor" if start < at else "bytes that no tensor has lie before it"
            )
        at = max(at, end)
    rest = len(view) - 8 - size - at
    if rest:
        yield unknown("tensors", f"{rest:,} bytes follow the last tensor" if rest > 0 else "they end beyond the file")


def _span(tensor: Any) -> tuple[int, int] | None:
    if not isinstance(tensor, dict):
        return None
    shape, place = tensor.get("shape"), tensor.get("data_offsets")
    if not isinstance(shape, list) or not isinstance(place, list) or len(place) != 2 or len(shape) > 64:
        return None
    if any(not isinstance(each, int) or not 0 <= each < 1 << 62 for each in (*shape, *place)):
        return None
    bits = _BITS.get(str(tensor.get("dtype")))
    if bits is None:  # a type that is newer than this list
        return (place[0], place[1]) if place[0] <= place[1] else None
    count = 1
    for each in shape:
        count *= each
    return (place[0], place[1]) if place[1] - place[0] == -(-count * bits // 8) else None
