"""The queue as a query: what a state lists, in its order, over the tables of a posture."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .queue_index import Index
from .queue_inputs import AUTOMATABLE, CONFIDENCE, EXPLOITATION, EXPOSURE, IMPACT, RECORDED, SEVERITY, priorities, risk
from .queue_selection import RISKS, asset_words
from .queue_state import (
    AS_IS,
    CLOSED,
    CONFIDENCES,
    EXPLOITATIONS,
    EXPOSURES,
    IMPACTS,
    PRIORITY_KEYS,
    PRIORITY_WORDS,
    SEVERITY_KEYS,
    State,
    WhatIf,
)

_LABEL = "coalesce(nullif(a.label, ''), a.asset, '')"
_WITHIN = {
    "where": f"{_LABEL}, ",
    "title": "f.title, ",
    "newest": "f.first_seen DESC, ",
}


def ask(state: State, index: Index) -> str:
    """SQL for ``posture.sql``: the columns of ``findings``; under a what-if, ``priority`` is where a finding would stand."""
    supposed = state.whatif != AS_IS
    priority = "coalesce(w.priority, f.priority)" if supposed else "f.priority"
    what = f"f.* REPLACE ({priority} AS priority)" if supposed else "f.*"
    joins = "FROM findings f LEFT JOIN assets a USING (asset) LEFT JOIN rules r USING (rule)"
    if supposed:
        joins += f"\nLEFT JOIN (VALUES {_moves(state.whatif)}) AS w(severity, confidence, exploitation, exposure, automatable, impact, priority)\n" \
                 "  ON w.severity = f.severity AND w.confidence = f.confidence AND w.exploitation = f.exploitation AND w.exposure = f.exposure" \
                 " AND w.automatable = f.automatable AND w.impact = f.impact"  # fmt: skip
    wheres = [f"f.status NOT IN {_list(CLOSED)}"] if "status" not in state.where else []
    wheres += [_where(key, values, priority, index) for key, values in sorted(state.where.items())]
    wheres += [
        f"contains(lower(concat_ws(' ', f.title, {_LABEL}, a.asset, r.rule, r.title, r.threat, array_to_string(r.techniques, ' '))), {_quoted(word)})"
        for word in state.words
    ]
    order = f"{_rank(priority, PRIORITY_KEYS)}, {_WITHIN.get(state.sort) or _rank('f.severity', SEVERITY_KEYS) + ', '}f.rowid"
    return f"SELECT {what}\n{joins}\nWHERE {' AND '.join(wheres) or 'true'}\nORDER BY {order}"


def _where(key: str, values: Iterable[str], priority: str, index: Index) -> str:
    chosen = sorted(values)
    if key == "priority":
        return (
            f"{priority} IN {_list(k for k, word in zip(PRIORITY_KEYS, PRIORITY_WORDS, strict=True) if word in chosen)}"
        )
    if key == "risk":
        at = np.flatnonzero(np.isin(risk(), [i for i, cell in enumerate(RISKS) if cell in chosen]))
        inputs = {
            (EXPLOITATIONS[EXPLOITATION[i]], EXPOSURES[EXPOSURE[i]], bool(AUTOMATABLE[i]), IMPACTS[IMPACT[i]])
            for i in at
        }
        rows = ", ".join(
            f"({_quoted(e)}, {_quoted(x)}, {str(a).lower()}, {_quoted(i)})" for e, x, a, i in sorted(inputs)
        )
        return f"(f.exploitation, f.exposure, f.automatable, f.impact) IN ({rows})" if rows else "false"
    if (
        key == "model"
    ):  # what an asset leads to is a walk along the lineage, not a column: the walk is made and its assets named
        words, at = asset_words(index, "model")
        inside = np.isin(at[:-1], [i for i, word in enumerate(words) if word in chosen])
        return f"f.asset IN {_list(index.assets[i]['asset'] for i in np.flatnonzero(inside).tolist())}"
    column = {"kind": "a.kind", "owner": "coalesce(nullif(a.owner, ''), 'nobody')", "threat": "r.threat"}.get(
        key, f"f.{key}"
    )
    return f"{column} IN {_list(chosen)}"


def _moves(whatif: WhatIf) -> str:
    """Only the answers that a what-if moves, each with where it puts a finding."""
    ranks = priorities(whatif)
    # The table is asked without the recorded priority: a finding whose inputs change goes where they lead.
    keep = np.flatnonzero((RECORDED == 0) | (RECORDED == 1))
    rows: dict[tuple[int, ...], int] = {}
    stays: set[tuple[int, ...]] = set()
    for i in keep.tolist():
        inputs = tuple(int(of[i]) for of in (SEVERITY, CONFIDENCE, EXPLOITATION, EXPOSURE, AUTOMATABLE, IMPACT))
        if inputs in rows and rows[inputs] != int(ranks[i]):
            stays.add(inputs)  # it follows the recorded priority, so it was not asked
        rows.setdefault(inputs, int(ranks[i]))
    words = [
        f"({_quoted(SEVERITY_KEYS[s])}, {_quoted(CONFIDENCES[c])}, {_quoted(EXPLOITATIONS[e])}, {_quoted(EXPOSURES[x])}, {str(bool(a)).lower()}, {_quoted(IMPACTS[m])}, {_quoted(PRIORITY_KEYS[p])})"
        for (s, c, e, x, a, m), p in rows.items() if (s, c, e, x, a, m) not in stays
    ]  # fmt: skip
    return ", ".join(words) or "('', '', '', '', false, '', '')"


def _rank(column: str, scale: tuple[str, ...]) -> str:
    # A word that is not on the scale comes last, with the mildest.
    return f"coalesce(nullif(list_position([{', '.join(map(_quoted, scale))}], {column}), 0), {len(scale)})"


def _list(words: Iterable[str]) -> str:
    return f"({', '.join(map(_quoted, words)) or 'NULL'})"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
