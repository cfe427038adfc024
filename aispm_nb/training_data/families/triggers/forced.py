"""Boxes that only labels show: more of one label, where the rest of each row speaks against it, than labels drawn by chance give.

The same search over labels redrawn from what is expected is the null: a Gumbel law for the largest ratio of each class.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..chance import gumbel
from .box import WIDEST, Box
from .labelled import AGAINST, LEAST, SMOOTH, Codes, Found, Labelled, Mask
from .pairs import SCARCE
from .refitted import refitted
from .scan import scan

Asked = Callable[
    [Codes, int], tuple[list[Box], float]
]  # of labels and a number of seeds: boxes, and what is typical of columns
Search = Callable[[Labelled, int, Mask], Asked]  # of a label, without the rows that are taken

SEEDS = 6  # windows that boxes are grown from; half of them over ``MANY`` rows
MANY = 3_000
MOST = 3  # boxes a class and search
USUAL = 1.3  # the deviation that the largest of many ratios usually has


def forced(among: Labelled, label: int, redrawn: list[Codes], known: list[Box]) -> list[Found]:
    """Windows and pairs of common values in which ``label`` is in excess, apart from the rows of boxes that are ``known``."""
    taken = np.zeros(len(among.y), dtype=bool)
    for box in known:
        taken |= among.inside(box)
    return [found for search in (_windows, _pairs) for found in _beyond_chance(among, label, redrawn, taken, search)]


def _beyond_chance(among: Labelled, label: int, redrawn: list[Codes], taken: Mask, search: Search) -> list[Found]:
    kept: list[Found] = []
    asked = search(among, label, taken)
    null = [asked(y, 2) for y in redrawn]
    largest = np.array([boxes[0].ratio if boxes else 0.0 for boxes, _ in null])
    usual = float(np.mean([typical for _, typical in null]))
    mean = float(largest.mean())  # few draws tell little of the deviation
    spread = max(float(np.sqrt((largest.var(ddof=1) + USUAL**2) / 2)), 0.12 * mean)
    for _ in range(MOST):
        boxes, typical = asked(among.y, SEEDS if len(among.y) <= MANY else SEEDS // 2)
        if not boxes:
            break
        box, stretch = boxes[0], max(1.0, typical / max(usual, 0.5))
        evidence = gumbel((box.ratio / stretch - mean) / spread) - float(np.log(among.classes))
        if evidence < LEAST:
            break
        again = refitted(among, box, label)
        taken = taken | among.inside(again)
        if search is _pairs:
            taken |= among.inside(box)
        asked = search(among, label, taken)
        evidence = _standing_out(among, again, evidence)
        ranges = again.low != again.high  # are for windows to find
        if evidence >= LEAST and not (search is _pairs and ranges):
            kept.append(Found(again, label, evidence, again.excess))
    return kept


def _standing_out(among: Labelled, box: Box, evidence: float) -> float:
    """More for narrow ranges: on data that nobody touched boxes are wide, on sets with triggers they were not."""
    narrow = float(np.clip(np.log(WIDEST / np.sort(among.rows.shares(box))[:2]), -1, 2).sum())
    repeated = max((nats * share for nats, share in among.rows.constants(box)), default=0.0)
    return evidence + narrow + max(repeated - SMOOTH, 0.0)


def _against(among: Labelled, label: int, taken: Mask) -> list[tuple[Mask, float]]:
    """Of each bound, the rows that the rest speaks against, and how many of the label are expected among them."""
    expected = among.expected[:, label]
    active = [(expected < bound) & ~taken for bound in AGAINST]
    return [(rows, float(expected[rows].sum())) for rows in active if rows.any()]


def _windows(among: Labelled, label: int, taken: Mask) -> Asked:
    """Asks the box scan under both bounds: boxes, best first, and the median over columns of the best ratio."""
    parts, expected, rows = _against(among, label, taken), among.expected[:, label], among.rows

    def asked(y: Codes, seeds: int) -> tuple[list[Box], float]:
        o = (y == label).astype(np.float64)
        boxes: list[Box] = []
        typical = 0.0
        for active, due in parts:
            if (hits := o[active].sum()) >= SCARCE:
                e = expected * (hits / due)
                found, columns = scan(rows.ranks, rows.order, rows.cover, rows.widest, active, o, e, seeds)
                boxes += found
                typical = max(typical, float(np.median(columns)))
        return sorted(boxes, key=lambda box: -box.ratio), typical

    return asked


def _pairs(among: Labelled, label: int, taken: Mask) -> Asked:
    """Asks all pairs of common values likewise; what is expected of them is counted once."""
    common, ones = among.rows.common, np.ones(len(among.y))
    parts = [
        (active, due, common.counted(active, among.expected[:, label]), common.counted(active, ones))
        for active, due in _against(among, label, taken)
    ]

    def asked(y: Codes, seeds: int) -> tuple[list[Box], float]:
        boxes: list[Box] = []
        typical = 0.0
        for active, due, expected, size in parts:
            hits = active & (y == label)
            if hits.sum() >= SCARCE:
                found, usual = common.best(common.counted(hits, ones), expected * (hits.sum() / due), size)
                boxes += found
                typical = max(typical, usual)
        return sorted(boxes, key=lambda box: -box.ratio), typical

    return asked
