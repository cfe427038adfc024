"""HDF5, as Keras and PyTables write it: configurations of models and pickles among its texts, and files that it reads from.

Keras reads a model from attributes; PyTables, and so pandas, keeps Python objects as pickles in attributes and in arrays of
bytes, and loads them when they are asked for. Links and data sets can lie in any other file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..commands import told
from ..containers import outside, winding
from ..hdf5.contents import Held, contents
from ..json_text import Unreadable, load
from ..judging import dangerous, unknown
from ..magic import is_pickle
from ..pickles.inspect import pickle_bytes
from ..verdict import Inspected, Name, Verdict, concluded
from .keras import configuration

FORMATS = ("hdf5",)
MOST_PICKLE = 16 << 20
_CLASSES = re.compile(rb'"(?:class_name|registered_name)"\s*:\s*"([^"]{1,200})"')


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "hdf5", _found(view), "arrays, and no layer of a model that holds code", len(view))


def _found(view: memoryview) -> Iterator[Name]:
    objects: set[str] = set()  # data sets that PyTables loads as pickles
    for held in contents(view):
        if held.what == "lost":
            yield unknown(held.name or "hdf5", f"it cannot be followed: {held.content.decode('utf-8', 'replace')}")
        elif held.what == "more" and held.name in objects:
            yield unknown(held.name, "it holds more pickles than are looked at")
        elif held.what == "file":
            yield _file(held)
        elif held.what != "more":
            name, _, attribute = held.name.partition("@")
            if attribute == "PSEUDOATOM" or _is_pickle(held.content):
                objects.add(name)
            yield from _text(held)


def _is_pickle(content: bytes) -> bool:
    return content[:1] in (b"\x80", b"(", b"c", b"]", b"}") and is_pickle(memoryview(content))


def _file(held: Held) -> Name:
    location = held.content.decode("utf-8", "replace")
    if outside(location) and not winding(location):
        return dangerous(location[:200], "its arrays are read from this file outside of the folder")
    return unknown(location[:200] or held.name, "its arrays are read from this other file")


def _text(held: Held) -> Iterator[Name]:
    content = held.content
    if _is_pickle(content):
        row = pickle_bytes(content[:MOST_PICKLE], held.name)
        yield from (Name(name.name, name.verdict, f"{held.name} is a pickle that names it") for name in row.names)
        if row.verdict is not Verdict.KNOWN and all(name.verdict is Verdict.KNOWN for name in row.names):
            yield Name(held.name, row.verdict, f"it is a pickle that {row.why}")
    elif b'"class_name"' in content:
        yield from _configuration(content.rstrip(b"\0"))
    elif held.what == "attribute":
        yield from told(held.name.rpartition("@")[2], content.decode("utf-8", "replace"))


def _configuration(text: bytes) -> Iterator[Name]:
    try:
        yield from configuration(load(text))
    except Unreadable:
        # It was made to break readers: the classes are told, and that this is not all.
        classes = {match[1].decode("utf-8", "replace") for match in _CLASSES.finditer(text[: 1 << 20])}
        for name in sorted(classes & {"Lambda", "__lambda__", "TorchModuleWrapper"}):
            yield dangerous(name, "a layer that holds code, which runs when the model is loaded")
        yield unknown("model_config", "its configuration is damaged or made to break readers")
