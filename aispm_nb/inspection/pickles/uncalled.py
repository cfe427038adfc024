"""Names that do nothing until somebody calls them: honest objects keep them, as a callback is kept; an attack calls them.

``print`` is what a trial of an attack calls, to leave a mark. A file that calls it while it is loaded, or hands it to
something unknown that may call it, tells of that; one that only names it does not act.
"""

from __future__ import annotations

from typing import Final

from ..verdict import Name, Verdict
from . import layout as w
from .machine import Named, Walk
from .names import judge

_WAITING: Final = {"print": "writes to the terminal, once somebody calls it"}
_BUILTINS: Final = frozenset({"builtins", "__builtin__", "__builtins__"})
_CALLERS: Final = frozenset({"torch._tensor._rebuild_from_type_v2"})  # known, and calls its first argument
_SEVERAL: Final = w.OBJECT_ARRAYS | w.TWO_MEANINGS  # calls of more than one walk, whose numbers are their own


def uncalled(walk: Walk) -> dict[tuple[str | None, str | None], Name]:
    """The names of a file that wait for a call which the file itself does not make, with the judgement on them so."""
    waiting = [named for named in walk.names if _waits(named)]
    if not waiting or _called(walk):
        return {}
    return {
        named[:2]: Name(named.dotted, Verdict.UNKNOWN, _WAITING[named.name])
        for named in waiting
        if named.name is not None
    }


def _waits(named: Named) -> bool:
    return named.name in _WAITING and named.module in _BUILTINS


def _called(walk: Walk) -> bool:
    for call in (*walk.calls, *walk.tail_calls):
        if call.target is None and not call.how.endswith("PERSID"):
            return True  # of what another call gave, which may be a partial of it
        if call.target is not None and _waits(call.target):
            return True
        if call.target is None or _may_call(call.target):
            handed = [payload for kind, payload in call.arguments if kind == w.GLOBAL]
            if handed and (walk.flags & _SEVERAL or any(i < len(walk.names) and _waits(walk.names[i]) for i in handed)):
                return True
    return False


def _may_call(target: Named) -> bool:
    return target.dotted in _CALLERS or judge(*target[:2]).verdict is not Verdict.KNOWN
