"""Which findings a state lists, as what, and in which order: numpy over the numbers of the index."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .queue_index import STATUSES, Index
from .queue_inputs import CONFIDENCE, RECORDED, SEVERITY, priorities, risk
from .queue_state import CLOSED, CONFIDENCES, IMPACTS, LIKELIHOODS, PRIORITY_WORDS, SEVERITY_KEYS, State

Array = npt.NDArray[Any]
RISKS = tuple(f"{likely} · {impact}" for likely in LIKELIHOODS for impact in IMPACTS)
GROUPS = len(PRIORITY_WORDS)


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
        self._known: dict[int, Array] = {}
        self.priority = priorities(state.whatif)[index.cell_inputs]
        self.recorded = RECORDED[index.cell_inputs]
        inside = np.ones(len(index.cell_count), dtype=bool)
        if "status" not in state.where:
            inside &= ~np.isin(index.cell_status, [STATUSES.index(s) for s in CLOSED])
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
    def mask(self) -> Array | None:
        """By finding, what only assets and words decide; None when neither was asked for."""
        index, state = self.index, self.state
        found: Array | None = None
        for key in ON_ASSET:
            if key in state.where:
                words, at = asset_words(index, key)
                allow = np.array([word in state.where[key] for word in words], dtype=bool)[at][index.asset]
                found = allow if found is None else found & allow
        for word in state.words:
            found = self._said(word) if found is None else found & self._said(word)
        return found

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
        if self.mask is None:
            return np.where(self.inside, self.index.cell_count, 0)
        counted = np.bincount(self.index.cell[np.flatnonzero(self.mask)], minlength=len(self.inside))
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

    @cached_property
    def _in_order(self) -> Array:
        """The codes in the order of the sort."""
        order, _, cells = self.index.order(self.state.sort)
        return self._masked(self.code[cells], None if self.mask is None else self.mask[order])

    def _places(self, group: int) -> Array:
        """Where the findings of a group stand in the order of the sort."""
        if group not in self._known:
            self._known[group] = np.flatnonzero(self._in_order == group + 1)
        return self._known[group]

    def window(self, offset: int, limit: int) -> Array:
        """Positions of the findings that stand from ``offset`` on in the queue; groups that it does not touch are not walked."""
        order, taken = self.index.order(self.state.sort)[0], []
        for group, size in enumerate(self.sizes.tolist()):
            if limit > 0 and offset < size:
                part = self._places(group)[offset : offset + limit]
                taken.append(order[part])
                limit -= len(part)
            offset = max(0, offset - size)
        return np.concatenate(taken) if taken else np.empty(0, dtype=np.int32)

    def place(self, at: int) -> int:
        """Where the finding stands in the queue, or -1."""
        group = int(self.code[self.index.cell[at]]) - 1
        if group < 0 or (self.mask is not None and not self.mask[at]):
            return -1
        before = self._in_order[: self.index.order(self.state.sort)[1][at]]
        return int(self.sizes[:group].sum()) + int(np.count_nonzero(before == group + 1))
