"""YAML from strangers, with bounds: no tags, few aliases, little depth, one mebibyte."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

MOST_BYTES = 1 << 20
REMEMBERED = 32 << 10
MOST_ALIASES = 100
MOST_DEPTH = 40
MOST_EVENTS = 100_000  # half a second of reading

# What Python itself raises over values that no honest file holds: a number of ten thousand digits, a list as a key.
ODD = (ValueError, TypeError, OverflowError, RecursionError, AttributeError, KeyError, IndexError)


class Unreadable(Exception):
    """The message says what was found instead of plain YAML."""


class _Loader(yaml.CSafeLoader):
    """YAML without tags of languages; dates stay text."""


_Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse(content: bytes) -> dict[str, Any]:
    """The mapping that an MLmodel (or another small YAML file) holds. Others may have been given the same: it is not changed.

    Raises
    ------
    Unreadable : too large, not UTF-8, not YAML, tags, alias bombs, too deep, or not a mapping.
    """
    # Three readers ask for each file of a model folder, and most folders of a registry have the same requirements.
    return _remembered(content) if len(content) <= REMEMBERED else _parsed(content)


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it has {len(content):,} bytes, more than {MOST_BYTES:,}")
    try:
        text = content.decode("utf-8")
        _bounds(text)
        loaded = yaml.load(text, Loader=_Loader)  # noqa: TID251, S506  (a safe loader, behind bounds)
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not UTF-8: {error.reason} at byte {error.start}") from error
    except (yaml.YAMLError, *ODD) as error:
        raise Unreadable(f"it is not plain YAML: {short(error)}") from error
    if not isinstance(loaded, dict):
        raise Unreadable(f"it holds a {type(loaded).__name__}, where a mapping was expected")
    return loaded


_remembered = lru_cache(64)(_parsed)


def _bounds(text: str) -> None:
    """Refuse by events, before anything is built: an alias bomb is small as text and huge once expanded."""
    depth = aliases = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if count > MOST_EVENTS:
            raise Unreadable(f"it holds more than {MOST_EVENTS:,} values and names")
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


def short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
