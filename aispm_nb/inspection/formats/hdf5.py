"""HDF5, as Keras wrote it: the configuration of the model is looked for in the bytes.

libhdf5 is not asked: it is a large C library that was not made for hostile files, and a crash there is a crash here.
Attributes are not compressed, so the JSON of ``model_config`` lies in the file as text, in one piece up to 64 kB and
in a heap beyond. Source: HDF5 File Format Specification 3.0, IV.A.2.m (attributes) and III.E (global heap).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Generator, Iterator

from ..judging import dangerous, not_assessed, unknown
from ..verdict import Inspected, Name, concluded
from ..views import find
from .keras import configuration

FORMATS = ("hdf5",)
SECONDS = 1.0
PART = 32 << 20
MOST_JSON = 4 << 20
MOST_CONFIGURATIONS = 20
_STARTS = re.compile(rb'\{"(?:class_name|name|module|config|backend)"\s*:')
_CLASSES = re.compile(rb'"(?:class_name|registered_name)"\s*:\s*"([^"]{1,200})"')


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "hdf5", _found(view), "arrays, and no layer of a model that holds code", len(view))


def _found(view: memoryview) -> Iterator[Name]:
    stop = time.monotonic() + SECONDS
    read = 0
    for part in _parts(view):
        if time.monotonic() > stop:
            yield not_assessed("hdf5", f"it has {len(view):,} bytes, more than are looked through")
            return
        at = 0
        while (at := find(part, b'"class_name"', at, PART)) >= 0:
            start = max(0, at - 4096)
            opening = [match.start() for match in _STARTS.finditer(bytes(part[start : at + 12]))]
            first = start + min(opening, default=at - start)
            text = bytes(part[first : first + MOST_JSON]).split(b"\0", 1)[0]
            size = yield from _configuration(text)
            at = max(first + size, at + 12)
            read += 1
            if read > MOST_CONFIGURATIONS:
                yield not_assessed("model_config", "it holds more configurations than are looked at")
                return


def _parts(view: memoryview) -> Iterator[memoryview]:
    """The end and then all of it, in parts that a clock can be looked at between; each goes on a little into the next."""
    yield view[max(0, len(view) - PART) :]
    for at in range(0, len(view) - PART, PART):
        yield view[at : at + PART + MOST_JSON]


def _configuration(text: bytes) -> Generator[Name, None, int]:
    """The names of a configuration that starts here; returns how many bytes it had."""
    plain = text.decode("utf-8", "replace")
    try:
        config, size = json.JSONDecoder().raw_decode(plain)
    except (ValueError, RecursionError):
        # It is in pieces, or it was made to break readers: the classes are told, and that this is not all.
        classes = {match[1].decode("utf-8", "replace") for match in _CLASSES.finditer(text[: 1 << 20])}
        for name in sorted(classes & {"Lambda", "__lambda__", "TorchModuleWrapper"}):
            yield dangerous(name, "a layer that holds code, which runs when the model is loaded")
        yield unknown("model_config", "its configuration is damaged or made to break readers")
        return len(text)
    yield from configuration(config)
    return len(plain[:size].encode("utf-8", "replace"))
