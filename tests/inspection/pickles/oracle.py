"""Python's own unpickler, made harmless: whatever a stream names becomes a stub, and the names are written down."""

from __future__ import annotations

import io
import pickle
from typing import Any


class Stub:
    """Takes every part that an unpickled object can play, and does nothing."""

    def __new__(cls, *_: Any, **__: Any) -> Stub:
        return object.__new__(Stub)

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __call__(self, *_: Any, **__: Any) -> Stub:
        return Stub()

    def __setstate__(self, _: Any) -> None: ...

    def __setitem__(self, *_: Any) -> None: ...

    def append(self, *_: Any) -> None: ...

    extend = add = append


class Oracle(pickle._Unpickler):  # type: ignore[name-defined,misc]
    def __init__(self, data: bytes):
        super().__init__(io.BytesIO(data))
        self.names: list[tuple[str, str]] = []

    def find_class(self, module: str, name: str) -> type[Stub]:
        self.names.append((module, name))
        return Stub

    def persistent_load(self, _: Any) -> Stub:
        return Stub()

    def get_extension(self, code: int) -> None:
        self.names.append(("copyreg extension", str(code)))
        self.append(Stub)


def names(data: bytes) -> tuple[list[tuple[str, str]], bool]:
    """The names of the first stream, as the unpickler comes to them, and whether it came to the end."""
    oracle = Oracle(data)
    try:
        oracle.load()
    except Exception:  # whatever a damaged stream raises: what was named before counts
        return oracle.names, False
    return oracle.names, True
