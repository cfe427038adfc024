"""Whether a box is a trigger or the shape of the data: what models that never saw its rows say of them, and what lies around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from .foretold import smooth, standardised
from .labelled import AGAINST, LEAST, Found, Labelled
from .planted import SCATTERED, moved_in, scattered

LARGEST = 0.15  # share of all rows that a box may hold
SURE = 0.65  # how sure, of the usual, those models are of another class for its hits
EXCESS = 0.4  # share of a box's hits that those models must not foretell
OWN = 0.25  # share of a repeated value's rows from which a box has made it so
DENSE = 6.0  # nats from which more rows lie in a place than come from around it
WHOLE = 0.6  # share of a class from which its place is the class's own
LIVED = 0.0  # nats below which a box holds no more rows than live there
CUT = -1.0  # … for a box of ranges, which its search has cut around its hits and past its other rows
CHECKED = 10  # boxes that are held against models that did not see their rows


def checked(among: Labelled, found: Iterable[Found]) -> Iterator[Found]:
    """What stands up to what lies around it and to models that never saw its rows, of which ``CHECKED`` are fitted."""
    asked = 0
    for one in sorted(found, key=lambda one: -one.evidence):
        left, sure = settled(among, one)
        if not sure and left.evidence >= LEAST:
            asked += 1
            if asked > CHECKED:
                return
            left = excluded(among, left)
        if left.evidence >= LEAST:
            yield left


def settled(among: Labelled, found: Found) -> tuple[Found, bool]:
    """The evidence that is left by what lies around the box, and whether no model need be asked."""
    rows, own = among.rows, among.y == found.label
    inside = among.inside(found.box)
    held = among.measured(found.box, found.label)
    whole = held.observed > WHOLE * own.sum()
    ranges = len(held.columns) > 1 and all(a < b for a, b in zip(held.low, held.high, strict=True))
    suspect = own & (among.expected[:, found.label] < AGAINST[-1])
    least = CUT if ranges else LIVED
    if inside.mean() > LARGEST or whole or moved_in(held, rows.ranks, rows.nominal, suspect) < least:
        return replace(found, evidence=0.0), True
    free = scattered(np.flatnonzero(inside & own), found.box.columns, rows.ranks)
    found = replace(found, evidence=found.evidence * min(1.0, free / SCATTERED))
    if found.density >= DENSE:  # the models would say what the rows around say, but these did not come from there
        return found, True
    planted = sum(share >= OWN for _, share in rows.constants(found.box))
    # two constants that came together need no other proof
    return found, 2 <= planted <= rows.ranks.shape[1] // 2


def excluded(among: Labelled, found: Found) -> Found:
    """The evidence that is left when models that never saw the box's rows say what those should be.

    The exclusionary reclassification of Chen et al. (2018): the shape of the data goes on inside a box and is
    foretold from outside; a trigger is not. Without it, oblique borders between classes fill up with boxes.
    """
    rows, box = among.rows, found.box
    inside = among.inside(box)
    hit = among.y[inside] == found.label
    every = among.without(inside)
    ordered = tuple(c for c in box.columns if not rows.nominal[c])
    own = standardised(rows.ranks, rows.values, ordered)
    foretold = smooth(among.points, own, among.y == found.label, inside, len(among.y))
    chance = np.maximum(every[inside, found.label], foretold)
    # two common values are held by many honest rows as well: what counts are those that should be labelled otherwise
    values = len(box.columns) > 1 and box.low == box.high
    against = chance < (AGAINST[-1] if values else np.inf)
    observed, due = float(hit[against].sum()), float(chance[against].sum())
    share = (observed - due) / max(observed, 1.0)
    if share < (EXCESS if found.density < DENSE else 0.5 * EXCESS):
        return replace(found, evidence=0.0)
    # a part of a class that lies alone in its box is not foretold either, but nor is anything else, surely
    other = np.delete(every[inside][hit & against], found.label, axis=1).max(1).mean()
    usual = every[~inside].max(1).mean()
    sure = min(1.0, float(other / (SURE * usual)))
    surprise = (
        found.density
        - np.log(np.maximum(chance[hit], 0.02)).sum()
        + np.log(np.maximum(1 - chance[~hit], 0.02)).sum() * 0.2
    )
    return replace(found, evidence=min(found.evidence, float(surprise)) * sure**2, share=share)
