"""What is noticed before labels are asked: repeated values, values that meet, places too full. Few, so that labels need say little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .box import Box
from .bumps import Bumps
from .campaigns import usual
from .labelled import LEAST, SMOOTH, Codes, Found, Labelled
from .refitted import refitted

PURE = 0.8  # share of a repeated value's rows that bear one label
ALIKE = 0.95  # … and of the rows in which two values meet
MOST_MET = 20.0  # nats that two values that meet count at most
DENSER = 4.0  # nats of density and labels together below which a place is not kept
MOST_REPEATED = 60  # values whose company is looked at
MOST_PLACES = 3


def repeated(among: Labelled) -> list[Found]:
    """Single values repeated far above their neighbours and labelled alike."""
    price = float(np.log(max(len(among.rows.repeated), 1) * among.classes))
    kept: list[Found] = []
    for spike in among.rows.repeated:
        inside = among.inside(spike.box)
        label = int(np.argmax(np.bincount(among.y[inside])))
        box = among.measured(spike.box, label)
        likely = box.ratio > price and box.ratio - price + spike.nats - SMOOTH >= LEAST
        if not likely or box.observed < PURE * inside.sum():
            continue
        again = refitted(among, box, label)
        nats = spike.nats if len(again.columns) > 1 else spike.alone
        evidence = box.ratio - price + nats - SMOOTH
        known = any(one.label == label and (among.inside(one.box) & inside).any() for one in kept)
        if evidence >= LEAST and not known:
            density = 0.0 if among.rows.empty(spike.box) else nats
            kept.append(Found(again, label, evidence, again.excess, density))
    return kept


def meeting(among: Labelled) -> list[Found]:
    """Two values that meet far beyond chance in rows that are labelled alike, and alike in nothing else."""
    alone: list[tuple[float, Box, NDArray[np.intp]]] = []
    for one in among.rows.meetings:
        inside = np.flatnonzero(among.inside(one.box))
        if np.bincount(among.y[inside]).max() >= ALIKE * len(inside):
            alone.append((one.nats, one.box, inside))
    kept: list[Found] = []
    price = SMOOTH + float(np.log(max(len(alone), 1) * among.classes))
    own = usual([(nats, inside) for nats, _, inside in alone])
    for nats, box, inside in alone:
        beyond = min(nats - own, MOST_MET)
        label = int(np.argmax(np.bincount(among.y[inside])))
        box = among.measured(box, label)
        evidence = beyond + box.ratio - price
        if evidence >= LEAST:
            again = refitted(among, box, label, np.inf)
            if not any(found.box == again for found in kept):
                kept.append(Found(again, label, evidence, again.excess, beyond))
    return kept


def full(among: Labelled, redrawn: list[Codes], seed: int, known: Iterable[Found]) -> list[Found]:
    """``known`` and the places with more rows and more of one label than chance explains; the density of both."""
    spikes = [box for _, _, box in among.rows.repeated if not among.rows.empty(box)]
    bumps = Bumps.of(among.rows.ranks, among.rows.nominal, spikes[:MOST_REPEATED], seed)
    kept = list(known)
    most = len(kept) + MOST_PLACES
    for place in bumps.labelled(among.rows.ranks, among.y, among.expected, redrawn, DENSER) if bumps else ():
        box = among.measured(place.box, place.label)
        own = among.hits(box, place.label)
        same = []
        for k, one in enumerate(kept):
            held = among.inside(one.box)
            shared = (held & own).sum()
            if one.label != place.label or shared <= 0.5 * own.sum():
                continue
            same.append(k)
            if shared > 0.5 * held.sum() and one.evidence >= place.evidence:
                kept[k] = replace(one, density=max(one.density, place.density))
        if not any(kept[k].evidence >= place.evidence for k in same) and len(kept) < most:
            kept.append(Found(box, place.label, place.evidence, box.excess, place.density))
    return kept
