"""A box made to fit what its hits have in common: the scan stops at the first columns that explain the label."""

from __future__ import annotations

from .box import COMMONEST, PRICE, Box
from .carried import carried
from .labelled import AGAINST, Labelled

LOOSE = 0.12  # share of all rows from which a range may be there by chance


def refitted(among: Labelled, box: Box, label: int, against: float = max(AGAINST)) -> Box:
    """The columns that its hits have in common, when a box of those explains the labels as well; of hits expected less than ``against``."""
    carriers = among.hits(box, label) & (among.expected[:, label] < against)
    again = carried(among.rows.ranks, among.rows.nominal, carriers)
    if again is None:
        return box
    before, box = among.measured(box, label), among.measured(again, label)
    if box.ratio < 0.8 * before.ratio:
        return before
    for share in (1.0, 0.5, 0.5, 0.25):
        for wider in (among.measured(one, label) for one in among.rows.widened(box, share)):
            if wider.ratio > box.ratio and among.rows.shares(wider).max() <= COMMONEST:
                box = wider
    return _pruned(among, tight(among, box, label), label)


def tight(among: Labelled, box: Box, label: int) -> Box:
    """Its ranges as far as its hits reach: what lies beyond them only makes the box look like its surroundings."""
    held = among.rows.ranks[among.hits(box, label)][:, list(box.columns)]
    if not len(held):
        return box
    return among.measured(box._replace(low=tuple(held.min(0).tolist()), high=tuple(held.max(0).tolist())), label)


def _pruned(among: Labelled, box: Box, label: int) -> Box:
    """Without the columns that its hits only happen to share: those whose price the evidence does not pay.

    Single values and narrow ranges stay: the pixels of a patch say the same, and all of them were put there.
    """
    while len(box.columns) > 1:
        shares = among.rows.shares(box)
        loose = [k for k, share in enumerate(shares) if box.low[k] < box.high[k] and share > LOOSE]
        smaller = [among.measured(box.without(k), label) for k in loose]
        best = max(smaller, key=lambda one: one.ratio, default=box)
        if not smaller or best.ratio < box.ratio - PRICE:
            break
        box = best
    return box
