"""What a kernel answers to the board of a large posture: the questions of `source.ts`, over numbers made once.

A question is its name, the board's state as its string, and what else it takes. Questions of one turn come as one message.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from . import queue_around
from .card import PRIORITIES
from .queue_index import STATUSES, Array, Index
from .queue_inputs import RECORDED, SEVERITY, priorities, risk
from .queue_selection import GROUPS, ON_ASSET, RISKS, Selection, asset_words, cell_words
from .queue_state import IMPACTS, State

if TYPE_CHECKING:
    from ..posture import Posture

_KEPT = 6  # selections at hand: the one shown, those of its pictures, and the one before
_DOTS = 28
_TILES = 100
_ROOMY, _INSIDE = 14, 9  # as models.ts: with so few groups, so many assets are shown in each
_LIMIT = 200
_SLOTS = GROUPS * 5
_WEIGH = np.array([p["weight"] for p in PRIORITIES])


class Answers:
    """Answers of one posture. ``Answers(posture).answer([["overview", ""], ["rows", "", 0, 60]])``"""

    def __init__(self, posture: Posture):
        self.index = Index(posture)
        self._prepared = False
        self._kept: OrderedDict[object, Selection] = OrderedDict()
        self._around = lru_cache(maxsize=_KEPT)(self._document)  # a what-if asks for the same finding again and again
        self._asked: dict[str, Callable[..., Any]] = {
            "overview": self.overview, "rows": self.rows, "shown": self.shown, "choices": self.choices,
            "tiles": self.tiles, "risks": self.risks, "lineage": self.lineage,
        }  # fmt: skip

    def answer(self, asks: Sequence[Sequence[Any]]) -> list[Any]:
        return [self._asked[name](State.parse(state), *given) for name, state, *given in asks]

    def prepare(self) -> None:
        """What is sorted once is sorted while nobody waits for it."""

        def work() -> None:
            self.index.load_titles()
            for sort in ("where", "newest", "title"):
                self.index.order(sort)

        if self._prepared:
            return
        self._prepared = True
        Thread(target=work, name="aispm-board-orders", daemon=True).start()

    def selection(self, state: State) -> Selection:
        key = (state.narrowing, state.sort)
        if key not in self._kept:
            self._kept[key] = Selection(self.index, state)
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    def overview(self, state: State) -> dict[str, Any]:
        s, index = self.selection(state), self.index
        chips = np.bincount(s.priority, s.counts, GROUPS).astype(int)
        closed = int(index.cell_count[~index.cell_open].sum())
        return {
            "shown": int(s.sizes.sum()), "of": index.n - (0 if "status" in state.where else closed), "closed": closed,
            "groups": s.sizes.tolist(), "chips": chips.tolist(), "recorded": np.bincount(s.recorded, s.counts, GROUPS).astype(int).tolist(),
            "moved": int(s.counts[s.priority != s.recorded].sum()),
        }  # fmt: skip

    def rows(self, state: State, offset: int, limit: int) -> list[dict[str, Any]]:
        return self._rows(self.selection(state).window(int(offset), min(int(limit), _LIMIT)), state)

    def _rows(self, at: Array, state: State) -> list[dict[str, Any]]:
        index = self.index
        ranks, inputs = priorities(state.whatif), index.cell_inputs[index.cell[at]]
        status = index.cell_status[index.cell[at]]
        return [
            {"id": name, "priority": int(ranks[x]), "was": int(RECORDED[x]), "severity": int(SEVERITY[x]), "title": title,
             "where": index.labels[index.asset[i]], "status": STATUSES[s], "inherited": bool(index.inherited[i] >= 0)}
            for i, name, x, s, title in zip(at.tolist(), self.names(at), inputs.tolist(), status.tolist(), index.titles(at), strict=True)
        ]  # fmt: skip

    def names(self, at: Array) -> list[str]:
        """As the page names them: rule and asset; a second of the same name carries its position."""
        index = self.index
        asset, rule = index.asset[at], index.cell_rule[index.cell[at]]
        again = index.first(asset, rule) != at
        return [
            f"{self._rule(r)} @ {self._asset(a)}{f' #{i}' if more else ''}"
            for i, a, r, more in zip(at.tolist(), asset.tolist(), rule.tolist(), again.tolist(), strict=True)
        ]

    def name(self, at: int) -> str:
        return self.names(np.array([at]))[0]

    def _rule(self, rule: int) -> str:
        return str(self.index.rules[rule]["rule"]) if rule < len(self.index.rules) else ""

    def _asset(self, asset: int) -> str:
        return str(self.index.assets[asset]["asset"]) if asset < len(self.index.assets) else ""

    def find(self, name: str) -> int:
        """The position of a finding by its name, or -1."""
        rule, _, asset = name.partition(" @ ")
        plain = self._find(rule, asset)
        if plain >= 0:
            return plain
        asset, _, number = asset.rpartition(" #")
        at = int(number) if number.isdecimal() and int(number) < self.index.n else -1
        return at if at >= 0 and self._find(rule, asset) >= 0 and self.name(at) == name else -1

    def _find(self, rule: str, asset: str) -> int:
        r, a = self.index.rule_at.get(rule), self.index.asset_at.get(asset)
        return -1 if r is None or a is None else int(self.index.first(np.array([a]), np.array([r]))[0])

    def _chosen(self, state: State) -> tuple[int, int]:
        """Position of the finding that is shown (the first while none is selected), and its place in the queue."""
        s = self.selection(state)
        if not state.select:
            first = s.window(0, 1)
            return (int(first[0]), 0) if len(first) else (-1, -1)
        at = self.find(state.select)
        return at, s.place(at) if at >= 0 else -1

    def shown(self, state: State, known: str = "") -> dict[str, Any]:
        at, place = self._chosen(state)
        if at < 0:
            return {"id": state.select, "index": -1, "detail": None}
        name = self.name(at)
        detail = None
        if name != known:
            row = self._rows(np.array([at]), state)[0]
            detail = {
                "row": row,
                "document": self._around(at),
                "leaves": queue_around.leaves(self.index, at, state),
            }
        return {"id": name, "index": place, "detail": detail}

    def _document(self, at: int) -> dict[str, Any]:
        return queue_around.document(self.index, at, self.index.finding(at, queue_around.FINDING))

    def lineage(self, state: State) -> dict[str, Any]:
        at, _ = self._chosen(state)
        return {"document": queue_around.document(self.index, at, None), "of": len(self.index.assets)}

    def choices(self, state: State, key: str) -> list[dict[str, Any]]:
        index = self.index
        s = self.selection(state.without(key))
        if key in ON_ASSET:
            words, at = asset_words(index, key)
            counts = np.bincount(at, np.bincount(index.asset[np.flatnonzero(s.codes)], minlength=len(at)), len(words))
        else:
            words, at = cell_words(index, key)
            listed = np.where(s.code > 0, s.counts, 0) if key != "status" else index.cell_count
            counts = np.bincount(at, listed, len(words))
        found = [{"value": words[i], "count": int(counts[i])} for i in np.argsort(-counts, kind="stable").tolist()]
        return [c for c in found if c["value"] and c["count"]][:200]

    def tiles(self, state: State) -> list[dict[str, Any]]:
        index, s = self.index, self.selection(state.without("model"))
        names, of_asset = index.groups
        counts = self._groups(s)
        groups = np.flatnonzero(counts.any((1, 2)))
        if len(groups) <= _ROOMY:
            return self._inside(self._tally(s, index.asset, len(index.assets) + 1), of_asset)
        heavy = groups[np.argsort(-_weights(counts)[groups], kind="stable")]
        members = np.bincount(of_asset[:-1], minlength=len(names))
        first, rest = heavy[:_TILES], heavy[_TILES:]
        made = [(names[g], "", n, names[g]) for g, n in zip(first.tolist(), members[first].tolist(), strict=True)]
        if not len(rest):
            return _tiles(made, counts[first])
        return _tiles(
            [*made, ("", "", len(rest), "")], np.concatenate([counts[first], counts[rest].sum(0, keepdims=True)])
        )

    @staticmethod
    def _slots(s: Selection) -> Array:
        """By cell: priority and severity as one number; past the last for what is not listed."""
        return np.where(s.code > 0, (s.code.astype(np.int64) - 1) * 5 + SEVERITY[s.index.cell_inputs], _SLOTS)

    def _tally(self, s: Selection, of: Array, size: int) -> Array:
        """Findings listed by ``of`` (a number for each finding), priority and severity."""
        where = self._slots(s)[s.index.cell]
        where += of * (_SLOTS + 1)
        if s.mask is not None:
            where = where[np.flatnonzero(s.mask)]
        return _table(np.bincount(where, minlength=size * (_SLOTS + 1)))

    def _groups(self, s: Selection) -> Array:
        """As ``_tally`` by group; without a mask over the pairs of group and cell, of which there are few."""
        if s.mask is not None:
            return self._tally(s, s.index.group, len(s.index.groups[0]))
        group, cell, counts = s.index.group_cells
        where = self._slots(s)[cell] + group * (_SLOTS + 1)
        return _table(np.bincount(where, counts, len(s.index.groups[0]) * (_SLOTS + 1)).astype(np.int64))

    def _inside(self, counts: Array, of_asset: Array) -> list[dict[str, Any]]:
        index, names = self.index, self.index.groups[0]
        weights = _weights(counts)
        heavy = np.flatnonzero(weights)
        heavy = heavy[np.argsort(-weights[heavy], kind="stable")]
        made: list[tuple[str, str, int, str]] = []
        parts: list[Array] = []
        for g in dict.fromkeys(of_asset[heavy].tolist()):
            mine = heavy[of_asset[heavy] == g]
            first, rest = mine[:_INSIDE], mine[_INSIDE:]
            made += [(names[g], self._asset(a), 1, index.labels[a]) for a in first.tolist()]
            parts.append(counts[first])
            if len(rest):
                made.append((names[g], "", len(rest), names[g]))
                parts.append(counts[rest].sum(0, keepdims=True))
        return _tiles(made, np.concatenate(parts)) if parts else []

    def risks(self, state: State) -> list[dict[str, Any]]:
        index, s = self.index, self.selection(state.without("risk"))
        cells = risk()[index.cell_inputs]
        counts = np.bincount(cells, np.where(s.code > 0, s.counts, 0), len(RISKS)).astype(int)
        few = (counts > 0) & (counts <= _DOTS)
        at = np.flatnonzero(few[cells][index.cell] & (s.codes > 0)) if few.any() else np.empty(0, dtype=np.int64)
        rows = self._rows(at, state)
        dots: dict[int, list[dict[str, Any]]] = {}
        for i, row in zip(at.tolist(), rows, strict=True):
            dots.setdefault(int(cells[index.cell[i]]), []).append(
                {name: row[name] for name in ("id", "title", "where", "severity")}
            )
        return [
            {"likelihood": c // len(IMPACTS), "impact": c % len(IMPACTS), "count": int(n), "dots": dots.get(c, [])}
            for c, n in enumerate(counts)
        ]


def _table(counts: Array) -> Array:
    """Counts as [of, priority, severity], without those that were not listed."""
    return counts.reshape(-1, _SLOTS + 1)[:, :_SLOTS].reshape(-1, GROUPS, 5)


def _weights(counts: Array) -> Array:
    found: Array = counts.sum(2) @ _WEIGH
    return found


def _tiles(made: Sequence[tuple[str, str, int, str]], counts: Array) -> list[dict[str, Any]]:
    """Tiles of these groups, assets, numbers of assets and labels."""
    numbers = counts.sum((1, 2)).tolist(), _weights(counts).tolist(), (counts.sum(1) > 0).argmax(1).tolist()
    return [
        {"group": group, "asset": asset, "assets": assets, "label": label, "count": count, "weight": weight, "worst": worst}
        for (group, asset, assets, label), count, weight, worst in zip(made, *numbers, strict=True)
    ]  # fmt: skip
