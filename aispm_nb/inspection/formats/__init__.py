"""One small reader a format. A reader is a module here with ``FORMATS`` and ``inspect(view, path)``; it is found by walking."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from ..verdict import Inspected

Reader = Callable[[memoryview, str], Inspected]


@cache
def readers() -> dict[str, Reader]:
    """The readers by the formats of ``magic`` that they read."""
    import pkgutil  # pickles, which are read by themselves, need not wait for it

    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {what: module.inspect for module in modules for what in getattr(module, "FORMATS", ())}
