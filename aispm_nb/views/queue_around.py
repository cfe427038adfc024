"""One finding with what is around it, as a small posture document: the page draws its detail and its lineage as of any other."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np

from ..posture.document import ASSETS
from .queue_index import Index
from .queue_inputs import SEVERITY, priorities
from .queue_state import EXPOSURES, IMPACTS, PRIORITY_KEYS, SEVERITY_KEYS, State

_AHEAD, _BEHIND, _NEIGHBOURS, _SERVED = 60, 60, 4, 12
_WALKED = 5_000  # as lineage.ts
_RULE = (
    "rule",
    "title",
    "family",
    "severity",
    "confidence",
    "threat",
    "why",
    "fix",
    "techniques",
    "references",
    "cvss",
    "undo",
)


_TEXTS = (
    "title", "severity", "confidence", "priority", "priority_because", "exploitation", "exposure", "impact", "status",
    "first_seen", "last_seen",
)  # fmt: skip
FINDING = (*_TEXTS, "automatable", "evidence")  # what is asked of a finding


def document(index: Index, at: int, finding: dict[str, Any] | None) -> dict[str, Any]:
    """Around the asset of the finding at ``at`` (or what is served, at -1). With ``finding``, that one is all that is found there;
    without, it stands first and says nothing, and of each asset there is how many findings it has, and the worst."""
    focus = int(index.asset[at]) if at >= 0 else _most_served(index)
    near, reached = _near(index, focus)
    order = {asset: i for i, asset in enumerate(near)}
    rows = [index.assets[a] for a in near]
    ahead, _ = index.links
    edges = [(order[a], order[b]) for a in near for b in ahead.get(a, ()) if b in order]
    found = [] if finding else [f for f in (_stub(index, a, i) for a, i in order.items()) if f["count"]]
    if at >= 0:
        found.insert(0, _row(index, at, finding, order))
    names = [name for name in ASSETS if name != "model"]
    return {
        "format": "aispm-posture", "version": 1, "rules": [_rule(index, at)], "served": reached,
        "assets": {name: [row[name] for row in rows] for name in names},
        "findings": {name: [f[name] for f in found] for name in (found[0] if found else _row(index, -1, None, order))},
        "lineage": {"source": [a for a, _ in edges], "target": [b for _, b in edges], "kind": ["input"] * len(edges)},
    }  # fmt: skip


def _near(index: Index, focus: int) -> tuple[list[int], int]:
    """Assets to draw, the focus first, and how many served assets it reaches."""
    if focus >= len(index.assets):
        return [], 0
    ahead, back = index.links
    forward, backward = _walk(focus, ahead), _walk(focus, back)
    served = sorted((a for a in forward if _is_served(index, a)), key=lambda a: -_harm(index, a))
    near = dict.fromkeys([focus, *list(forward)[:_AHEAD], *list(backward)[:_BEHIND]])
    for a in served[:_SERVED]:
        while a >= 0:
            near[a] = None
            a = forward[a]
    for a in list(near)[:40]:
        near |= dict.fromkeys([*ahead.get(a, ())[:_NEIGHBOURS], *back.get(a, ())[:_NEIGHBOURS]])
    return list(near), len(served)


def _walk(focus: int, links: dict[int, list[int]]) -> dict[int, int]:
    """Nearest first, each with the one it was reached from."""
    came = {focus: -1}
    order = [focus]
    for here in order:
        for there in links.get(here, ()):
            if there not in came and len(order) < _WALKED:
                came[there] = here
                order.append(there)
    return came


def _is_served(index: Index, asset: int) -> bool:
    row = index.assets[asset]
    return bool(row["served_as"]) or row["kind"] == "endpoint"


def _harm(index: Index, asset: int) -> int:
    row = index.assets[asset]
    impact = IMPACTS.index(row["impact"]) if row["impact"] in IMPACTS else 0
    exposure = EXPOSURES.index(row["exposure"]) if row["exposure"] in EXPOSURES else 0
    return impact * len(EXPOSURES) + exposure


def _most_served(index: Index) -> int:
    return next((i for i in range(len(index.assets)) if _is_served(index, i)), len(index.assets))


def _row(index: Index, at: int, finding: dict[str, Any] | None, order: dict[int, int]) -> dict[str, Any]:
    f = finding or {}
    return {
        **{name: f.get(name) or "" for name in _TEXTS}, "rule": 0, "asset": order[int(index.asset[at])] if at >= 0 else 0,
        "automatable": bool(f.get("automatable")), "evidence": json.loads(f.get("evidence") or "[]"),
        "inherited_from": order.get(int(index.inherited[at])) if at >= 0 else None, "count": 1 if finding else 0,
    }  # fmt: skip


def _stub(index: Index, asset: int, position: int) -> dict[str, Any]:
    """All open findings of an asset as one row: how many, and the worst of them."""
    here = index.of_asset(asset)
    is_open = index.cell_open[index.cell[here]]
    worst = SEVERITY[index.cell_inputs[index.cell[here[is_open]]]]
    empty = dict.fromkeys(
        ("title", "confidence", "priority_because", "exploitation", "exposure", "impact", "first_seen", "last_seen"), ""
    )
    return {
        **empty, "rule": 0, "asset": position, "severity": SEVERITY_KEYS[int(worst.min())] if len(worst) else "info", "priority": PRIORITY_KEYS[-1],
        "automatable": False, "evidence": [], "status": "open", "inherited_from": None, "count": len(worst),
    }  # fmt: skip


def _rule(index: Index, at: int) -> dict[str, Any]:
    rule = int(index.cell_rule[index.cell[at]]) if at >= 0 else len(index.rules)
    if rule >= len(index.rules):
        return {"rule": "", "title": ""}
    row = index.rules[rule]
    return {name: row[name] for name in _RULE} | {"frameworks": json.loads(row["frameworks"] or "{}")}


def leaves(index: Index, at: int, state: State) -> dict[str, Any]:
    """What goes when this is fixed where it starts: as `leaves.ts`."""
    rank = priorities(state.whatif)[index.cell_inputs]
    is_open = index.cell_open
    now = is_open & (rank == 0)
    before = np.bincount(rank, np.where(is_open, index.cell_count, 0), len(PRIORITY_KEYS)).astype(int)
    rule = int(index.cell_rule[index.cell[at]])
    start = int(index.inherited[at]) if index.inherited[at] >= 0 else int(index.asset[at])
    own, passed = index.of_rule(start, rule), index.from_asset(start)
    near = np.unique(
        np.concatenate([own[index.inherited[own] < 0], passed[index.cell_rule[index.cell[passed]] == rule], [at]])
    )
    gone = near[is_open[index.cell[near]]]
    ranks = rank[index.cell[gone]]
    here = Counter(index.asset[gone[ranks == 0]].tolist())
    cleared = [a for a, n in here.items() if np.count_nonzero(now[index.cell[index.of_asset(a)]]) == n]
    return {
        "at": _place(index, start), "findings": len(gone), "before": before.tolist(),
        "after": (before - np.bincount(ranks, minlength=len(before))).tolist(), "now": [_place(index, a) for a in list(here)[:_SERVED]],
        "cleared": [_place(index, a) for a in cleared[:_SERVED]], "clearedMore": max(0, len(cleared) - _SERVED),
    }  # fmt: skip


def _place(index: Index, asset: int) -> dict[str, str]:
    if asset >= len(index.assets):
        return {"asset": "", "label": "", "kind": "", "servedAs": ""}
    row = index.assets[asset]
    return {
        "asset": row["asset"],
        "label": row["label"] or row["asset"],
        "kind": row["kind"],
        "servedAs": row["served_as"] or "",
    }
