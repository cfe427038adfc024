"""What a pickle would do, said in one sentence for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..verdict import Inspected, Name, Verdict
from . import layout as w
from .embedded import CODE_INSIDE
from .machine import Call, Walk
from .names import judge

_PACKAGES: Final = {
    "sklearn": "scikit-learn",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "xgboost": "XGBoost",
    "lightgbm": "LightGBM",
    "catboost": "CatBoost",
    "torch": "PyTorch",
}
_PYTHON: Final = frozenset(
    [
        "builtins",
        "__builtin__",
        "collections",
        "copyreg",
        "copy_reg",
        "_codecs",
        "datetime",
        "decimal",
        "pathlib",
        "uuid",
        "fractions",
    ]
)
_SHOWN: Final = 3
_LONGEST: Final = 200


def why(
    verdict: Verdict,
    names: Sequence[Name],
    walk: Walk,
    problems: Sequence[str],
    carried: Sequence[Inspected],
    spelled: Sequence[Name],
) -> str:
    if verdict == Verdict.DANGEROUS:
        does = _does(names, walk)
        if does.startswith("names ") and (worst := next((row for row in carried if row.verdict is verdict), None)):
            return holds(worst)
        if does.startswith("names ") and names[0] in spelled:
            return f"its data holds {names[0].why}: {names[0].name}"
        return f"{does}; do not load it"
    unknown = [name for name in names if name.verdict is Verdict.UNKNOWN and name not in spelled]
    if unknown and carried and {name.name for row in carried for name in row.names} >= {name.name for name in unknown}:
        return holds(carried[0])
    if unknown:
        things = "one thing that is" if len(unknown) == 1 else f"{len(unknown)} things that are"
        more = ", …" if len(unknown) > _SHOWN else ""
        return f"names {things} not on the allow-list: {', '.join(name.name for name in unknown[:_SHOWN])}{more}"
    if problems:
        return problems[0] if problems[0].startswith("its data") else f"cannot be followed to its end: {problems[0]}"
    if not names:
        return "holds plain data and names nothing"
    return f"names only {_and(sorted({_package(name.name) for name in names}))} classes"


def holds(row: Inspected) -> str:
    return row.why if row.why.startswith("its data holds") else f"its data holds a pickle that {row.why}"


def _does(names: Sequence[Name], walk: Walk) -> str:
    """The worst it does, as a call with its arguments where it is one."""
    calls = (*walk.calls, *walk.tail_calls)
    for call in calls:
        if call.target is not None and judge(call.target.module, call.target.name).verdict == Verdict.DANGEROUS:
            return f"calls {_outermost(call, calls)} when it is loaded"
    worst = next((name for name in names if name.verdict == Verdict.DANGEROUS), None)
    if worst is not None:
        inside = worst.name.startswith(CODE_INSIDE)
        return (
            f"carries code that {worst.name.removeprefix(CODE_INSIDE)}"
            if inside
            else f"names {worst.name}, which {worst.why}"
        )
    if walk.flags & w.COMPUTED_NAME:
        return "hides the name of what it calls"
    if walk.flags & w.BUILT_NAME:
        return "changes a class, function or module of this program"
    if walk.flags & w.FILLED_TENSOR:
        return "writes into the memory of a tensor while it is built (CVE-2026-24747)"
    return "holds over a billion parts in a few bytes, so that whoever goes through it runs out of memory"


def _outermost(call: Call, calls: Sequence[Call]) -> str:
    """getattr(os, 'system') is called in turn: getattr(os, 'system')('id')."""
    longest = call.text
    for later in calls:
        if later.target is None and later.text.startswith(longest):
            longest = later.text
    return longest if len(longest) <= _LONGEST else f"{longest[:_LONGEST]}…"


def _package(name: str) -> str:
    first = name.partition(".")[0]
    return "Python" if first in _PYTHON else _PACKAGES.get(first, first)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
