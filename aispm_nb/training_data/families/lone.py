"""Values that stand alone: rare categories, and what is missing in a few rows, whose rows bear a label that nothing else foretells.

Nothing lies beside such a value that it could be compared with, as numbers lie beside a number, so labels must say it all: those of
its rows, against forests that were fitted without them. Rows that are alike in their other columns too are a kind of their
own (poisonous mushrooms of one smell), and none that somebody chose.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .boxes import Box, Ranks, likelihood_ratio
from .planted import SCATTERED, scattered

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEWEST = 5  # rows
MOST = 0.03  # share of all rows
PURE = 0.9  # share of its rows that bear one label
LEAST = 4.0  # nats of evidence
HELD = 13.0  # nats that it counts at most: a rule of honest sets (who is refused the insurance is refused the loan) looks alike, and raises no alarm beyond the stated share
ASKED = 8  # values for which forests are fitted


def lone(
    ranks: Ranks, nominal: Mask, y: NDArray[np.int64], classes: int, without: Callable[[Mask], Floats]
) -> list[tuple[float, Box, int]]:
    """(evidence in nats, the value as a box with the rows observed and expected, label) of each that has evidence.

    ``nominal`` (d,) which columns hold categories; ``without`` (rows) gives the chances (n, classes) by models fitted without those rows.
    """
    prior = np.bincount(y, minlength=classes) / len(y)
    boxes = _values(ranks, nominal)
    price = float(np.log(max(len(boxes), 1) * classes))
    likely: dict[bytes, tuple[float, Box, int]] = {}
    for box in boxes:
        inside = box.holds(ranks)
        label = int(np.argmax(np.bincount(y[inside])))
        own = np.flatnonzero(inside & (y == label))
        nats = len(own) * float(np.log(len(own) / (inside.sum() * prior[label])))
        if len(own) < PURE * inside.sum() or nats < price + LEAST:
            continue
        if scattered(own, box.columns, ranks) >= SCATTERED:
            likely.setdefault(inside.tobytes(), (nats, box, label))
    found = []
    for _, box, label in sorted(likely.values(), key=lambda one: -one[0])[:ASKED]:
        inside = box.holds(ranks)
        due = float(without(inside)[inside, label].sum())
        ratio, hit, due = likelihood_ratio(float((y[inside] == label).sum()), due, float(inside.sum()))
        if ratio - price >= LEAST:
            found.append((min(ratio - price, HELD), box._replace(ratio=ratio, observed=hit, expected=due), label))
    return found


def _values(ranks: Ranks, nominal: Mask) -> list[Box]:
    found = []
    for j in range(ranks.shape[1]):
        count = np.bincount(ranks[:, j] + 1)
        for r in np.flatnonzero((count >= FEWEST) & (count <= MOST * len(ranks))).tolist():
            if r == 0 or nominal[j]:
                found.append(Box(0.0, (j,), (r - 1,), (r - 1,), 0.0, 0.0))
    return found
