"""The facts of MLmodel files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...inspection.plain_yaml import ODD, Unreadable, parse, short

MOST_INPUTS = 10_000
# Formats by which a flavour says that loading means unpickling.
PICKLING = ("pickle", "cloudpickle", "dill", "joblib")


def facts(content: bytes) -> dict[str, Any]:
    """A row of ``mlmodels``, without its location."""
    try:
        return _facts(parse(content))
    except Unreadable as error:
        return {"state": "unreadable", "reason": str(error)}
    except ODD as error:  # values that no text holds: a number of ten thousand digits, a list that holds itself
        return {"state": "unreadable", "reason": f"it holds what no MLmodel does: {short(error)}"}


def _facts(model: Mapping[str, Any]) -> dict[str, Any]:
    flavors = {word(name): _mapping(body) for name, body in _mapping(model.get("flavors")).items()}
    python = flavors.get("python_function", {})
    return {
        "state": "read",
        "flavors": sorted(flavors),
        "loader_module": _text(python.get("loader_module")),
        "code": _text(
            python.get("code") or next((body["code"] for body in flavors.values() if body.get("code")), None)
        ),
        "model_code_path": _text(python.get("model_code_path") or model.get("model_code_path")),
        "formats": sorted(set(_formats(flavors))),
        "trusted_types": sorted(
            {word(name) for body in flavors.values() for name in _list(body.get("skops_trusted_types"))}
        ),
        "has_signature": bool(model.get("signature")),
        "has_input_example": bool(model.get("saved_input_example_info")),
        "model_id": _text(model.get("model_id")),
        "run_id": _text(model.get("run_id")),
        "mlflow_version": _text(model.get("mlflow_version")),
        "python_version": _text(python.get("python_version")),
        "env_vars": sorted(word(name) for name in _list(model.get("env_vars"))),
        "declared_bytes": _bytes(model.get("model_size_bytes")),
        "inputs": _inputs(_mapping(model.get("signature")).get("inputs")),
    }


def _formats(flavors: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """How the flavours say that they are serialised. A pyfunc with a pickled ``python_model`` need not say so."""
    for name, body in flavors.items():
        for key in ("serialization_format", "model_format", "pickle_module", "save_format"):
            if body.get(key):
                yield word(body[key]).lower()
        if name == "python_function" and body.get("python_model") and not body.get("model_code_path"):
            yield "cloudpickle"


def _inputs(signature: Any) -> list[str] | None:
    """Names of the columns that the model takes, as its signature says (JSON in YAML); None when it names none."""
    try:
        columns = json.loads(signature) if isinstance(signature, str) else None
    except (ValueError, RecursionError):
        return None
    return [word(c["name"]) for c in _list(columns)[:MOST_INPUTS] if isinstance(c, dict) and c.get("name")] or None


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _bytes(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**63 else None


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else word(value)


def word(value: Any) -> str:
    """A value as text. A list or a mapping is only named: a few aliases make one that fills the memory when written out."""
    return f"a {type(value).__name__}" if isinstance(value, (dict, list, set, tuple)) else str(value)
