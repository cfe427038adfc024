"""Places of two columns that hold more rows than what lies around them: where values were put, whatever the labels say.

Of every pair of columns, small squares in rank space are compared with the squares around them (the largest mean of two that face each
other: a ridge between two correlated columns runs on, a bump does not). A trigger that the labels alone cannot show, because
its class is the commonest, is found where many rows *and* their labels are more than chance explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..chance import gumbel
from .box import Box, Ranks

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

BINS = 48
FEWEST_VALUES = 12  # different values from which a column has an order to speak of
MOST_COLUMNS = 80
A_PAIR = 3  # places kept of a pair of columns
MOST = 1_500
FEWEST = 5  # rows of a place
LEAST = 3.0  # nats
CAP = 15.0
ATOM = 1.5  # of a square's share of rows
LARGEST = 0.08  # share of all rows
APART = 3  # squares to those that one is compared with
TYPICAL = 20  # the rank at which observed and null ratios are compared
USUAL = 1.1  # the deviation that the largest of many ratios usually has


@dataclass(frozen=True)
class Place:
    """Columns and the evidence in nats: of the class ``label`` together with the density, and of the density alone."""

    box: Box
    label: int
    evidence: float
    density: float


@dataclass(frozen=True)
class Bumps:
    """``pair`` (k, 2) columns, ``density`` (k,) nats, ``rows`` (k, n) CSR: which rows lie there."""

    pair: Codes
    density: Floats
    rows: Any

    @classmethod
    def of(cls, ranks: Ranks, nominal: NDArray[np.bool_], repeated: list[Box], seed: int) -> Bumps | None:
        """``nominal`` (d,): columns without an order; ``repeated``: single values found to be repeated far above their neighbours."""
        bins, able = _binned(ranks, nominal, seed)
        found: list[tuple[float, tuple[int, int], Codes]] = []
        for i, j in combinations(range(len(able)), 2):
            nats = _density(bins[:, i], bins[:, j])
            for _ in range(A_PAIR):
                a, b = divmod(int(nats.argmax()), BINS)
                if nats[a, b] < LEAST:
                    break
                inside = np.flatnonzero((np.abs(bins[:, i] - a) <= 1) & (np.abs(bins[:, j] - b) <= 1))
                found.append((float(nats[a, b]), (int(able[i]), int(able[j])), inside))
                nats[max(a - 2, 0) : a + 3, max(b - 2, 0) : b + 3] = 0.0
        found += _together(ranks, repeated)
        if not found:
            return None
        from scipy.sparse import csr_matrix

        found = sorted(found, key=lambda place: -place[0])[:MOST]
        inside = np.concatenate([rows for _, _, rows in found])
        starts = np.cumsum([0, *(len(rows) for _, _, rows in found)])
        rows = csr_matrix((np.ones(len(inside)), inside, starts), shape=(len(found), len(ranks)))
        pair = np.array([columns for _, columns, _ in found])
        return cls(pair, np.minimum([nats for nats, *_ in found], CAP), rows)

    def labelled(self, ranks: Ranks, y: Codes, expected: Floats, redrawn: list[Codes], least: float) -> list[Place]:
        """Places whose labels are in excess too, strongest first: at least ``least`` nats beyond the null draws' largest."""
        hits = np.eye(expected.shape[1])
        due = np.asarray(self.rows @ expected)
        size = np.asarray(self.rows.sum(1))
        seen = _ratios(np.asarray(self.rows @ hits[y]), due, size)
        null = [_ratios(np.asarray(self.rows @ hits[drawn]), due, size) for drawn in redrawn]
        at = min(TYPICAL, seen.size - 1)
        usual = float(np.mean([np.sort(one, axis=None)[::-1][at] for one in null]))
        stretch = max(1.0, float(np.sort(seen, axis=None)[::-1][at]) / max(usual, 0.5))
        largest = [float((one + self.density[:, None]).max()) for one in null]
        mean, deviation = float(np.mean(largest)), float(np.sqrt((np.var(largest) + USUAL**2) / 2))
        total = seen / stretch + self.density[:, None]
        places: list[Place] = []
        for flat in np.argsort(-total, axis=None)[:50].tolist():
            k, label = divmod(int(flat), expected.shape[1])
            evidence = gumbel((float(total[k, label]) - mean) / deviation)
            if evidence < least or seen[k, label] <= 0:
                break
            rows = self.rows.indices[self.rows.indptr[k] : self.rows.indptr[k + 1]]
            own = rows[y[rows] == label]
            held = np.sort(ranks[own][:, self.pair[k]], axis=0)
            cut = int(0.05 * len(own))
            low, high = held[cut], held[len(own) - 1 - cut]
            box = Box(0.0, tuple(self.pair[k].tolist()), tuple(low.tolist()), tuple(high.tolist()), 0.0, 0.0)
            places.append(Place(box, label, evidence, float(self.density[k])))
        return places


