"""The walk as machine code, made when a file is worth it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import FunctionType
from typing import Final

from . import reading, walker
from .opcodes import FORMS

_HELPERS: Final = (
    *(reading.body, reading.spells, reading.reads, reading.digits, reading.role, reading.row_of, reading.add),
    *(
        reading.weigh,
        reading.gather,
        reading.hides_wrapper,
        reading.write_call,
        reading.new_dtype,
        reading.build_dtype,
        reading.field,
        reading.array_end,
    ),
)


def compiled() -> Callable[..., int]:
    """`walker.walk` as machine code: the same functions, compiled by numba on first use and kept in its cache on disk.

    The cache knows the times of `walker` and `reading` alone: after a change of the constants in `layout` they must be touched.
    """
    if not _COMPILED:
        numba, numpy = importlib.import_module("numba"), importlib.import_module("numpy")
        jit = numba.njit(cache=True, nogil=True)
        space = {**vars(reading), **vars(walker), "FORMS": numpy.frombuffer(FORMS, numpy.uint8)}
        for function in (*_HELPERS, walker.walk):
            space[function.__name__] = jit(FunctionType(function.__code__, space, function.__name__))
        _COMPILED.append(space["walk"])
    return _COMPILED[0]


def is_compiled() -> bool:
    """Whether `compiled` costs nothing any more."""
    return bool(_COMPILED)


_COMPILED: list[Callable[..., int]] = []
