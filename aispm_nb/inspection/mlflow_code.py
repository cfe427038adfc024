"""Code that lies with a model and runs when MLflow loads it: ``code/``, the loader's module, and models from code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import views
from .containers import outside
from .judging import dangerous, unknown
from .source import MOST, effects
from .verdict import Inspected, Name, Verdict, concluded

MOST_SOURCES = 500
# Functions that MLflow, or a module as it is imported, calls on load.
ON_LOAD = (
    "_load_pyfunc",
    "load_context",
    "load_model",
    "__init__",
    "__new__",
    "__setstate__",
    "__getattr__",
    "__init_subclass__",
)
_NAMES = (
    "numpy scipy pandas sklearn joblib torch tensorflow keras mlflow xgboost lightgbm catboost transformers skops cloudpickle "
    "yaml requests urllib3 certifi pyarrow statsmodels matplotlib plotly flask fastapi pydantic click sqlalchemy google "
    "boto3 botocore azure six packaging setuptools pip wheel typing_extensions sitecustomize usercustomize"
)
_LIBRARIES = frozenset(_NAMES.split())


def code_folder(root: Path, listed: dict[str, dict[str, Any]]) -> Iterator[Inspected]:
    """A row for each folder of code that MLflow puts in front of Python's path."""
    for code in sorted({str(body["code"]) for body in listed.values() if isinstance(body.get("code"), str)}):
        folder = root / code
        if outside(code) or folder.is_symlink() or not folder.is_dir():
            continue
        loader = str(listed.get("python_function", {}).get("loader_module") or "")
        yield concluded(code, "mlflow-code", _found(folder, loader), "")


def _found(folder: Path, loader: str) -> Iterator[Name]:
    yield unknown(
        "code", "MLflow puts this folder in front of Python's path: what it holds is imported before anything else"
    )
    for entry in sorted(folder.iterdir()):
        stem = entry.name.split(".")[0]
        if (stem in _LIBRARIES or stem in sys.stdlib_module_names) and not stem.startswith("__"):
            yield dangerous(
                stem, "it takes the place of the library of this name for everything that is imported later"
            )
    for count, path in enumerate(sorted(folder.rglob("*.py"))):
        if count >= MOST_SOURCES:
            yield unknown("code", f"it holds more than {MOST_SOURCES} sources; not all were read")
            return
        name = path.relative_to(folder).as_posix()
        loads = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") == loader
        yield from _effects(path, name, ON_LOAD if loads else ())


def loaded_file(root: Path, listed: dict[str, dict[str, Any]], model: dict[str, Any]) -> Iterator[Inspected]:
    """A row for each file that MLflow runs as the model (``model_code_path``), or as the loader's module beside it."""
    bodies = [model, *listed.values()]
    for name in sorted(
        {str(body["model_code_path"]) for body in bodies if isinstance(body.get("model_code_path"), str)}
    ):
        # MLflow writes the path where it was logged from, and runs the file of that name in the folder.
        here = next((at for at in (name, Path(name).name) if not outside(at) and (root / at).is_file()), None)
        if here is None:
            yield Inspected(
                name, "mlflow-code", Verdict.UNKNOWN, why="MLflow runs this file on load, and it is not in the folder"
            )
            continue
        yield concluded(here, "mlflow-code", _model(root / here, here), "")


def _model(path: Path, name: str) -> Iterator[Name]:
    yield unknown(name, "MLflow runs this file on load, whatever it does; read it first")
    yield from _effects(path, name, ON_LOAD)


def _effects(path: Path, name: str, runs: tuple[str, ...]) -> Iterator[Name]:
    try:
        with views.opened(path) as view:
            text = bytes(view[: MOST + 1]).decode("utf-8", "replace")
    except OSError as error:
        yield unknown(name, f"it cannot be read: {error.strerror or error}")
        return
    for found in effects(text, runs):
        yield Name(found.name, found.verdict, f"{name} calls it when it is loaded ({found.why})")
