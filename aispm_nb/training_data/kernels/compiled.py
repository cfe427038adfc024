"""How kernels are compiled, said once: cached on disk, without the GIL, division as numpy divides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[F], F]:
    """``numba.njit`` with the house's options; ``NUMBA_DISABLE_JIT=1`` runs the same function as plain Python.

    ``fastmath`` is off unless a kernel asks for it: NaN and infinities mean something in data that is inspected.
    """
    return numba.njit(**{"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, **options})  # type: ignore[no-any-return]  # numba has no types
