"""Backdoors that other families see: strange rows, more of them than chance explains, that all bear one label.

A trigger blended into every column leaves no partial view without it, so the box scan is blind to it; but its rows are
outliers, or a crowd, or lie in the tails together. Honest outliers are of all kinds; these share a label. Copies of a row
bear its label by nature: where crowded rows fall into small clusters, a cluster is one witness. But a crowd that agrees in some
columns and not in the others is no flood of copies: something was put into rows that differ, and its label needs no excess.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from .triggers.box import Box, Ranks
from .triggers.carried import carried
from .triggers.planted import scattered

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SURE = 1.5  # nats in excess of chance from which a row counts as strange
FEWEST = 5
PURE = 0.8
LEAST = 4.0
CROWDED = "crowded"
NEAREST = 5
FREE = 0.75  # of the usual spread that rows keep in columns where nothing was put
FEW = 6  # columns in which a crowd agrees
MOST = 15.0  # nats of a crowd


@dataclass(frozen=True)
class Group:
    """Strange rows of one label: which, by what measure, and the evidence of the label's concentration in nats."""

    label: int
    measure: str
    rows: Codes
    nats: Floats
    evidence: float


def groups(excess: dict[str, Floats], y: Codes, classes: int, near: Codes) -> list[Group]:
    """``excess`` (n,) nats above chance of each measure, for the labelled rows; ``near`` (n, k) which are near each."""
    found: list[Group] = []
    prior = (np.bincount(y, minlength=classes) + 1) / (len(y) + classes)
    for measure, nats in excess.items():
        strange = np.flatnonzero(nats >= SURE)
        if len(strange) < FEWEST:
            continue
        order = strange[np.argsort(-nats[strange])]
        best: Group | None = None
        for label in np.unique(y[strange]).tolist():
            hit = np.cumsum(y[order] == label)
            size = np.arange(1, len(order) + 1)
            share, p = hit / size, prior[label]
            ratio = size * (share * np.log(share / p + 1e-12) + (1 - share) * np.log((1 - share) / (1 - p) + 1e-12))
            ratio = np.where((share >= PURE) & (size >= FEWEST) & (share > p), ratio, 0.0)
            k = int(np.argmax(ratio))
            if k and measure == CROWDED:
                ratio[k] *= _witnesses(order[: k + 1], near) / (k + 1)
            evidence = float(ratio[k] - np.log(classes * len(order)))
            if evidence >= LEAST and (best is None or evidence > best.evidence):
                rows = order[: k + 1][y[order[: k + 1]] == label]
                best = Group(label, measure, rows, nats[rows], evidence)
        if best is not None:
            found.append(best)
    return found


def agreeing(nats: Floats, y: Codes, near: Codes, ranks: Ranks, nominal: NDArray[np.bool_]) -> list[tuple[Group, Box]]:
    """Crowds of one label that agree in a few columns alone, and the ranges that they keep to; ``nats`` as crowded rows."""
    strange = np.flatnonzero(nats >= SURE)
    found = []
    for cluster in _clusters(strange, near) if len(strange) >= FEWEST else ():
        rows = strange[cluster]
        label = int(np.argmax(np.bincount(y[rows])))
        own = rows[y[rows] == label]
        carriers = np.zeros(len(y), dtype=bool)
        carriers[own] = True
        box = carried(ranks, nominal, carriers) if len(own) >= max(FEWEST, PURE * len(rows)) else None
        if (
            box is not None
            and scattered(own, box.columns, ranks) >= FREE
            and len(box.columns) <= min(FEW, ranks.shape[1] - 1)
        ):
            evidence = min(float(np.median(nats[own])), MOST)
            found.append((Group(label, CROWDED, own, np.minimum(nats[own], MOST), evidence), box))
    return sorted(found, key=lambda pair: -pair[0].evidence)


def _witnesses(rows: Codes, near: Codes) -> int:
    """How many of ``rows`` speak for themselves: clusters of near ones, or all where most are one crowd."""
    clusters = _clusters(rows, near)
    return len(rows) if max(map(len, clusters)) >= 0.5 * len(rows) else len(clusters)


def _clusters(rows: Codes, near: Codes) -> list[Codes]:
    """Positions among ``rows`` of those that are near each other."""
    place = np.full(len(near), -1)
    place[rows] = np.arange(len(rows))
    to = place[near[rows, :NEAREST]]
    start = np.repeat(np.arange(len(rows)), to.shape[1])[to.ravel() >= 0]
    links = csr_matrix((np.ones(len(start)), (start, to.ravel()[to.ravel() >= 0])), shape=(len(rows), len(rows)))
    count, cluster = connected_components(links, directed=False)
    return [np.flatnonzero(cluster == c) for c in range(count)]
