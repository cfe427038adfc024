"""Frameworks: one data file each, which says which of its controls a threat technique is evidence for.

Rules cite techniques (MITRE ATLAS, and a handful of local ids for what ATLAS leaves out); frameworks translate. A check
never proves compliance: a control's id beside a finding means *evidence relevant to* that control.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Framework:
    """One framework at one version: control id -> (title, techniques that bear on it)."""

    name: str
    version: str
    source: str
    controls: dict[str, tuple[str, frozenset[str]]]


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every framework that has a data file here, by name."""
    found = (json.loads(file.read_text(encoding="utf-8")) for file in files(__package__).iterdir()
             if file.name.endswith(".json"))  # fmt: skip
    return tuple(sorted((_framework(data) for data in found), key=lambda framework: framework.name))


def _framework(data: dict[str, object]) -> Framework:
    rows = data["controls"]
    assert isinstance(rows, list)
    controls = {row["id"]: (row["title"], frozenset(row["techniques"])) for row in rows}
    return Framework(str(data["name"]), str(data["version"]), str(data["source"]), controls)


def controls(techniques: Iterable[str]) -> dict[str, list[str]]:
    """Framework -> ids of the controls that any of ``techniques`` bears on; frameworks without one are left out.

    A sub-technique bears on what its parent bears on.
    """
    wanted = {name for technique in techniques for name in (technique, technique.rsplit(".", 1)[0])}
    found = {
        framework.name: [id_ for id_, (_, bearing) in framework.controls.items() if wanted & bearing]
        for framework in frameworks()
    }
    return {name: ids for name, ids in found.items() if ids}
