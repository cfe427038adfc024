"""What a file of pickles is made of: one stream or several, joblib's arrays, torch's old layout, NumPy's ``.npy``.

joblib.load and pickle.load read the same bytes differently where an array stands inline. Where `pickle.load` could go on
through those bytes, the file is walked both ways and both are judged.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Final, NamedTuple

from .layout import BUILT_NAME, COMPUTED_NAME, INTEGER, OBJECT_ARRAYS, STOPPED, TEXT, TWO_MEANINGS
from .layout import GLOBAL as KIND_GLOBAL
from .machine import Call, Named, Walk, walk
from .texts import Buffer, text

NPY_MAGIC: Final = b"\x93NUMPY"
TORCH_MAGIC: Final = b"l\xfc\x9cF\xf9 j\xa8P\x19"  # 0x1950A86A20F9469CFC6C, as pickle writes it
TORCH_STREAMS: Final = 5  # magic number, protocol, system, the object, the storages' keys
MOST_HEADER: Final = 1 << 16
_WIDTHS: Final = {
    **dict.fromkeys(("Byte", "Char", "Bool", "QInt8", "QUInt8", "Untyped"), 1),
    **dict.fromkeys(("Short", "Half", "BFloat16"), 2),
    **dict.fromkeys(("Int", "Float", "QInt32"), 4),
    **dict.fromkeys(("Long", "Double", "ComplexFloat"), 8),
    "ComplexDouble": 16,
}


class Streams(NamedTuple):
    """The pickles of a file. ``trailing`` bytes behind them are none; ``problem`` says why they could not be followed."""

    format: str
    walk: Walk
    trailing: int = 0
    problem: str = ""


def read(buffer: Buffer, plain: bool | None = None) -> Streams:
    """Walk all there is to walk in a buffer.

    Sources: ``numpy/lib/format.py`` (the header of .npy), ``torch/serialization.py`` (_legacy_load),
    ``joblib/numpy_pickle.py``.
    """
    head = bytes(buffer[:32])
    if head.startswith(NPY_MAGIC):
        return _npy(buffer, plain)
    if TORCH_MAGIC in head:
        return _torch(buffer, plain)
    found = walk(buffer, plain=plain)
    joblib = "NumpyArrayWrapper" in [named.name for named in found.names]
    if found.flags & (TWO_MEANINGS | OBJECT_ARRAYS):
        found = _both(found, walk(buffer, streams=1, joblib=False, plain=plain))
    return _followed("joblib" if joblib else "pickle", buffer, found)


def _followed(form: str, buffer: Buffer, found: Walk) -> Streams:
    if found.status == STOPPED:
        return Streams(form, found)
    if found.streams:  # a pickle is loaded up to its STOP; what stands behind it is none
        return Streams(form, found, trailing=len(buffer) - found.end)
    return Streams(form, found, problem="is cut short or damaged")


def _both(one: Walk, other: Walk) -> Walk:
    """Two readings of one file, judged as one: what the other names and calls besides.

    Arrays of objects are pickles themselves: read by pickle.load, with the outer memo, honest ones name nonsense such as
    n_bins.dtype, where the loader stops. So of these only what is dangerous counts, as behind a file's end.
    """
    known = {(named.module, named.name) for named in one.names}
    extra = tuple(named for named in other.names if (named.module, named.name) not in known)
    calls = tuple(call for call in other.calls if call.target in extra)
    if not one.flags & TWO_MEANINGS:
        told = (one.calls, (*one.tail_calls, *calls))
        return replace(one, tail_names=(*one.tail_names, *extra), told=lambda: told)
    told = ((*one.calls, *calls), one.tail_calls)
    flags = one.flags | other.flags & (COMPUTED_NAME | BUILT_NAME)
    return replace(one, names=(*one.names, *extra), flags=flags, told=lambda: told)


def _npy(buffer: Buffer, plain: bool | None) -> Streams:
    """An array file: raw numbers, or with an object dtype one pickle behind the header."""
    nothing = Walk((), 0, STOPPED, 0, 0, 0)
    wide = len(buffer) > 6 and buffer[6] >= 2
    start = 12 if wide else 10
    size = int.from_bytes(bytes(buffer[8:start]), "little")
    if len(buffer) < start or size > MOST_HEADER:
        return Streams("npy", nothing, problem="has a header that cannot be read")
    try:
        header = ast.literal_eval(bytes(buffer[start : start + size]).decode("latin-1").strip())
        objects = _has_objects(header["descr"])
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        return Streams("npy", nothing, problem="has a header that cannot be read")
    if not objects:
        return Streams("npy", nothing)
    found = walk(buffer, start + size, streams=1, joblib=False, plain=plain)
    return _followed("npy", buffer, found)


def _has_objects(descr: object) -> bool:
    if isinstance(descr, str):
        return "O" in descr
    if isinstance(descr, list | tuple):
        return any(_has_objects(part) for item in descr for part in (item[1:2] if isinstance(item, tuple) else [item]))
    raise TypeError(descr)


def _torch(buffer: Buffer, plain: bool | None) -> Streams:
    """torch.save before 1.6: five pickles, then each storage as a count and its raw elements."""
    found = walk(buffer, streams=TORCH_STREAMS, joblib=False, plain=plain)
    if found.status != STOPPED or found.streams < TORCH_STREAMS:
        return _followed("torch-legacy", buffer, found)
    sizes: dict[str, int] = {}
    for call in found.calls:
        if (storage := storage_of(call, buffer, found.names)) is not None:
            sizes[storage[0]] = storage[1]
    rest = len(buffer) - found.end - sum(8 + size for size in sizes.values())
    return Streams("torch-legacy", found, trailing=rest)


def storage_of(call: Call, buffer: Buffer, names: tuple[Named, ...]) -> tuple[str, int] | None:
    """Key and bytes of the storage that torch's persistent_load is asked for: ('storage', class, key, location, count …)."""
    if not call.how.endswith("PERSID") or len(call.arguments) < 5:
        return None
    (first, tag), (second, cls), (third, key), _, (fifth, count) = call.arguments[:5]
    if (first, second, third, fifth) != (TEXT, KIND_GLOBAL, TEXT, INTEGER) or text(buffer, tag, 20) != "storage":
        return None
    name = (names[cls].name if cls < len(names) else None) or ""
    width = _WIDTHS.get(name.removesuffix("Storage"))
    return None if width is None or not name.endswith("Storage") else (text(buffer, key, 100) or "", width * count)


def is_class(call: Call, buffer: Buffer) -> bool:
    """Whether torch's persistent_load is asked for a class: ('module', class, file, source), of which it gives back the class."""
    if not call.how.endswith("PERSID") or len(call.arguments) != 4:
        return False
    (first, tag), (second, _), *_ = call.arguments
    return (first, second) == (TEXT, KIND_GLOBAL) and text(buffer, tag, 20) == "module"
