"""JSON beside models: code from a repository (``auto_map``), classes by name (``_target_``), chat templates, Keras' layers.

Sources: Transformers, "Custom models" (auto_map, custom_pipelines, trust_remote_code); Hydra, "Instantiating objects";
Diffusers, model_index.json; Sentence Transformers, modules.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..commands import command
from ..containers import outside
from ..json_text import Pairs, Unreadable, load, objects
from ..judging import dangerous, dotted, known, not_assessed, unknown
from ..verdict import Inspected, Name, Verdict, concluded
from ..views import find
from .jinja import template
from .keras import configuration

FORMATS = ("json",)
MOST_PARSED = 4 << 20
MOST_SEARCHED = 256 << 20
MOST_SETTINGS, MOST_SETTING = 10_000, 10_000
TARGETS = ("_target_", "_class_", "__target__", "class_path", "callable", "entry_point", "entrypoint")
_TOLD = (b"auto_map", b"custom_pipelines", b"trust_remote_code", b"_target_", b"chat_template", b"class_name", b"class_path",
         b"py/object", b"py/reduce", b"\\u005", b"\\u006", b"\\u007")  # fmt: skip
_LIBRARY = re.compile(r"\.(so|dll|dylib|pyd)(\.\d+)*$")
_CLASS = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$")


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "json", _found(view, path), "data only: it names no code", len(view))


def _found(view: memoryview, path: str) -> Iterator[Name]:
    if len(view) > MOST_PARSED:
        # A vocabulary or a booster of this size is data; only one that speaks of code is parsed, as far as that goes.
        if len(view) > MOST_SEARCHED:
            yield not_assessed("json", f"it has {len(view):,} bytes of JSON, more than are looked through")
            return
        if all(find(view, word) < 0 for word in _TOLD):
            return
    try:
        value = load(view)
    except Unreadable as error:
        if _lines(view):
            yield known("lines")
        else:
            yield (not_assessed if "more than" in str(error) or "not JSON" in str(error) else unknown)(
                "json", str(error)
            )
        return
    yield from named(value, path)


def _lines(view: memoryview) -> bool:
    """Whether it is JSON Lines, which is data: one value a line."""
    head = bytes(view[: 1 << 16]).split(b"\n")
    try:
        return len(head) > 1 and all(load(line) is not None for line in head[:20][: len(head) - 1] if line.strip())
    except Unreadable:
        return False


def named(value: Any, path: str = "") -> Iterator[Name]:
    """The code that a configuration names, from JSON or YAML."""
    for key, node in objects(value):
        yield from _object(key, node)
    yield from _commands(value)
    if isinstance(value, dict) and {"class_name", "config"} <= value.keys():
        yield from configuration(value)
    if isinstance(value, dict) and isinstance(value.get("cells"), list) and "nbformat" in value:
        yield unknown("notebook", "a notebook: its code runs when somebody runs its cells; read it first")
    if path.endswith("model_index.json") and isinstance(value, dict):
        for name, part in value.items():
            if (
                isinstance(part, list)
                and len(part) == 2
                and part[0] not in ("diffusers", "transformers", "onnxruntime.training", None)
            ):
                yield unknown(f"{part[0]}.{part[1]}", f"{name} is loaded by a module that is not Diffusers' own")
    if path.endswith("modules.json") and isinstance(value, list):
        for part in value:
            kind = str(part.get("type", "")) if isinstance(part, dict) else ""
            if kind and not kind.startswith("sentence_transformers."):
                yield unknown(kind, "a module of its maker's own, whose code is imported on load")


def _commands(value: Any) -> Iterator[Name]:
    """Commands among the settings. What stands in lists is data: rows, words, examples of code."""
    todo = [value]
    for each in todo:
        if isinstance(each, dict) and len(todo) < MOST_SETTINGS:
            for name, inner in each.items():
                if isinstance(inner, dict):
                    todo.append(inner)
                elif isinstance(inner, str) and len(inner) < MOST_SETTING and (found := command(inner)):
                    yield Name(f"{name}: {found.name}", found.verdict, "a command among the settings")


def _object(key: str, node: Pairs) -> Iterator[Name]:
    for name in ("auto_map", "custom_pipelines", "custom_pipeline"):
        if name in node:
            yield from _remote(name, node[name])
    for name, value in node.items():
        # Never the text of a whole value: aliases make a small file's endless.
        if "trust_remote_code" in str(name) and (value is True or (isinstance(value, str) and value.lower() == "true")):
            yield dangerous(str(name), "it lets code from the model's repository run without asking")
        elif "template" in str(name):
            yield from _templates(value)
        elif isinstance(value, str) and (
            "{{" in value or "{%" in value
        ):  # whoever fills it in, renders what it reaches for
            yield from (found for found in template(value[: 1 << 20]) if found.verdict is Verdict.DANGEROUS)
        elif name in TARGETS and isinstance(value, str) and _CLASS.match(value):
            judged = dotted(value)
            yield (
                judged
                if judged.why
                else unknown(judged.name, "it is imported and called by this name")
                if judged.verdict.rank
                else judged
            )
        elif isinstance(value, str) and _LIBRARY.search(value) and "lib" in str(name).lower():
            yield dangerous(value[:200], "it loads this library, which is native code")
        elif name == "layers" and isinstance(value, list):
            for layer in value[:1_000]:
                if isinstance(layer, str) and outside(layer):
                    yield dangerous(layer[:200], "a layer that is taken from outside of the folder")
        elif name == "op" and value == "Custom":
            yield unknown("Custom", "an operator of its maker's own, whose code you need and run")
        elif str(name).startswith("py/"):
            yield dangerous(
                f"{name} {value}" if isinstance(value, str) else str(name), "jsonpickle builds any object from it"
            )


def _remote(key: str, value: Any) -> Iterator[Name]:
    texts = [str(each)[:500] for part in (value.values() if isinstance(value, dict) else [value])
             for each in (part if isinstance(part, list) else part.values() if isinstance(part, dict) else [part])
             if each and isinstance(each, (str, int, float))]  # fmt: skip
    for text in texts:
        if "--" in text:
            yield dangerous(text, f"{key} runs code of another repository")
        else:
            yield unknown(text, f"{key} runs this code of the model's repository when remote code is trusted")


def _templates(value: Any) -> Iterator[Name]:
    for each in value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]:
        text = each.get("template") if isinstance(each, dict) else each
        if isinstance(text, str):
            yield from template(text[: 1 << 20])
