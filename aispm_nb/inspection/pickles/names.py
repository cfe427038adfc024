"""Judge a name that a pickle calls for: allow-list, list of dangerous names, else unknown.

Two files are the whole judgement: ``allow.json`` (module: names; written by `generate`, with the versions it was read
from) and ``dangerous.csv`` (names or their beginnings, and why). A name that is on neither is *unknown* and is shown.
"""

from __future__ import annotations

import csv
import json
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from ..verdict import Name, Verdict

_HERE: Final = Path(__file__).parent
_OWN: Final = ("__main__", "__mp_main__")
_BY_VALUE: Final = ("cloudpickle", "dill", "joblib.externals.cloudpickle", "ray.cloudpickle", "pyspark.cloudpickle")
# Modules that a dotted name may walk into through another's attributes: sklearn.base.os.system.
_REACHED: Final = frozenset(
    [
        "os",
        "sys",
        "subprocess",
        "posix",
        "nt",
        "builtins",
        "importlib",
        "pty",
        "ctypes",
        "shutil",
        "socket",
        "pickle",
        "marshal",
        "runpy",
    ]
)
# Classes of plain data that stand in a module of dangers: which lengths a dimension may have, of jagged tensors.
_DATA: Final = frozenset({"torch._dynamo.decorators._DimRange"})
_ALIASES: Final = {"__builtin__": "builtins", "__builtins__": "builtins", "posixpath.os": "os", "ntpath.os": "os"}


@cache
def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = json.loads((_HERE / "allow.json").read_text(encoding="utf-8"))
    return tables


def _table() -> dict[str, str]:
    return _tables()["names"]


@lru_cache(10_000)
def is_parameter(module: str | None, name: str | None) -> bool:
    """Whether a name is that of a pure function, which honest pickles name and never call."""
    today = _today(module, name)
    return today is not None and today[1] in _tables()["parameters"].get(today[0], "").split()


@lru_cache(10_000)
def _listed(module: str) -> frozenset[str]:
    return frozenset(_table().get(module, "").split())


def allowed() -> dict[str, frozenset[str]]:
    """The allow-list: module → names."""
    return {module: _listed(module) for module in _table()}


@cache
def dangers() -> dict[str, str]:
    """Dangerous names and beginnings of names → why."""
    with (_HERE / "dangerous.csv").open(encoding="utf-8", newline="") as file:
        return {name: row["why"] for row in csv.DictReader(file) for name in row["names"].split()}


def _beginnings(dotted: str) -> Iterator[str]:
    """a.b.c → a.b.c, a.b, a"""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def listed(module: str, name: str) -> bool:
    """Whether a name, or the module it is in, stands on the list of dangers itself."""
    return any(start in dangers() for start in _beginnings(f"{module}.{name}"))


def danger(module: str, name: str) -> str:
    """Why a name is dangerous, or nothing."""
    if f"{module}.{name}" in _DATA:
        return ""
    parts, own = f"{module}.{name}".split("."), module.count(".") + 1
    dotted_name = range(own, len(parts)) if "." in name or name.startswith("_") else ()
    reached = [".".join(parts[i:]) for i in range(1, len(parts)) if parts[i] in _REACHED or i in dotted_name]
    for dotted in (".".join(parts), *reached):
        if found := next((why for start in _beginnings(dotted) if (why := dangers().get(start))), ""):
            return found
    return ""


def _today(module: str | None, name: str | None) -> tuple[str, str] | None:
    """A name of Python 2 as what it becomes in Python 3."""
    if module is None or name is None:
        return None
    today = NAME_MAPPING.get((module, name)) or (IMPORT_MAPPING.get(module, module), name)
    head, dot, method = name.partition(".")  # unicode.lower
    if dot and (kind := NAME_MAPPING.get((module, head))):
        today = (kind[0], f"{kind[1]}.{method}")
    return _ALIASES.get(today[0], today[0]), today[1]


def _through_its_root(module: str, name: str) -> bool:
    """torch._utils, torch.channels_last: a module of a package that imports its own root, through which the name is written."""
    root, _, rest = name.partition(".")
    return bool(rest) and module.split(".")[0] == root and module in _table() and rest in _listed(root)


@lru_cache(100_000)
def judge(module: str | None, name: str | None) -> Name:
    """What is to be said of ``module.name``; None stands for what could not be told.

    A name of Python 2 is judged as what it becomes (``copy_reg`` → ``copyreg``), and as it stands.
    """
    if module is None or name is None:
        why = danger(module, "?") if module else ""
        return Name(
            f"{module or '?'}.{name or '?'}",
            Verdict.DANGEROUS if why else Verdict.UNKNOWN,
            why or "its name cannot be told",
        )
    today = _today(module, name) or (module, name)
    shown = f"{module}.{name}"
    if why := danger(*today) or danger(module, name):
        return Name(shown, Verdict.DANGEROUS, why)
    if today[1] in _listed(today[0]) or _through_its_root(*today):
        return Name(shown, Verdict.KNOWN)
    if module in _OWN:
        return Name(shown, Verdict.UNKNOWN, "defined in the program that made the file")
    if module.startswith(_BY_VALUE):
        return Name(shown, Verdict.UNKNOWN, "part of a function or class whose code is inside the file")
    return Name(shown, Verdict.UNKNOWN, "not on the allow-list")
