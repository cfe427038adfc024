"""discover(): the only plug-in machinery. Walk a package, then entry points, then a user's own folder."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from .vocabulary import Rule, Table, UsageError, View

T = TypeVar("T")
ENTRY_POINTS = "aispm_nb.plugins"
ROOT = __package__


def rules(folder: str | Path | None = None) -> dict[str, Rule]:
    """Every rule by id: ours, those of installed plug-ins, and those of ``folder``."""
    return _unique((f"{ROOT}.checks",), Rule, "id", folder)


@cache
def tables() -> dict[str, Table]:
    """Every declared table and view by name, each view after those that its SQL reads."""
    found = _unique((f"{ROOT}.sources", f"{ROOT}.store", f"{ROOT}.checks", f"{ROOT}.risk"), Table, "name", None)
    before = {name: sorted(set(reads(table.sql)) & found.keys() - {name}) for name, table in sorted(found.items())}
    return {name: found[name] for name in TopologicalSorter(before).static_order()}


def reads(sql: str) -> tuple[str, ...]:
    """The names that a query's FROM and JOIN give, its own CTEs among them."""
    return tuple(dict.fromkeys(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", sql)))


def view(name: str) -> View:
    """The view in the file of its name: the others, and what they import, are left alone."""
    found: View = importlib.import_module(f"{ROOT}.views.{name}").VIEW
    return found


@cache
def views() -> dict[str, View]:
    """Every view by name."""
    return _unique((f"{ROOT}.views",), View, "name", None)


def family(rule: Rule) -> str:
    """The folder a rule lives in, which is the family it belongs to."""
    return _families().get(rule.id, "own")


@cache
def _families() -> dict[str, str]:
    return {
        rule.id: module.__name__.split(".")[2]
        for module in _modules(f"{ROOT}.checks")
        for rule in _constants(module, Rule)
    }


def _unique(packages: tuple[str, ...], kind: type[T], key: str, folder: str | Path | None) -> dict[str, T]:
    found: dict[str, T] = {}
    for module in _everywhere(packages, folder):
        for thing in _constants(module, kind):
            name = getattr(thing, key)
            if found.setdefault(name, thing) != thing:
                raise UsageError(
                    f"{kind.__name__} {name!r} in {module.__file__} has the name of another one; give it its own"
                )
    return found


def _everywhere(packages: tuple[str, ...], folder: str | Path | None) -> Iterator[ModuleType]:
    for package in packages:
        yield from _modules(package)
    for point in entry_points(group=ENTRY_POINTS):
        loaded: Any = point.load()
        yield loaded
    if folder:
        yield from _files(Path(folder))


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for info in pkgutil.walk_packages(root.__path__, f"{package}."):
        yield importlib.import_module(info.name)


def _files(folder: Path) -> Iterator[ModuleType]:
    if not folder.is_dir():
        raise UsageError(f"Rules folder {folder} is not a folder; give the folder that holds the rule files")
    for path in sorted(folder.glob("*.py")):
        name = f"aispm_own_rules.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            raise UsageError(
                f"{path}: expected a file of rules, found {type(error).__name__}: {error}; mend it, or take it out of "
                "the rules folder"
            ) from error
        yield module


def _constants(module: ModuleType, kind: type[T]) -> Iterator[T]:
    """Constants of a module: the thing itself, or a tuple of such things."""
    for value in list(vars(module).values()):
        if isinstance(value, kind):
            yield value
        elif isinstance(value, tuple) and value and all(isinstance(item, kind) for item in value):
            yield from value
