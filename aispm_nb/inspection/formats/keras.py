"""Keras v3 archives, and the same configuration wherever it stands: what it imports and what it runs.

Sources: keras.saving ``serialization_lib.py`` (class_name, module, registered_name, ``__lambda__``); CVE-2024-3660,
CVE-2025-1550 and CVE-2025-8747 (functions by name), CVE-2025-9906 (safe mode switched off), CVE-2025-12058 and 12060
(files by path), CVE-2025-49655 (TorchModuleWrapper).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from .. import codecs, zips
from ..budget import Budget, Exhausted
from ..containers import members
from ..json_text import Pairs, Unreadable, load, objects
from ..judging import dangerous, dotted, judge, known, unknown
from ..verdict import Inspected, Name, Verdict, concluded

FORMATS = ("keras",)
MEMBERS = re.compile(r"(config\.json|metadata\.json|model\.weights\.(h5|npz|json)|model\.weights/.*|assets/.*)$")
_OWN = re.compile(r"(tf_keras|tensorflow\.python\.keras|tensorflow\.keras|keras(\.src)?)(\.api(\._v[12])?(\.keras)?)?"
                  r"(\.(layers|models|initializers|optimizers|losses|metrics|regularizers|constraints|activations|callbacks"
                  r"|dtype_policies|quantizers|random|backend\.common|backend\.(jax|tensorflow|torch)\.optimizers|engine|ops|legacy|mixed_precision|distribution"
                  r"|applications|saving\.object_registration|schedules|learning_rate_schedule)(\.\w+)*)?$")  # fmt: skip
_LAMBDA = "it holds Python bytecode, which Keras runs on load unless safe mode stops it"
_RUNS = {"Lambda": _LAMBDA, "__lambda__": _LAMBDA,
         "TorchModuleWrapper": "it holds a torch pickle, which is loaded without bounds",
         "enable_unsafe_deserialization": "it switches safe mode off", "get_file": "it downloads and unpacks files",
         "load_model": "it loads another model", "deserialize": "it loads any object",
         "TFSMLayer": "it loads a SavedModel from a path that the file names", "model_from_json": "it loads any object",
         "JaxLayer": "it holds Python functions", "FlaxLayer": "it holds Python functions"}  # fmt: skip
# Layers that stand for a call into TensorFlow's API, by the key that names it; what reaches files, Python or any operation.
_CALLS = {"TFOpLambda": "function", "ClassMethod": "cls_ref", "TensorFlowOpLayer": "node_def"}
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]+://")
_OUTSIDE = re.compile(r"\b(?:io|summary|saved_model|load_op_library|load_library|py_function|numpy_function|raw_ops|data|distribute"
                      r"|debugging|ReadFile|WriteFile|PyFunc|EagerPyFunc|MatchingFiles|SaveV2|RestoreV2|RemoteCall)\b")  # fmt: skip


@cache
def _names() -> frozenset[str]:
    """The classes that Keras itself exports (3.15 and 2.21), its operations, and those of earlier releases; others are somebody's own."""
    return frozenset(files(__package__).joinpath("keras_names.txt").read_text(encoding="utf-8").split())


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "keras", _found(view), "Keras layers only: nothing of its own that could run", len(view))


def _found(view: memoryview) -> Iterator[Name]:
    read = False
    try:
        for member in members("keras", view, Budget()):
            if member.name == "config.json" and member.view is not None:
                read = True
                yield from configuration(load(member.view))
            elif member.name and not MEMBERS.match(member.name):
                yield unknown(member.name, "a member that Keras does not write")
    except (Exhausted, zips.Broken, codecs.Unavailable, Unreadable) as error:
        yield unknown("config.json", str(error))
    if not read:
        yield unknown("config.json", "it is not there")


