"""Calls that only stand for a name: ``getattr(str, 'lower')``, ``_builtin_type('SimpleNamespace')``; and calls that calculate.

Before protocol 4 a pickler has no other way to name a method. Such a call is judged as that name, as long as nothing else
is done with what fetches it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ..verdict import Verdict
from . import layout as w
from .machine import BUILTIN_TYPE, GETATTR, Call, Named, Walk
from .names import is_parameter, judge

_NEW: Final = ".__new__"
_PARTIAL: Final = "functools.partial"
_BUILTINS: Final = ("builtins", "__builtin__")
_SIZED: Final = frozenset(("bytes", "bytearray", "list", "tuple", "set", "frozenset", "str"))
_RANGES: Final = ("builtins.range", "__builtin__.xrange", "__builtin__.range")
_MOST_BYTES: Final = 1 << 30


def fetches(walk: Walk) -> tuple[frozenset[str], tuple[Named, ...]]:
    """The functions that a file uses for nothing but fetching names that are known, and these names."""
    explained: list[str] = []
    found: list[Named] = []
    said = {named.name for named in walk.names}
    for name, group in (("getattr", GETATTR), ("_builtin_type", BUILTIN_TYPE)):
        if name in said and any(named.dotted in group for named in walk.names) and (fetched := _by(group, walk)):
            explained += group
            found += fetched
    return frozenset(explained), tuple(found)


def _by(group: tuple[str, ...], walk: Walk) -> list[Named]:
    used = [call for call in walk.calls if call.target is not None and call.target.dotted in group]
    getters = {(w.GLOBAL, i) for i, named in enumerate(walk.names) if named.dotted in group}
    found = [call.fetched for call in used if call.fetched is not None]
    several = Counter(call.target for call in used)
    if (
        not used
        or len(found) < len(used)
        or max(several.values()) >= w.CALLS_A_NAME  # of more, not every call was kept
        # handed on, to be called later
        or any(argument in getters for call in walk.calls for argument in call.arguments)
        or any(judge(*_made(each)).verdict is not Verdict.KNOWN and not _is_keras(each) for each in found)
    ):
        return []
    return [each._replace(name=_made(each)[1]) for each in found]


def _is_keras(named: Named) -> bool:
    """How Keras 3 pickles a model: by a method of the class, over an archive that nobody looks into here. So it is unknown."""
    parts = (named.name or "").split(".")
    return (named.module or "").startswith("keras.src.models.") and parts[1:] == ["_unpickle_model"]


def _made(named: Named) -> tuple[str | None, str | None]:
    """``Class.__new__`` makes the class: protocols 2 and 3 spell arguments with names so."""
    name = named.name
    return named.module, name.removesuffix(_NEW) if name else name


def calls_the_unknown(walk: Walk) -> bool:
    """Whether something is called that another call gave, other than what a fetching call stands for."""
    explained, _ = fetches(walk)
    if not explained:
        return True
    called = (call for call in walk.calls if call.target is None and not call.how.endswith("PERSID"))
    return not all(_stands_for_a_name(call.maker, walk, explained) for call in called)


def _stands_for_a_name(maker: Call | None, walk: Walk, explained: frozenset[str]) -> bool:
    if maker is None or maker.target is None:
        return False
    if maker.target.dotted == _PARTIAL and maker.arguments and not walk.flags & (w.OBJECT_ARRAYS | w.TWO_MEANINGS):
        kind, payload = maker.arguments[0]
        inner = walk.calls[payload - 1] if kind == w.RESULT and 0 < payload <= len(walk.calls) else None
        return inner is not None and inner.fetched is not None and (inner.fetched.name or "").endswith(_NEW)
    # A method of an instance is kept by hooks; called while it is loaded it would act on what the file made.
    return maker.target.dotted in explained and maker.fetched is not None and maker.arguments[0][0] != w.RESULT


def calculations(walk: Walk) -> Iterator[str]:
    """Calls of pure functions and of built-in types that no pickler writes, and that can take all time or memory there is."""
    asked = {named.dotted for named in walk.names if is_parameter(named.module, named.name)}
    sized = {named.dotted for named in walk.names if named.name in _SIZED and named.module in _BUILTINS}
    if not asked and not sized:
        return
    told: set[str] = set()
    for call in walk.calls:
        dotted = call.target.dotted if call.target is not None else ""
        if dotted in asked or (dotted in sized and _large(call, walk)):
            told.add(dotted)
    yield from (f"it calls {dotted} while it is loaded, which no pickler writes" for dotted in sorted(told))


def _large(call: Call, walk: Walk) -> bool:
    for kind, payload in call.arguments:
        if kind == w.INTEGER and payload > _MOST_BYTES:
            return True
        if kind == w.RESULT and 0 < payload <= len(walk.calls):
            maker = walk.calls[payload - 1].target
            if maker is not None and maker.dotted in _RANGES:
                return True
    return False
