"""JSON from strangers, with bounds, and its objects one by one without recursion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 32 << 20


class Unreadable(Exception):
    """The message says why it is not read."""


class Pairs(dict[str, Any]):
    """An object of JSON; ``twice`` are keys that stand in it twice, of which readers take one or the other."""

    twice: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Any]]) -> Pairs:
    made = Pairs(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        made.twice = tuple(sorted({key for key in keys if keys.count(key) > 1})) if len(keys) < 1000 else ("many",)
    return made


def load(content: bytes | memoryview, most: int = MOST_BYTES) -> Any:
    """The value of a JSON text.

    Raises
    ------
    Unreadable : more than ``most`` bytes, not UTF-8, not JSON, or nested too deeply for Python's reader.
    """
    if len(content) > most:
        raise Unreadable(f"it has {len(content):,} bytes of JSON, more than the {most:,} that are read")
    try:
        return json.loads(bytes(content).decode("utf-8-sig"), object_pairs_hook=_pairs)
    except RecursionError as error:
        raise Unreadable("its JSON nests too deeply, as what breaks readers does") from error
    except (ValueError, MemoryError) as error:
        raise Unreadable(f"it is not JSON: {str(error)[:100]}") from error


def objects(value: Any) -> Iterator[tuple[str, Pairs]]:
    """Every object in a value, with the key that it stands under."""
    todo: list[tuple[str, Any]] = [("", value)]
    seen: set[int] = set()  # YAML's aliases make one value stand in many places; each is told once
    while todo:
        key, each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, dict):
            yield key, each if isinstance(each, Pairs) else Pairs(each)
            todo += [(str(name), item) for name, item in each.items() if isinstance(item, (dict, list))]
        elif isinstance(each, list):
            todo += [(key, item) for item in each if isinstance(item, (dict, list))]
