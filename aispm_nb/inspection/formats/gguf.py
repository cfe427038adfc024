"""GGUF: its keys are walked for chat templates, which llama.cpp's bindings render.

Source: github.com/ggml-org/ggml, docs/gguf.md (versions 2 and 3; 1 had 32-bit counts).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from ..commands import told
from ..judging import not_assessed, unknown
from ..verdict import Inspected, Name, concluded
from .jinja import template

FORMATS = ("gguf",)
MOST_TEMPLATES = 20
MOST_KEYS, MOST_ITEMS, MOST_TEXT = 10_000, 2_000_000, 1 << 20
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_KEY = re.compile(r"[\w.:-]+(\[\d+\])?")
_STRING, _ARRAY = 8, 9


class _Damaged(Exception):
    pass


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(
        path, "gguf", _found(view), "weights, and no template that reaches outside of its messages", len(view)
    )


def _found(view: memoryview) -> Iterator[Name]:
    try:
        if bytes(view[:4]) == b"FUGG":
            raise _Damaged("it is big-endian, which is not read here")
        version, tensors, keys = struct.unpack("<LQQ", view[4:24])
        if version not in (2, 3):
            yield not_assessed("version", f"its version {version} is not read here")
            return
        if keys > MOST_KEYS or tensors > 1_000_000:
            raise _Damaged(f"it announces {keys:,} keys and {tensors:,} tensors")
        at = 24
        templates = 0
        for _ in range(keys):
            name, at = _text(view, at, 65_535)
            if not _KEY.fullmatch(name):
                yield unknown(name[:100], "a key of a kind that no writer makes")
            (kind,) = struct.unpack("<L", view[at : at + 4])
            at += 4
            if kind == _STRING and ("chat_template" in name or "template" in name):
                text, at = _text(view, at, MOST_TEXT)
                templates += 1
                if templates > MOST_TEMPLATES:
                    raise _Damaged(f"it has more than {MOST_TEMPLATES} templates")
                yield from template(text)
            elif kind == _STRING:
                text, at = _text(view, at, MOST_TEXT)
                yield from told(name, text)
            else:
                at = _skip(view, at, kind)
        if not tensors and len(view) - at > 4096:
            yield unknown("tensors", f"{len(view) - at:,} bytes follow and no tensor is announced")
    except (_Damaged, struct.error) as error:
        yield unknown("header", f"it is damaged or made to break readers: {str(error)[:80]}")


def _text(view: memoryview, at: int, most: int) -> tuple[str, int]:
    (size,) = struct.unpack("<Q", view[at : at + 8])
    if size > len(view) - at - 8:
        raise _Damaged("a text ends beyond the file")
    if size > most:
        raise _Damaged(f"a text has {size:,} bytes")
    return bytes(view[at + 8 : at + 8 + size]).decode("utf-8", "replace"), at + 8 + size


def _skip(view: memoryview, at: int, kind: int) -> int:
    if kind in _SIZES:
        return at + _SIZES[kind]
    if kind == _STRING:
        (size,) = struct.unpack("<Q", view[at : at + 8])
        if size > len(view) - at - 8:
            raise _Damaged("a text ends beyond the file")
        return at + 8 + int(size)
    if kind != _ARRAY:
        raise _Damaged(f"a value has the type {kind}")
    inner, count = struct.unpack("<LQ", view[at : at + 12])
    at += 12
    if inner in _SIZES:
        return at + int(count) * _SIZES[inner]
    if inner != _STRING or count > MOST_ITEMS:
        raise _Damaged(f"an array of {count:,} values of type {inner}")
    for _ in range(count):
        (size,) = struct.unpack("<Q", view[at : at + 8])
        at += 8 + size
        if at > len(view):
            raise _Damaged("an array ends beyond the file")
    return at
