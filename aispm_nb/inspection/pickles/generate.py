"""Write allow.json anew from the libraries installed here: ``python -m aispm_nb.inspection.pickles.generate``.

A class is allowed when what loading may run of it (its constructors, setters, operators and destructor, and what these
call within its package, a few steps deep) does not open, import, spawn, fetch or evaluate anything. That is read from
the source, so compiled classes pass by their module only. Functions are allowed by name alone: known reconstructors,
and pure functions that estimators keep as parameters. Names of earlier releases are written from the present ones.
"""

from __future__ import annotations

import ast
import contextlib
import enum
import importlib
import importlib.metadata
import inspect
import json
import pkgutil
import re
import textwrap
import types
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from .allowed import COMPILED, FUNCTIONS, LEFT_OUT, NEVER, PACKAGES, PARAMETERS, REVIEWED, VALUES
from .moved import MOVED

TARGET: Final = Path(__file__).with_name("allow.json")
RUN_ON_LOAD: Final = [
    "__new__",
    "__init__",
    "__post_init__",
    "__setstate__",
    "__setattr__",
    "__setitem__",
    "__getattr__",
    "__getattribute__",
    "__del__",
    "__hash__",
    "__eq__",
    "__len__",
    "append",
    "extend",
    "add",
    "update",
    "__reduce_ex__",
]
EFFECTS: Final = {
    *(
        [
            "open",
            "exec",
            "eval",
            "__import__",
            "import_module",
            "read_csv",
            "read_pickle",
            "urlopen",
            "urlretrieve",
            "Popen",
            "run_path",
            "exec_module",
        ]
    ),
    *(
        [
            "check_output",
            "check_call",
            "rmtree",
            "write_text",
            "write_bytes",
            "makedirs",
            "mkdir",
            "start_new_thread",
            "NamedTemporaryFile",
        ]
    ),
    *(
        [
            "TemporaryDirectory",
            "mkdtemp",
            "mkstemp",
            "CDLL",
            "LoadLibrary",
            "from_pretrained",
            "hf_hub_download",
            "getaddrinfo",
            "fromfile",
            "tofile",
        ]
    ),
    *(["Thread", "Process", "ThreadPool", "Pool", "memmap"]),
}
OF_MODULES: Final = {  # words that methods of data share: they count when called on one of these modules
    name: {
        "os",
        "shutil",
        "pickle",
        "cloudpickle",
        "joblib",
        "torch",
        "np",
        "numpy",
        "socket",
        "subprocess",
        "builtins",
        "marshal",
    }
    for name in [
        "compile",
        "load",
        "loads",
        "system",
        "popen",
        "spawn",
        "fork",
        "remove",
        "unlink",
        "rename",
        "connect",
        "socket",
        "run",
        "call",
        "save",
        "dump",
    ]
}
DEPTH: Final = 4


def modules(package: str) -> Iterator[types.ModuleType]:
    """Every module of a package that imports here and may hold data."""
    root = importlib.import_module(package)
    yield root
    for info in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}.", onerror=lambda _: None):
        if not LEFT_OUT.search(info.name) and PACKAGES[package].match(info.name):
            with contextlib.suppress(BaseException):
                yield importlib.import_module(info.name)


def called(function: Any) -> list[ast.expr]:
    """What a Python function calls, as syntax; nothing when there is no source."""
    with contextlib.suppress(OSError, TypeError, SyntaxError):
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        return [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return []


def has_effects(function: Any, owner: type | None, package: str, depth: int, seen: set[Any]) -> bool:
    """Whether a function reaches an effect, within its package."""
    function = inspect.unwrap(getattr(function, "__func__", function))
    code = getattr(function, "__code__", None)
    if code is None or code in seen or depth == 0:
        return False
    seen.add(code)
    for expression in called(function):
        name = expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")
        of = (
            expression.value.id
            if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name)
            else ""
        )
        if name in EFFECTS or of in OF_MODULES.get(name, ()):
            return True
        target = None
        if isinstance(expression, ast.Name):
            target = function.__globals__.get(name)
        elif isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name) and owner is not None:
            target = getattr(owner, name, None) if expression.value.id in ("self", "cls") else None
        elif isinstance(expression, ast.Attribute) and owner is not None:  # super().method
            target = next((vars(c)[name] for c in owner.__mro__[1:] if name in vars(c)), None)
        inside = isinstance(target, types.FunctionType | types.MethodType) and target.__module__.startswith(package)
        if inside and has_effects(target, owner, package, depth - 1, seen):
            return True
    return False


def only_data(cls: type, package: str) -> bool:
    """Whether loading an instance of a class can do no more than build it."""
    if issubclass(cls, BaseException | enum.Enum):
        return issubclass(cls, enum.Enum)
    seen: set[Any] = set()
    for method in RUN_ON_LOAD:
        function = inspect.getattr_static(cls, method, None)
        if function is not None and has_effects(function, cls, package, DEPTH, seen):
            return False
    return True


def classes(module: types.ModuleType, package: str) -> Iterator[tuple[str, str]]:
    """(module, name) of the classes that a pickle may name by this module."""
    for name, value in list(vars(module).items()):
        if not isinstance(value, type) or not (value.__module__ or "").startswith(package):
            continue
        home, full = value.__module__, f"{value.__module__}.{value.__qualname__}"
        if LEFT_OUT.search(home) or not PACKAGES[package].match(home) or any(full.startswith(never) for never in NEVER):
            continue
        compiled = not value.__flags__ & (1 << 9)
        if compiled and not COMPILED.match(home):
            continue
        if full in REVIEWED or compiled or only_data(value, package):
            yield home, value.__qualname__
            if name == value.__qualname__ and "._" not in f".{module.__name__}" and package != "transformers":
                yield module.__name__, name  # a public door to it, which earlier releases wrote


def generate() -> dict[str, Any]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    versions = {}
    for package in PACKAGES:
        try:
            importlib.import_module(package)
        except ImportError as problem:
            raise SystemExit(f"install {package} first: {problem}") from problem
        distribution = importlib.metadata.packages_distributions()[package][0]
        versions[distribution] = importlib.metadata.version(distribution)
        for module in modules(package):
            for home, name in classes(module, package):
                found[home].add(name)
    for table in (FUNCTIONS, PARAMETERS, VALUES, reviewed()):
        for module_name, names in table.items():
            found[module_name] |= set(names.split())
    for pattern, replacement in MOVED:
        for home in list(found):
            if re.match(pattern, home):
                for name in found[home]:
                    found[re.sub(pattern, replacement, home)].add(name)
    return {
        "versions": versions,
        "parameters": {home: " ".join(sorted(names.split())) for home, names in sorted(PARAMETERS.items())},
        "names": {home: " ".join(sorted(found[home])) for home in sorted(found) if found[home]},
    }


def reviewed() -> dict[str, str]:
    table: defaultdict[str, list[str]] = defaultdict(list)
    for full in REVIEWED:
        module, _, name = full.rpartition(".")
        table[module].append(name)
    return {module: " ".join(names) for module, names in table.items()}


def main() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        TARGET.write_text(json.dumps(generate(), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
