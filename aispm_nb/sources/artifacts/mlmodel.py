"""MLmodel files as plain YAML, with bounds: no tags, few aliases, little depth, one mebibyte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

MOST_BYTES = 1 << 20
MOST_ALIASES = 100
MOST_DEPTH = 40

# Formats by which a flavour says that loading means unpickling.
PICKLING = ("pickle", "cloudpickle", "dill", "joblib")


class Unreadable(Exception):
    """The message says what was found instead of plain YAML."""


class _Loader(yaml.CSafeLoader):
    """YAML without tags of languages; dates stay text."""


_Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse(content: bytes) -> dict[str, Any]:
    """The mapping that an MLmodel (or another small YAML file) holds.

    Raises
    ------
    Unreadable : too large, not UTF-8, not YAML, tags, alias bombs, too deep, or not a mapping.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it has {len(content):,} bytes, more than {MOST_BYTES:,}")
    try:
        text = content.decode("utf-8")
        _bounds(text)
        loaded = yaml.load(text, Loader=_Loader)  # noqa: TID251, S506  (a safe loader, behind bounds)
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not UTF-8: {error.reason} at byte {error.start}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable(f"it is not plain YAML: {_short(error)}") from error
    if not isinstance(loaded, dict):
        raise Unreadable(f"it holds a {type(loaded).__name__}, where a mapping was expected")
    return loaded


def _bounds(text: str) -> None:
    """Refuse by events, before anything is built: an alias bomb is small as text and huge once expanded."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        tag = getattr(event, "tag", None)
        if (tag and not tag.startswith("tag:yaml.org,2002:")) or (tag and "python" in tag):
            raise Unreadable(f"it has the tag {tag[:80]!r}")
        if aliases > MOST_ALIASES or depth > MOST_DEPTH:
            raise Unreadable(f"it nests {depth} deep and repeats itself {aliases} times, as an alias bomb does")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def facts(content: bytes) -> dict[str, Any]:
    """A row of ``mlmodels``, without its location."""
    try:
        model = parse(content)
    except Unreadable as error:
        return {"state": "unreadable", "reason": str(error)}
    flavors = {str(name): _mapping(body) for name, body in _mapping(model.get("flavors")).items()}
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
            {str(name) for body in flavors.values() for name in _list(body.get("skops_trusted_types"))}
        ),
        "has_signature": bool(model.get("signature")),
        "has_input_example": bool(model.get("saved_input_example_info")),
        "model_id": _text(model.get("model_id")),
        "run_id": _text(model.get("run_id")),
        "mlflow_version": _text(model.get("mlflow_version")),
        "python_version": _text(python.get("python_version")),
        "env_vars": sorted(str(name) for name in _list(model.get("env_vars"))),
        "declared_bytes": model.get("model_size_bytes") if isinstance(model.get("model_size_bytes"), int) else None,
    }


def _formats(flavors: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """How the flavours say that they are serialised. A pyfunc with a pickled ``python_model`` need not say so."""
    for name, body in flavors.items():
        for key in ("serialization_format", "model_format", "pickle_module", "save_format"):
            if body.get(key):
                yield str(body[key]).lower()
        if name == "python_function" and body.get("python_model") and not body.get("model_code_path"):
            yield "cloudpickle"


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, default=str)[:2000]
