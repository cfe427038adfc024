"""What MLflow itself would run or fetch for a model folder, whatever the pickles say.

``loader_module``, ``code/`` and ``model_code_path`` run even where MLFLOW_ALLOW_PICKLE_DESERIALIZATION is false, and the
types that skops may load are read from the model itself. Source: mlflow.pyfunc (load_model, _add_code_from_conf_to_system_path),
mlflow.models.utils (model_code_path), mlflow.sklearn (_load_pyfunc), mlflow.utils.environment; MLflow 3.5 to 3.17.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import magic, mlflow_requirements, plain_yaml, views
from .containers import outside
from .judging import dangerous, dotted, known, unknown
from .mlflow_code import code_folder, loaded_file
from .verdict import Inspected, Name, Verdict, concluded

MLMODEL = "MLmodel"
MOST_FILES = 5_000
MOST_VALUES = 20_000
WRITTEN = frozenset((MLMODEL, "conda.yaml", "python_env.yaml", "requirements.txt", "registered_model_meta", "input_example.json",
                     "serving_input_example.json", "input_example.npz", "environment_variables.txt", "README.md", ".mlflow", "model.sig", "constraints.txt"))  # fmt: skip
_PATHS = re.compile(r"(^|_)(path|data|code|env|file|dir|model|config|binary|subpath|conda|virtualenv|folder)$")
_PROGRAMS = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".exe", ".sh", ".bat", ".ps1", ".pth", ".jar", ".class", ".egg", ".whl",
             ".pkl", ".pickle", ".joblib", ".pt", ".bin", ".zip", ".tar", ".gz")  # fmt: skip
# What describes the model, and where MLflow remembers to have put it or found its code: nothing is loaded from there.
_ELSEWHERE = frozenset(("signature", "metadata", "artifact_path", "model_uuid", "model_id", "run_id"))
_MACHINE_CODE = tuple(start for start, what in magic.STARTS if what in magic.NATIVE)
_PICKLES = ("pickle", "cloudpickle", "dill", "joblib")


def model_folder(root: Path, name: str) -> Iterator[Inspected]:
    """Rows for a folder with an MLmodel, on that file or on what it names.

    Parameters
    ----------
    name : what the rows call the folder; empty for the one that was asked for.
    """
    prefix = f"{name}/" if name else ""
    try:
        with views.opened(root / MLMODEL) as view:
            model = plain_yaml.parse(bytes(view[: plain_yaml.MOST_BYTES + 1]))
    except plain_yaml.Unreadable as error:
        yield Inspected(
            prefix + MLMODEL, "mlflow", Verdict.UNKNOWN, why=f"MLflow's own file cannot be read plainly: {error}"
        )
        return
    except OSError as error:
        yield Inspected(
            prefix + MLMODEL, "mlflow", Verdict.NOT_ASSESSED, why=f"it cannot be read: {error.strerror or error}"
        )
        return
    listed = flavors(model)
    yield concluded(
        prefix + MLMODEL, "mlflow", _said(root, model, listed), "MLflow's own loaders, and paths within the folder"
    )
    for row in (
        *code_folder(root, listed),
        *loaded_file(root, listed, model),
        *mlflow_requirements.files(root),
        *_unnamed(root, model),
    ):
        yield Inspected(prefix + row.path, row.format, row.verdict, row.names, row.why, row.size)


def flavors(model: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = model.get("flavors")
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(name): body for name, body in pairs if isinstance(body, dict)}


def _said(root: Path, model: dict[str, Any], listed: dict[str, dict[str, Any]]) -> Iterator[Name]:
    loader = listed.get("python_function", {}).get("loader_module")
    if loader is not None:
        yield _loader(root, str(loader), listed)
    for body in listed.values():
        for each in body.get("skops_trusted_types") or () if isinstance(body.get("skops_trusted_types"), list) else ():
            judged = dotted(str(each))
            if judged.verdict is Verdict.DANGEROUS:
                yield dangerous(judged.name, "the model asks skops to trust it")
            elif judged.verdict is not Verdict.KNOWN:
                yield unknown(judged.name, "the model asks skops to trust it, and no library that is known here has it")
        yield from _formats(root, body)
    for path, value in _values({key: value for key, value in model.items() if key not in _ELSEWHERE}):
        # Of model_code_path, the author's own path, MLflow takes the last part alone.
        if path != "model_code_path" and _PATHS.search(path) and outside(value):
            yield dangerous(value[:200], f"{path} leads out of the folder")


def _loader(root: Path, loader: str, listed: dict[str, dict[str, Any]]) -> Name:
    if re.fullmatch(r"mlflow(\.[A-Za-z_]\w*)*", loader):
        return known(loader)
    judged = dotted(loader + "._load_pyfunc")
    if judged.verdict is Verdict.DANGEROUS:
        return dangerous(loader, "MLflow imports this module and calls its _load_pyfunc")
    return unknown(loader, "MLflow imports this module, which is not its own, and calls its _load_pyfunc")


def _formats(root: Path, body: dict[str, Any]) -> Iterator[Name]:
    said = str(body.get("serialization_format") or body.get("model_format") or "").lower()
    for key in ("pickled_model", "data", "model_path", "model_data"):
        name = body.get(key)
        if not isinstance(name, str) or outside(name):
            continue
        if name.endswith(".skops") and said in _PICKLES:
            yield unknown(name, f"it is named skops and MLflow loads it as {said}")
        if said in ("skops", "pt2", "safetensors") and "pickle" in (found := _kinds(root / name)):
            yield unknown(name, f"MLmodel says {said} and its bytes are a {found[0]}")


def _kinds(path: Path) -> tuple[str, ...]:
    try:
        with views.opened(path) as view:
            return magic.kinds(view, path.name)
    except OSError:
        return ()


def _values(value: Any) -> Iterator[tuple[str, str]]:
    """Every text of a mapping with the last key that leads to it."""
    todo: list[tuple[str, Any]] = [("", value)]
    count = 0
    while todo and count < MOST_VALUES:
        count += 1
        key, each = todo.pop()
        if isinstance(each, dict):
            todo += [
                (f"{key}.{name}"[-200:] if name in ("conda", "virtualenv") else str(name), item)
                for name, item in each.items()
            ]
        elif isinstance(each, list):
            todo += [(key, item) for item in each]
        elif isinstance(each, str):
            yield key, each


def _unnamed(root: Path, model: dict[str, Any]) -> Iterator[Inspected]:
    """Programs in the folder that MLmodel does not name, and machine code wherever it lies."""
    named = {
        (value.rpartition("/")[2] if key == "model_code_path" else value.strip("/").removeprefix("./"))
        for key, value in _values(model)
    }
    for count, path in enumerate(_files(root)):
        if count >= MOST_FILES:
            return
        name = path.relative_to(root).as_posix()
        parts = name.split("/")
        if path.suffix.lower() in (".so", ".pyd", ".dll", ".dylib", ".exe") or _native(path):
            yield Inspected(
                name, "mlflow", Verdict.DANGEROUS, why="machine code within a model: no model of MLflow's needs any"
            )
        elif parts[-1] in ("sitecustomize.py", "usercustomize.py") or (
            path.suffix == ".pth" and b"import" in views.head(path, 4096)
        ):
            yield Inspected(
                name, "mlflow", Verdict.DANGEROUS, why="Python runs it at every start once its folder is on the path"
            )
        elif any("/".join(parts[:depth]) in named for depth in range(1, len(parts) + 1)) or name in WRITTEN:
            if path.suffix == ".pyc":
                yield Inspected(
                    name, "mlflow", Verdict.UNKNOWN, why="compiled Python, which need not be what its source says"
                )
        elif path.suffix.lower() in _PROGRAMS:
            yield Inspected(
                name, "mlflow", Verdict.UNKNOWN, why="MLmodel does not name it: nothing of MLflow's wrote it here"
            )


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, followlinks=False):
        folders.sort()
        for name in sorted(names):
            yield Path(folder) / name


def _native(path: Path) -> bool:
    return views.head(path, 16).startswith(_MACHINE_CODE)
