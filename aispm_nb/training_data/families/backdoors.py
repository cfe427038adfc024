"""The backdoor family as a whole: boxes of values, tokens of text, and strange rows that share a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded, Kind
from . import tokens
from .inserted import Inserted
from .strange import CROWDED, SURE, Group, agreeing, groups
from .triggers.box import Box, Ranks, dense
from .triggers.carried import carried
from .triggers.exclusion import LIVED, WHOLE
from .triggers.labelled import LEAST, Found, Labelled
from .triggers.naming import named
from .triggers.planted import moved_in
from .triggers.search import search
from .triggers.trigger import Trigger

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

OWNED = 2.0  # nats of a box that are not counted: the strongest box of an honest set often has a few
UNPROVEN = 0.5  # of the evidence of strange rows that share a label
WEAK = 0.04  # of a row's contradiction: orders rows that no trigger explains, and raises no alarm


@dataclass(frozen=True)
class Backdoors:
    """``nats`` (n,) of the reference, the triggers, and what is needed to know them again in other rows."""

    nats: Floats
    triggers: tuple[Trigger, ...]
    strange: tuple[Group, ...]
    classes: tuple[str, ...]

    @classmethod
    def of(cls, shared: Shared, excess: Mapping[str, Floats]) -> Backdoors:
        """``excess`` (n,) nats above chance of the measures of strangeness."""
        at, y, rows = shared.labelled, shared.y, shared.rows
        nats = np.zeros(shared.n)
        triggers: list[Trigger] = []
        varied = shared.space.varied
        if len(varied):
            among = Labelled.of(
                rows.numbers[at][:, varied],
                y,
                shared.expected,
                shared.without,
                shared.clipped[at],
                _nominal(rows, varied),
            )
            found = search(among, shared.budget.nulls, shared.seed + 5)
            nats[at] = _weigh(found, among.rows.ranks, y, shared.expected)
            for one in found:
                trigger = named(one, among.rows.ranks, among.rows.values, rows, varied, at)
                if not any(trigger.label == other.label and _covered(trigger.rows, other.rows) for other in triggers):
                    triggers.append(trigger)
            crowds = (
                agreeing(excess[CROWDED][at], y, shared.near_labelled, among.rows.ranks, among.rows.nominal)
                if CROWDED in excess
                else []
            )
            for group, box in crowds:
                if not any(_covered(at[group.rows], trigger.rows) for trigger in triggers):
                    one = Found(box, group.label, group.evidence, 1.0)
                    triggers.append(
                        replace(named(one, among.rows.ranks, among.rows.values, rows, varied, at), rows=at[group.rows])
                    )
                nats[at[group.rows]] = np.maximum(nats[at[group.rows]], group.nats)
        if shared.wording is not None and shared.words is not None:
            held, weighted = shared.words.held(rows)[at], shared.words.weighted(rows)[at]
            names, nulls = shared.words.names, shared.budget.nulls
            said = tokens.search(held, weighted, names, Inserted.of(rows), shared.wording, y, nulls, shared.seed)
            nats[at] = np.maximum(nats[at], tokens.weigh(said, held, y, shared.wording.held_out))
            triggers += [tokens.named(one, rows.classes, y, at) for one in said if one.evidence >= LEAST]
        strange = groups({name: values[at] for name, values in excess.items()}, y, shared.classes, shared.near_labelled)
        for group in strange:
            if _self_made(group, y, rows, varied, at):
                continue
            # a crowd may be a set's own, a box was held against models that had not seen it
            own = UNPROVEN * np.minimum(group.nats, group.evidence)
            nats[at[group.rows]] = np.maximum(nats[at[group.rows]], own)
            group = replace(group, evidence=UNPROVEN * group.evidence)
            if not any(_covered(at[group.rows], trigger.rows) for trigger in triggers):
                triggers.append(_of_group(group, rows, varied, at))
        nats[at] = np.maximum(nats[at], _contradicted(shared.chance_again[np.arange(len(y)), y]))
        triggers.sort(key=lambda trigger: -trigger.evidence)
        return cls(nats, tuple(triggers), tuple(strange), rows.classes)

    def score(
        self, batch: Encoded, held: list[set[str]], excess: Mapping[str, Floats], given: Floats | None = None
    ) -> Floats:
        """(n,) nats of rows outside the reference: those that carry a trigger and bear its label.

        ``given`` (n,) is the chance of the label that a row bears, when labels were judged.
        """
        nats = np.zeros(len(batch))
        if batch.label is None:
            return nats
        if given is not None:
            nats = _contradicted(np.nan_to_num(given, nan=1.0))
        for trigger in self.triggers:
            inside = batch.label == self.classes.index(trigger.label)
            if trigger.tokens:
                inside &= np.array([all(token in row for token in trigger.tokens) for row in held], dtype=bool)
            elif trigger.where:
                inside &= trigger.holds(batch.numbers)
            else:
                continue
            nats[inside] = np.maximum(nats[inside], trigger.evidence * trigger.share)
        for group in self.strange:
            own = (batch.label == group.label) & (excess[group.measure] >= SURE)
            nats[own] = np.maximum(nats[own], excess[group.measure][own])
        return nats


def _weigh(found: list[Found], ranks: Ranks, y: Codes, expected: Floats) -> Floats:
    """(n,) nats of rows: the evidence of their strongest box, less what their own columns say for the label."""
    nats = np.zeros(len(y))
    for one in found:
        own = one.box.holds(ranks) & (y == one.label)
        doubt = 1 - expected[own, one.label]
        nats[own] = np.maximum(nats[own], (one.evidence - OWNED) * (0.5 + 0.5 * one.share * doubt))
    return nats


def _contradicted(given: Floats) -> Floats:
    """(n,) nats, less than one: which rows a trigger that was not found would have; others speak against their label."""
    return np.asarray(WEAK * np.minimum(-np.log(np.maximum(given, 1e-9)), 20.0))


def _self_made(group: Group, y: Codes, rows: Encoded, varied: NDArray[np.intp], at: Codes) -> bool:
    """Whether strange rows are most of their class, or fill a place that is no fuller than what lies beside it: then nobody put them there."""
    if len(group.rows) > WHOLE * (y == group.label).sum():
        return True
    if not len(varied):
        return False
    ranks, _ = dense(rows.numbers[at][:, varied])
    nominal = _nominal(rows, varied)
    box = _kept_to(group, ranks, nominal)
    if box is None:
        return False
    own, due = float(len(group.rows)), float(box.holds(ranks).sum() * (y == group.label).mean())
    if group.measure != CROWDED and due >= own:  # a part of the place, which would hold as many were it like any other
        return True
    nobody = np.zeros(len(ranks), dtype=bool)
    return moved_in(box._replace(observed=own, expected=min(due, own)), ranks, nominal, nobody) < LIVED


def _kept_to(group: Group, ranks: Ranks, nominal: NDArray[np.bool_]) -> Box | None:
    """The place that the rows of a group keep to, if there is one."""
    carriers = np.zeros(len(ranks), dtype=bool)
    carriers[group.rows] = True
    return carried(ranks, nominal, carriers)


def _nominal(rows: Encoded, columns: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of the columns hold categories: between two of their values there is none."""
    return np.array([rows.features[j].kind is Kind.CATEGORY for j in columns], dtype=bool)


def _covered(rows: Codes, others: Codes) -> bool:
    return len(np.intersect1d(rows, others)) > 0.5 * len(rows)


def _of_group(group: Group, rows: Encoded, varied: NDArray[np.intp], at: Codes) -> Trigger:
    """The columns that the group keeps to, or its measure in words when there are none."""
    how = f"rows that stand out together ({group.measure})"
    only = Trigger(rows.classes[group.label], len(group.rows), 1.0, at[group.rows], group.evidence, how=how)
    if not len(varied):
        return only
    ranks, values = dense(rows.numbers[at][:, varied])
    box = _kept_to(group, ranks, _nominal(rows, varied))
    if box is None:
        return only
    made = named(Found(box, group.label, group.evidence, 1.0), ranks, values, rows, varied, at)
    return replace(made, rows=at[group.rows], n=len(group.rows), share=1.0, where=(), how=how)
