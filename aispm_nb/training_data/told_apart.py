"""Whether a classifier can tell two sets of rows apart: what no column by itself shows, their company does.

Classifier two-sample test (Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", ICLR 2017): a forest learns from one half
which of two sets a row is from, and is asked about the other half. What it gets right beyond chance is how far the sets are apart.
One split, not folds: rows that were asked about once only are independent, so that the rank test is exact (of five folds, the sum's
deviation was 1.35 times what independent ones would have).

Versions of a set share most of their rows, as they are or with a few columns changed. A forest that learned from one of such
twins would call the other the opposite, and hide the shift; twins therefore stay in the same half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import ndtr

from .encoded import MISSING, Encoded
from .kernels.binning import binned, edges
from .kernels.forest import grow, predict
from .kernels.hashes import hashed
from .kernels.minhash import token_sets
from .kernels.processors import threads

Values = NDArray[np.float32]
Floats = NDArray[np.float64]
ROWS = 4_000  # of each set, drawn
TREES, LEAF = 100, 5
HALVES = 8  # random halves of the columns in which twins are looked for
FEWEST = 20  # rows of each set
FAMILY = 4  # more rows that are equal in half of the columns are no twins: the columns are coarse
LARGEST = 0.1  # of the rows in one group of twins
BUCKETS = 64  # of words, by either half of their hash


@dataclass(frozen=True)
class Apart:
    """How well two sets are told apart.

    Attributes
    ----------
    auc : the chance that a row of the later set looks more like one of it than a row of the earlier does; 0.5 when they are alike.
    p : the probability of as much or more by chance (Mann and Whitney's rank test).
    """

    auc: float
    p: float


def told_apart(before: Encoded, after: Encoded, seed: int = 0) -> Apart | None:
    """Two sets that one codebook encoded, label and words included; None where there are too few rows or no column."""
    if min(len(before), len(after)) < FEWEST:
        return None
    random = np.random.default_rng([seed, 31])
    sides = [_seen(side.take(_drawn(len(side), random))) for side in (before, after)]
    rows = np.ascontiguousarray(np.concatenate(sides))
    later = np.repeat(np.arange(2, dtype=np.int32), [len(side) for side in sides])
    if not rows.shape[1]:
        return None
    twins = _twins(rows, random)
    asked = (random.permutation(int(twins.max()) + 1) % 2 == 0)[twins]
    n, m = int((later[asked] == 0).sum()), int((later[asked] == 1).sum())
    if min(n, m) < FEWEST // 4 or len(np.unique(later[~asked])) < 2:
        return None
    bins = binned(rows, edges(rows))
    forest = grow(
        np.ascontiguousarray(bins[~asked]), later[~asked], 2, trees=TREES, min_leaf=LEAF, seed=seed, threads=threads()
    )
    says = predict(forest, np.ascontiguousarray(bins[asked]), threads=threads())[:, 1]
    _, which, counts = np.unique(says, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]  # ties share theirs
    above, ties = float(ranks[later[asked] == 1].sum()) - m * (m + 1) / 2, counts.astype(np.float64)
    variance = n * m / 12 * (n + m + 1 - float((ties**3 - ties).sum()) / ((n + m) * (n + m - 1)))
    z = (above - n * m / 2) / np.sqrt(variance) if variance > 0 else 0.0
    return Apart(above / (n * m), float(ndtr(-z)))


def _drawn(n: int, random: np.random.Generator) -> NDArray[np.intp]:
    return np.sort(random.permutation(n)[:ROWS])


def _seen(rows: Encoded) -> Values:
    """(n, m) float32: numbers, the label or target, and of each text its length and which buckets its words fall in."""
    parts = [rows.numbers]
    if rows.label is not None:
        parts.append(np.where(rows.label == MISSING, np.nan, rows.label).astype(np.float32)[:, None])
    target = rows.target_column
    if target is not None:
        parts.append(target)
    for column in rows.texts.values():
        tokens, starts = token_sets(column)
        held = np.zeros((len(column), 2 * BUCKETS + 1), np.float32)
        of = np.repeat(np.arange(len(column)), np.diff(starts))
        for half, bits in enumerate((tokens, tokens >> np.uint64(32))):  # words that meet in one seldom meet in both
            np.add.at(held, (of, (bits % np.uint64(BUCKETS)).astype(np.int64) + half * BUCKETS), 1)
        held[:, -1] = np.diff(starts)
        parts.append(held)
    return np.hstack(parts)


def _twins(rows: Values, random: np.random.Generator) -> NDArray[np.int64]:
    """(n,) the number of the group a row is in: rows that are equal in some half of the columns, and only few of them."""
    d = rows.shape[1]
    halves = [np.sort(random.permutation(d)[: max(2, d // 2)]) for _ in range(HALVES)]
    groups = _joined(rows, halves)
    if np.bincount(groups).max() > LARGEST * len(rows):  # half of the columns say too little to know a row by
        groups = _joined(rows, [np.arange(d)])
    return groups


def _joined(rows: Values, columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Groups of rows that are equal in one of the sets of columns, or joined by such; not where more than a few are equal."""
    n, links = len(rows), []
    for some in columns:
        keys = hashed(np.ascontiguousarray(rows[:, some]))
        _, first, which, count = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        twin = np.flatnonzero((count[which] > 1) & (count[which] <= FAMILY))
        links.append(np.stack([twin, first[which[twin]]]))
    a, b = np.concatenate(links, axis=1)
    joined = coo_array((np.ones(len(a), bool), (a, b)), shape=(n, n))
    return np.asarray(connected_components(joined, directed=False)[1], np.int64)
