"""Which findings a state lists, as what, and in which order: numpy over the numbers of the index."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .queue_index import STATUSES, Index
from .queue_inputs import CONFIDENCE, RECORDED, SEVERITY, priorities, risk
from .queue_state import CONFIDENCES, IMPACTS, LIKELIHOODS, PRIORITY_WORDS, SEVERITY_KEYS, State

Array = npt.NDArray[Any]
RISKS = tuple(f"{likely} · {impact}" for likely in LIKELIHOODS for impact in IMPACTS)
GROUPS = len(PRIORITY_WORDS)
_LOOK = 1 << 14  # findings walked at first; four times as many when that was too few
_FEW = 8  # up to this part of all findings, those of the chosen assets are looked up and not walked to


def cell_words(index: Index, key: str) -> tuple[list[str], Array]:
    """A key that hangs on the cell: its words, and the number of its word for each cell."""
    inputs = index.cell_inputs
    if key == "severity":
        return list(SEVERITY_KEYS), SEVERITY[inputs]
    if key == "confidence":
        return list(CONFIDENCES), CONFIDENCE[inputs]
    if key == "status":
        return list(STATUSES), index.cell_status
    if key == "risk":
        return list(RISKS), risk()[inputs]
    names = [rule[key] or "" for rule in index.rules] + [""]
    words = list(dict.fromkeys(names))
    return words, np.array([words.index(name) for name in names])[index.cell_rule]


def asset_words(index: Index, key: str) -> tuple[list[str], Array]:
    """A key that hangs on the asset: its words, and the number of its word for each asset."""
    if key == "model":
        return index.groups
    names = [(asset[key] or ("nobody" if key == "owner" else "")) for asset in index.assets] + [""]
    at = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return list(at), np.array([at[name] for name in names])


ON_CELL = ("severity", "confidence", "status", "risk", "rule", "threat")
ON_ASSET = ("kind", "owner", "model", "asset")


class Selection:
    """The findings of one state; what is fixed or waived is out until a status is asked for."""

    def __init__(self, index: Index, state: State):
        self.index, self.state = index, state
        self._walk: Array = np.empty(index.n, dtype=np.uint8)
        self._walked = 0
        self.priority = priorities(state.whatif)[index.cell_inputs]
        self.recorded = RECORDED[index.cell_inputs]
        inside = np.ones(len(index.cell_count), dtype=bool)
        if "status" not in state.where:
            inside &= index.cell_open
        for key in ON_CELL:
            if key in state.where:
                words, at = cell_words(index, key)
                inside &= np.array([word in state.where[key] for word in words], dtype=bool)[at]
        self.inside = inside  # by cell, priority aside
        wanted = state.where.get("priority")
        self.wanted = np.array([wanted is None or word in wanted for word in PRIORITY_WORDS])
        # By cell: 0 when it is not listed, else its priority and one.
        self.code = np.where(inside & self.wanted[self.priority], self.priority + 1, 0).astype(np.uint8)

    @cached_property
    def allowed(self) -> Array | None:
        """By asset, what is asked of assets; None when nothing is."""
        index, where = self.index, self.state.where
        if not any(key in where for key in ON_ASSET):
            return None
        found = np.ones(len(index.assets) + 1, dtype=bool)
        for key in ON_ASSET:
            if key in where:
                words, at = asset_words(index, key)
                found &= np.array([word in where[key] for word in words], dtype=bool)[at]
        return found

    @cached_property
    def said(self) -> Array | None:
        """By finding, what holds all the words that are searched; None when there are none."""
        found: Array | None = None
        for word in self.state.words:
            found = self._said(word) if found is None else found & self._said(word)
        return found

    def _mask(self, at: Array | slice) -> Array | None:
        """What assets and words decide, of the findings at these positions; None when neither was asked for."""
        found: Array | None = None if self.allowed is None else self.allowed[self.index.asset[at]]
        if self.said is not None:
            found = self.said[at] if found is None else found & self.said[at]
        return found

    @cached_property
    def mask(self) -> Array | None:
        return self._mask(slice(None))

    def _said(self, word: str) -> Array:
        index = self.index
        rules = [
            f"{r['rule']} {r['title']} {r['threat']} {' '.join(r['techniques'] or [])}".lower() for r in index.rules
        ] + [""]
        assets = [
            f"{label} {asset['asset']}".lower() for label, asset in zip(index.labels, index.assets, strict=False)
        ] + [""]
        found: Array = np.array([word in text for text in rules])[index.cell_rule][index.cell]
        found |= np.array([word in text for text in assets])[index.asset]
        found[index.titled(word)] = True
        return found

    @cached_property
    def counts(self) -> Array:
        """Findings of each cell, priority aside."""
        index, where = self.index, self.state.where
        counted = index.cell_count
        if self.said is None and [key for key in ON_ASSET if key in where] == ["model"]:
            group, cell, counts = index.group_cells
            wanted = np.array([word in where["model"] for word in index.groups[0]], dtype=bool)[group]
            counted = np.bincount(cell[wanted], counts[wanted], len(self.inside)).astype(np.int64)
        elif self.mask is not None:
            counted = np.bincount(index.cell[np.flatnonzero(self.mask)], minlength=len(self.inside))
        return np.where(self.inside, counted, 0)

    @cached_property
    def codes(self) -> Array:
        """By finding: 0 when it is not listed, else its priority and one."""
        return self._masked(self.code[self.index.cell], self.mask)

    @staticmethod
    def _masked(codes: Array, mask: Array | None) -> Array:
        if mask is not None:
            codes *= mask
        return codes

    @cached_property
    def sizes(self) -> Array:
        """Findings listed in each group."""
        sizes: Array = np.bincount(self.priority, self.counts, GROUPS).astype(np.int64) * self.wanted
        return sizes

    def _in_order(self, stop: int) -> Array:
        """The codes in the order of the sort: worked out up to the last place asked for, and kept."""
        if stop > self._walked:
            order, _, cells = self.index.order(self.state.sort)
            part = slice(self._walked, stop)
            self._walk[part] = self._masked(self.code[cells[part]], self._mask(order[part]))
            self._walked = stop
        return self._walk[:stop]

    @cached_property
    def _few(self) -> tuple[Array, Array] | None:
        """Where the findings of the chosen assets stand in the order of the sort, ascending, and their codes.

        None when they are many: a walk along the order meets many soon, and few late.
        """
        at = None if self.allowed is None else self.index.of_assets(self.allowed, self.index.n // _FEW)
        if at is None:
            return None
        order, place, _ = self.index.order(self.state.sort)
        places = np.sort(place[at])
        at = order[places]
        return places, self._masked(self.code[self.index.cell[at]], None if self.said is None else self.said[at])

    def _places(self, group: int, count: int) -> Array:
        """Where the first ``count`` findings of a group stand in the order of the sort, or some more."""
        if self._few is not None:
            places, codes = self._few
            found: Array = places[codes == group + 1]
            return found
        stop = min(_LOOK, self.index.n)
        while True:
            found = np.flatnonzero(self._in_order(stop) == group + 1)
            if len(found) >= count or stop == self.index.n:
                return found
            stop = min(4 * stop, self.index.n)

    def window(self, offset: int, limit: int) -> Array:
        """Positions of the findings that stand from ``offset`` on in the queue; groups that it does not touch are not walked."""
        order, taken = self.index.order(self.state.sort)[0], []
        for group, size in enumerate(self.sizes.tolist()):
            if limit > 0 and offset < size:
                part = self._places(group, min(size, offset + limit))[offset : offset + limit]
                taken.append(order[part])
                limit -= len(part)
            offset = max(0, offset - size)
        return np.concatenate(taken) if taken else np.empty(0, dtype=np.int32)

    def place(self, at: int) -> int:
        """Where the finding stands in the queue, or -1."""
        group = int(self.code[self.index.cell[at]]) - 1
        mask = self._mask(np.array([at]))
        if group < 0 or (mask is not None and not mask[0]):
            return -1
        stop = int(self.index.order(self.state.sort)[1][at])
        before = self._in_order(stop) if self._few is None else self._few[1][: np.searchsorted(self._few[0], stop)]
        return int(self.sizes[:group].sum()) + int(np.count_nonzero(before == group + 1))
