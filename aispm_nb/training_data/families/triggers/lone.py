"""Values that stand alone: rare categories, and what is missing in a few rows, whose rows bear a label that nothing else foretells.

Nothing lies beside such a value that it could be compared with, as numbers lie beside a number, so labels must say it all: those of
its rows, against forests that were fitted without them. Rows that are alike in their other columns too are a kind of their
own (poisonous mushrooms of one smell), and none that somebody chose.
"""

from __future__ import annotations

import numpy as np

from .box import Box, likelihood_ratio
from .labelled import LEAST, Found, Labelled
from .planted import SCATTERED, scattered
from .ranked import Ranked
from .refitted import refitted

FEWEST = 5  # rows
MOST = 0.03  # share of all rows
PURE = 0.9  # share of its rows that bear one label
HELD = 13.0  # nats that it counts at most: a rule of honest sets (who is refused the insurance is refused the loan) looks alike, and raises no alarm beyond the stated share
ASKED = 8  # values for which forests are fitted


def lone(among: Labelled) -> list[Found]:
    """The values that have evidence, of the likeliest ``ASKED``."""
    y, ranks = among.y, among.rows.ranks
    prior = np.bincount(y, minlength=among.classes) / len(y)
    boxes = _values(among.rows)
    price = float(np.log(max(len(boxes), 1) * among.classes))
    likely: dict[bytes, tuple[float, Box, int]] = {}
    for box in boxes:
        inside = among.inside(box)
        label = int(np.argmax(np.bincount(y[inside])))
        own = np.flatnonzero(inside & (y == label))
        nats = len(own) * float(np.log(len(own) / (inside.sum() * prior[label])))
        if len(own) < PURE * inside.sum() or nats < price + LEAST:
            continue
        if scattered(own, box.columns, ranks) >= SCATTERED:
            likely.setdefault(inside.tobytes(), (nats, box, label))
    found: list[Found] = []
    for _, box, label in sorted(likely.values(), key=lambda one: -one[0])[:ASKED]:
        inside = among.inside(box)
        due = float(among.without(inside)[inside, label].sum())
        ratio, hit, due = likelihood_ratio(float((y[inside] == label).sum()), due, float(inside.sum()))
        if ratio - price >= LEAST:
            again = refitted(among, box._replace(ratio=ratio, observed=hit, expected=due), label)
            found.append(Found(again, label, min(ratio - price, HELD), 1 - due / hit))
    return found


def _values(rows: Ranked) -> list[Box]:
    found = []
    for j in range(rows.ranks.shape[1]):
        count = np.bincount(rows.ranks[:, j] + 1)
        for r in np.flatnonzero((count >= FEWEST) & (count <= MOST * len(rows.ranks))).tolist():
            if r == 0 or rows.nominal[j]:
                found.append(Box(0.0, (j,), (r - 1,), (r - 1,), 0.0, 0.0))
    return found
