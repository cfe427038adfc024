"""Along the order of the rows: columns that drift, break at a row, or hold a batch that differs.

Rows are judged by rank within their class, so that a set that is sorted by its label does not drift in every column that
tells the label; that order itself is told of the label alone. Columns that the rows are sorted by are left out. Of a
category each value is followed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .codebook import Codebook
from .encoded import MISSING, Encoded, Kind
from .kernels.midranks import midranks
from .kernels.shift_order import Drift, drift

Values = NDArray[np.float32]
Shape = Literal["gradual", "break", "batch"]
LEVELS = 50  # values of a category that are followed; rarer ones seldom carry a drift
SHARED = 2  # tests a column: for a change that stays, and for one that goes back
FOLLOWED = (
    20_000_000  # values whose ranks are taken within their class; of a wider set columns are followed as they are
)
SORTED = 0.999  # correlation of ranks with the order of the rows
FEWEST = 12  # rows; fewer are sorted by chance
LOOKED_AT = 200  # columns, those that change most, whose size and shape are worked out row by row


@dataclass(frozen=True)
class Drifting:
    """A column along the order of the rows, where it changes most.

    Attributes
    ----------
    value : the category whose share changes; None for a number.
    shape : a change from row ``at`` on that stays (a break, or gradual), or a batch of rows ``at`` … ``until``.
    size : how large: the chance that a value of one side is larger than one of the other, less one half; of a category half of the
        difference of its share.
    p : that as much comes by chance in rows of no order, times the columns, the values and the two tests made of each.
    rises : whether values are higher (a category more frequent) from ``at`` on, or in the batch.
    """

    name: str
    value: str | None
    shape: Shape
    size: float
    p: float
    at: int
    until: int
    rises: bool


def drifting(book: Codebook, sample: Encoded, at: NDArray[np.int64]) -> list[Drifting]:
    """Every column of a sample in the order of its rows, which stand ``at`` (ascending) in the input; the label's too."""
    if len(sample) < 2:
        return []
    followed = [(feature.name, feature.values, sample.numbers[:, i], sample.label) for i, feature in enumerate(book.features)
                if feature.kind is Kind.CATEGORY]  # fmt: skip
    if sample.label is not None and book.label is not None:
        followed.append((book.label, sample.classes, _coded(sample.label), None))
    numbers = [i for i, feature in enumerate(book.features) if feature.kind is not Kind.CATEGORY]
    plain = [i for i in numbers if not is_the_order(sample.numbers[:, i])]
    if sample.target is not None and book.label is not None:
        plain.append(len(book.features))
    tested = len(plain) + len(followed)
    found = _numbers(book, sample, plain, at, tested) if plain else []
    for name, values, codes, label in followed:
        levels = np.arange(min(len(values), LEVELS))
        shares = np.where(np.isnan(codes)[:, None], np.nan, codes[:, None] == levels).astype(np.float32)
        if not len(levels):
            continue
        made = drift(_within(shares, label))
        best = int(np.argmin(np.minimum(made.p, made.p_batch)))
        found.append(_told(name, values[best], made, best, shares[:, best], at, tested * len(levels)))
    return found


def _numbers(book: Codebook, sample: Encoded, plain: list[int], at: NDArray[np.int64], tested: int) -> list[Drifting]:
    numbers, names = sample.numbers, [feature.name for feature in book.features]
    target = sample.target_column
    if target is not None:
        numbers = np.hstack([numbers, target])
        names.append(book.label or "")
    numbers = numbers[:, plain]
    made = drift(_within(numbers, sample.label))
    most = set(np.argsort(np.minimum(made.p, made.p_batch), kind="stable")[:LOOKED_AT].tolist())
    return [
        _told(names[i], None, made, j, numbers[:, j], at, tested)
        if j in most
        else _roughly(names[i], made, j, at, tested)
        for j, i in enumerate(plain)
    ]