def _binned(ranks: Ranks, nominal: NDArray[np.bool_], seed: int) -> tuple[Codes, Codes]:
    """(n, m) squares along each column that has an order, by equal shares of rows; -9 where missing. Which columns."""
    able = np.flatnonzero((ranks.max(0) + 1 >= FEWEST_VALUES) & ~nominal)
    if len(able) > MOST_COLUMNS:
        able = np.sort(np.random.default_rng(seed).choice(able, MOST_COLUMNS, replace=False))
    bins = np.full((len(ranks), len(able)), -9, np.int64)
    for k, j in enumerate(able.tolist()):
        known = ranks[:, j] >= 0
        count = np.bincount(ranks[known, j])
        middle = (np.cumsum(count) - 0.5 * count) / max(int(count.sum()), 1)
        at = np.minimum((middle * BINS).astype(np.int64), BINS - 1)
        at[count > ATOM * len(ranks) / BINS] = -9  # a value that fills a square by itself has no surroundings
        bins[known, k] = at[ranks[known, j]]
    return bins, able.astype(np.int64)


def _density(a: Codes, b: Codes) -> Floats:
    """(BINS, BINS) nats of the rows in and beside each square, against the squares around."""
    known = (a >= 0) & (b >= 0)
    count = np.bincount(a[known] * BINS + b[known], minlength=BINS * BINS).reshape(BINS, BINS).astype(np.float64)
    wide = np.zeros((BINS + 2, BINS + 2))
    wide[1:-1, 1:-1] = count
    rows = wide[:-2] + wide[1:-1] + wide[2:]
    total = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    around = np.full((BINS + 2 * APART, BINS + 2 * APART), np.nan)
    around[APART:-APART, APART:-APART] = total

    def moved(u: int, v: int) -> Floats:
        top, left = APART + u * APART, APART + v * APART
        return around[top : top + BINS, left : left + BINS]

    usual = np.zeros((BINS, BINS))
    for u, v in ((1, 0), (0, 1), (1, 1), (1, -1)):
        one, other = moved(u, v), moved(-u, -v)
        mean = np.where(np.isnan(one), other, np.where(np.isnan(other), one, 0.5 * (one + other)))
        usual = np.maximum(usual, np.nan_to_num(mean))
    usual += 0.5
    fits = (total > usual) & (total >= FEWEST) & (total <= LARGEST * len(a))
    return np.where(fits, total * np.log(np.maximum(total, 1) / usual) - (total - usual), 0.0)


def _together(ranks: Ranks, repeated: list[Box]) -> list[tuple[float, tuple[int, int], Codes]]:
    """A rare value that is repeated, and the value that its rows have in another column more than by chance: nats, columns, rows."""
    n = len(ranks)
    share = [np.bincount(column + 1) / n for column in ranks.T]
    found = []
    for box in repeated:
        inside, i = np.flatnonzero(box.holds(ranks)), box.columns[0]
        if not FEWEST <= len(inside) <= ATOM * n / BINS:
            continue
        for j in range(ranks.shape[1]):
            value = ranks[inside, j]
            if j == i or len(share[j]) <= 3:
                continue
            count = np.bincount(value + 1)
            common = int(count.argmax())
            total, usual = float(count[common]), float(len(inside) * share[j][common]) + 0.5
            if total >= FEWEST and total > usual:
                nats = total * float(np.log(total / usual)) - (total - usual)
                if nats >= LEAST:
                    found.append((nats, (i, j), inside[value + 1 == common]))
    return found


def _ratios(hits: Floats, due: Floats, size: Floats) -> Floats:
    """(k, classes) log-likelihood ratios of more hits than due."""
    due = np.clip(due, 1e-6, size)
    miss = size - hits
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = hits * np.log(np.maximum(hits, 1e-9) / due)
        ratio += np.where(miss > 0, miss * np.log(np.maximum(miss, 1e-9) / np.maximum(size - due, 1e-9)), 0.0)
    return np.where(hits > due, ratio, 0.0)
