"""What the static pages say, in the reader's language: the catalogue that JupyterLab takes from an installed language pack.

A pack (``jupyterlab-language-pack-de-DE``, entry point group ``jupyterlab.languagepack``) holds
``locale/de_DE/LC_MESSAGES/aispm_nb.json``: English sentence to ``[translation]``, as JupyterLab's translation server reads it.
Which language is the environment's word (LANGUAGE, LC_ALL, LC_MESSAGES, LANG, as gettext has it). Nothing of a pack is run:
its file is found beside its module. Only sentences of ours are looked up, never what a registry wrote.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import entry_points
from pathlib import Path

DOMAIN = "aispm_nb"
_GROUP = "jupyterlab.languagepack"
_NARROW = "\u202f"  # parts thousands where a comma would be read as the decimal sign


def language(environment: Mapping[str, str] = os.environ) -> str:
    """The reader's locale as packs are named (``de_DE``); "" for English and for none."""
    said = next(
        (environment[name] for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    name = said.split(":")[0].split(".")[0].split("@")[0]
    return "" if name in ("", "C", "POSIX") or name.lower().startswith("en") else name


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """English to the language of ``locale``; empty where no pack for it, or for its language, is installed or can be read."""
    if not locale:
        return {}
    packs = sorted(entry_points(group=_GROUP), key=lambda point: point.name != locale)
    for point in packs:
        if point.name.split("_")[0] == locale.split("_")[0]:
            found = _read(point.module, point.name)
            if found:
                return found
    return {}


def _read(module: str, name: str) -> Mapping[str, str]:
    spec = PathFinder.find_spec(module)
    if spec is None or not spec.origin:
        return {}
    file = Path(spec.origin).parent / "locale" / name / "LC_MESSAGES" / f"{DOMAIN}.json"
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = said.items() if isinstance(said, dict) else ()
    return {
        english: words[0]
        for english, words in pairs
        if english and isinstance(words, list) and words and isinstance(words[0], str) and words[0]
    }


def say(english: str, **given: str | int) -> str:
    """A sentence of ours with ``{name}`` filled in; a number is written with its thousands parted."""
    words = catalogue(language()).get(english, english)
    for name, value in given.items():
        words = words.replace("{" + name + "}", number(value) if isinstance(value, int) else value)
    return words


def plural(count: int, noun: str) -> str:
    """A count with its noun, as the board says it: each of the two forms is an entry of the catalogue."""
    return f"{number(count)} {say(noun if count == 1 else f'{noun}s')}"


def number(value: int) -> str:
    return f"{value:,}".replace(",", _NARROW) if catalogue(language()) else f"{value:,}"