def _within(values: Values, label: NDArray[np.int32] | None) -> Values:
    """(n, d) ranks less the mean rank of the row's class; values as they are without classes."""
    if label is None or values.size > FOLLOWED or not len(np.unique(label)) > 1:
        return values
    ranks = _ranks(values)
    for code in np.unique(label):
        own = np.flatnonzero(label == code)
        known = ~np.isnan(ranks[own])
        ranks[own] -= np.nan_to_num(ranks[own]).sum(0, dtype=np.float64) / np.maximum(known.sum(0), 1)
    return ranks


def _told(
    name: str, value: str | None, made: Drift, j: int, column: Values, at: NDArray[np.int64], tests: int
) -> Drifting:
    """What is said of one column: the shape that explains its ranks best, where it is and how large it is."""
    p = min(1.0, SHARED * tests * float(min(made.p[j], made.p_batch[j])))
    if made.at[j] < 0:
        return Drifting(name, value, "gradual", 0.0, 1.0, -1, -1, False)
    known = np.flatnonzero(~np.isnan(column))
    ranks, rows = _ranks(column[known, None])[:, 0].astype(np.float64), np.arange(len(column))
    first, begin, end = int(made.at[j]) + 1, int(made.begin[j]), int(made.end[j])
    after, inside = rows >= first, (rows > begin) & (rows <= end)
    costs = {
        "gradual": _cost(ranks, known, 1),
        "break": _cost(ranks, after[known], 2),
        "batch": _cost(ranks, inside[known], 3),
    }
    if min(costs, key=lambda shape: costs[shape]) == "batch":
        size = _apart(ranks, inside[known])
        return Drifting(name, value, "batch", size, p, int(at[begin + 1]), int(at[end]), bool(made.higher[j]))
    shape: Shape = "break" if costs["break"] < costs["gradual"] else "gradual"
    size, where = _apart(ranks, after[known]), min(first, len(at) - 1)
    return Drifting(name, value, shape, size, p, int(at[where]), int(at[-1]), bool(made.rises[j]))


def is_the_order(column: Values) -> bool:
    """Whether the rows are sorted by it: a number of the row, or the time it was written. It says what the order is, and nothing changes along it."""
    known = np.flatnonzero(~np.isnan(column))
    if len(known) < FEWEST or np.ptp(column[known]) == 0:
        return False
    return bool(abs(np.corrcoef(_ranks(column[known, None])[:, 0], np.arange(len(known)))[0, 1]) > SORTED)


def _roughly(name: str, made: Drift, j: int, at: NDArray[np.int64], tests: int) -> Drifting:
    """The same without a look at the rows: the size that the excursion would have, were the break in the middle."""
    size, p = float(2 * made.statistic[j] / np.sqrt(3 * len(at))), min(1.0, SHARED * tests * float(made.p[j]))
    first = min(int(made.at[j]) + 1, len(at) - 1)
    return Drifting(name, None, "gradual", size, p, int(at[first]), int(at[-1]), bool(made.rises[j]))


def _ranks(values: Values) -> Values:
    """(n, d) mid-ranks of the columns, as shares of the values that are known; NaN where one is missing."""
    grids = [np.sort(column[~np.isnan(column)]) for column in np.ascontiguousarray(values.T)]
    return midranks(values, grids)


def _apart(ranks: NDArray[np.float64], part: NDArray[np.bool_]) -> float:
    """|P(a value of the part is larger than one outside) - 1/2|, ties counting one half."""
    if not part.any() or part.all():
        return 0.0
    return float(abs(ranks[part].mean() - ranks[~part].mean()))


def _cost(ranks: NDArray[np.float64], by: NDArray[Any], parameters: int) -> float:
    """Bayesian information criterion of ranks explained by one column of numbers, with what was chosen to make it."""
    n = len(ranks)
    if not np.ptp(by.astype(np.float64)) or not np.ptp(ranks):
        return np.inf
    left = max(1 - float(np.corrcoef(ranks, by)[0, 1]) ** 2, 1e-12)
    return n * float(np.log(left)) + parameters * float(np.log(n))


def _coded(label: NDArray[np.int32]) -> Values:
    return np.where(label == MISSING, np.nan, label).astype(np.float32)