def configuration(config: Any) -> Iterator[Name]:
    """What a configuration of Keras (any version) names."""
    for _, node in objects(config):
        if isinstance(node.get("class_name"), str):
            yield from _object(node)
        yield from _named_in(node)
        if node.get("safe_mode") is False:
            yield dangerous("safe_mode", "it asks for safe mode to be switched off")
        for key in ("vocabulary", "filename", "file_path", "filepath", "fname", "origin", "vocabulary_path"):
            value = node.get(key)
            if isinstance(value, str) and re.match(r"(/|\\|[a-z][a-z0-9+]+://|\.\./|[A-Za-z]:\\)", value):
                yield dangerous(value[:120], f"{key} makes Keras read this file or address")


def _named_in(node: Pairs) -> Iterator[Name]:
    """What the settings of an object name besides classes: modules to import, and Keras' own functions that reach out."""
    for key, value in node.items():
        if not isinstance(value, str) or not value:
            continue
        if key.endswith("module") and (judged := judge(value, "?")).verdict is Verdict.DANGEROUS:
            yield dangerous(f"{key}: {value}", judged.why)
        elif value in ("keras.config.enable_unsafe_deserialization", "keras.src.config.enable_unsafe_deserialization"):
            yield dangerous(value, _RUNS["enable_unsafe_deserialization"])
        elif (
            value.rpartition(".")[2] == "get_file"
            and key != "name"
            and _ADDRESS.search(" ".join(map(str, node.values()))[:20_000])
        ):
            yield dangerous("get_file", _RUNS["get_file"])


def _object(node: Pairs) -> Iterator[Name]:
    name, module, registered = str(node["class_name"]), node.get("module"), node.get("registered_name")
    inner = node.get("config")
    if name in _RUNS or str(registered) in _RUNS:
        yield dangerous(name, _RUNS.get(name) or _RUNS[str(registered)])
        if name == "Lambda" and isinstance(inner, dict):
            yield from _function(inner)
        return
    if name == "function" or (name == "functional" and not isinstance(inner, dict)):
        target = f"{module or 'builtins'}.{inner}"
        yield (
            known(target)
            if _OWN.match(str(module)) and str(inner) not in _RUNS and not _dangerous(target)
            else _worst(target)
        )
        return
    if name in (
        "__tensor__",
        "__numpy__",
        "__bytes__",
        "__ellipsis__",
        "__slice__",
        "__tuple__",
        "__typespec__",
        "__keras_tensor__",
    ):
        return
    if isinstance(registered, str) and registered != name and not registered.startswith("keras"):
        yield unknown(registered, "a class of its maker's own, whose code you need and run")
    if name in _CALLS:
        yield _called(name, inner)
    elif module is None:
        own = name in _names()
        yield known(name) if own else unknown(name, "a class of its maker's own, whose code you need and run")
    elif _OWN.match(str(module)):
        own = name in _names() or ".ops" in f".{module}"
        yield known(f"{module}.{name}") if own else unknown(f"{module}.{name}", "Keras itself exports no such class")
    else:
        yield _worst(f"{module}.{name}")


def _called(name: str, config: Any) -> Name:
    """A call into TensorFlow: harmless by itself unless it reaches out of the graph."""
    target = str(config.get(_CALLS[name], "")) if isinstance(config, dict) else ""
    if found := _OUTSIDE.search(target):
        return dangerous(f"{name}: {found[0]}", "reaches files, Python or any operation when the model is loaded")
    return unknown(name, "it holds a node of a graph as text") if name == "TensorFlowOpLayer" else known(name)


def _function(config: dict[str, Any]) -> Iterator[Name]:
    """The function of a Lambda layer by name, as HDF5 files have it."""
    if config.get("function_type") == "function" and isinstance(config.get("function"), str):
        yield _worst(f"{config.get('module') or 'builtins'}.{config['function']}")


def _dangerous(target: str) -> bool:
    return target.rpartition(".")[2] in _RUNS


def _worst(target: str) -> Name:
    judged = dotted(target)
    if judged.verdict is not Verdict.KNOWN:
        return (
            judged if judged.verdict is Verdict.DANGEROUS else unknown(target, "Keras imports it by this name on load")
        )
    return judged
