"""Whether a box is a trigger or the shape of the data: what models that never saw its rows say of them, and what lies around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .boxes import Box, likelihood_ratio
from .foretold import smooth, standardised
from .planted import SCATTERED, moved_in, scattered
from .ranked import Ranked

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

LARGEST = 0.15  # share of all rows that a box may hold
AGAINST = (0.35, 0.55)  # chances of a label below which the rest of a row speaks against it
SURE = 0.65  # how sure, of the usual, those models are of another class for its hits
EXCESS = 0.4  # share of a box's hits that those models must not foretell
OWN = 0.25  # share of a repeated value's rows from which a box has made it so
DENSE = 6.0  # nats from which more rows lie in a place than come from around it
WHOLE = 0.6  # share of a class from which its place is the class's own
LIVED = 0.0  # nats below which a box holds no more rows than live there
CUT = -1.0  # … for a box of ranges, which its search has cut around its hits and past its other rows


@dataclass(frozen=True)
class Found:
    """A box, its class and its evidence in nats; ``share`` of the hits that are in excess; nats of the ``density`` alone."""

    box: Box
    label: int
    evidence: float
    share: float
    density: float = 0.0


@dataclass(frozen=True)
class Labelled:
    """Rows, their labels ``y`` and what is ``expected`` of these.

    ``without`` (rows) gives the chances (n, classes) by models fitted without those rows; ``points`` (n, m) are the rows.
    """

    rows: Ranked
    y: Codes
    expected: Floats
    without: Callable[[NDArray[np.bool_]], Floats]
    points: NDArray[np.float32]

    def ratio(self, box: Box, label: int) -> tuple[float, float, float]:
        """Over all rows in it: the log-likelihood ratio, O and E."""
        inside = box.holds(self.rows.ranks)
        hit = float((self.y[inside] == label).sum())
        return likelihood_ratio(hit, float(self.expected[inside, label].sum()), float(inside.sum()))

    def measured(self, box: Box, label: int) -> Box:
        """The box with these figures of its own."""
        ratio, hit, due = self.ratio(box, label)
        return box._replace(ratio=ratio, observed=hit, expected=due)

    def settled(self, found: Found) -> tuple[Found, bool]:
        """The evidence that is left by what lies around the box, and whether no model need be asked."""
        inside = found.box.holds(self.rows.ranks)
        hit = self.y[inside] == found.label
        suspect = (self.y == found.label) & (self.expected[:, found.label] < AGAINST[-1])
        held = self.measured(found.box, found.label)
        whole = held.observed > WHOLE * (self.y == found.label).sum()
        least = CUT if len(held.columns) > 1 and all(a < b for a, b in zip(held.low, held.high, strict=True)) else LIVED
        if inside.mean() > LARGEST or whole or moved_in(held, self.rows.ranks, self.rows.nominal, suspect) < least:
            return replace(found, evidence=0.0), True
        free = scattered(np.flatnonzero(inside)[hit], found.box.columns, self.rows.ranks)
        found = replace(found, evidence=found.evidence * min(1.0, free / SCATTERED))
        if found.density >= DENSE:  # the models would say what the rows around say, but these did not come from there
            return found, True
        planted = sum(share >= OWN for _, share in self.rows.constants(found.box))
        # two constants that came together need no other proof
        return found, 2 <= planted <= self.rows.ranks.shape[1] // 2

    def excluded(self, found: Found) -> Found:
        """The evidence that is left when models that never saw the box's rows say what those should be.

        The exclusionary reclassification of Chen et al. (2018): the shape of the data goes on inside a box and is
        foretold from outside; a trigger is not. Without it, oblique borders between classes fill up with boxes.
        """
        inside = found.box.holds(self.rows.ranks)
        hit = self.y[inside] == found.label
        every = self.without(inside)
        ordered = tuple(c for c in found.box.columns if not self.rows.nominal[c])
        own = standardised(self.rows.ranks, self.rows.values, ordered)
        foretold = smooth(self.points, own, self.y == found.label, inside, len(self.y))
        chance = np.maximum(every[inside, found.label], foretold)
        # two common values are held by many honest rows as well: what counts are those that should be labelled otherwise
        values = len(found.box.columns) > 1 and found.box.low == found.box.high
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
