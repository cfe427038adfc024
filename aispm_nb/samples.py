"""The sample registries: in the wheel beside the package, in a checkout at the top of the repository."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from .vocabulary import UsageError

_PLACES = (Path(__file__).parent / "_samples", Path(__file__).parent.parent / "sample_registries")


def names() -> list[str]:
    """The samples there are."""
    return list(_module().names())


def unpack(name: str, destination: str | Path) -> Any:
    """A fresh copy of a sample at ``destination``, with ``uri``, ``auth_uri``, ``folder`` and ``truth``.

    Raises
    ------
    UsageError : there is no such sample, or the destination holds something else.
    """
    try:
        return _module().unpack(name, destination)
    except (ValueError, FileExistsError) as error:
        raise UsageError(str(error)) from error


@cache
def _module() -> ModuleType:
    for place in _PLACES:
        if (place / "__init__.py").is_file():
            spec = importlib.util.spec_from_file_location(
                "aispm_samples", place / "__init__.py", submodule_search_locations=[str(place)]
            )
            assert spec and spec.loader
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            return module
    raise UsageError(f"The sample registries are not installed; expected them at {' or '.join(map(str, _PLACES))}")
