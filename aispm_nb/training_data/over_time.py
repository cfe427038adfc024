"""Between two sets of rows: columns that shifted, and rows that stand in both. Along the order of one: `.order`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .codebook import Codebook
from .encoded import MISSING, Encoded, Kind
from .inputs.source import Input
from .kernels.shift import chi_square, psi, two_samples
from .order import Drifting as Drifting
from .order import drifting as drifting
from .order import is_the_order
from .told_apart import told_apart

FIRST = 20  # rows that are named
TOGETHER = "all columns together"
RARE = 10  # rows: values that fewer have are counted as one, or Pearson's approximation fails
MISSING_VALUE = "a missing value"
RARE_VALUES = "rare values"

Values = NDArray[np.float32]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Shifted:
    """A column now against earlier, or all columns ``TOGETHER``; what does not apply is None.

    Attributes
    ----------
    psi : population stability index; below 0.1 is little, above 0.25 much (Siddiqi, 2006).
    ks : of a number, the largest distance of the distribution functions; energy : its energy distance (Szekely and Rizzo 2013), in
        the column's unit.
    share : the largest change of a value's share of the rows, and value : which value that is (of a number the missing one).
    auc : of all columns together, how well a classifier tells the sets apart: 0.5 not at all, 1 entirely (`.told_apart`).
    p : probability of as much by chance, times the tests made: Kolmogorov's, Pearson's chi-square of a category's values and of
        missing ones, the rank test's of the classifier.
    """

    name: str
    p: float
    psi: float | None = None
    ks: float | None = None
    energy: float | None = None
    share: float | None = None
    value: str | None = None
    auc: float | None = None


@dataclass(frozen=True)
class Overlap:
    """Rows of one set that stand in another as well, over the columns that both have."""

    rows: int
    share: float
    first: tuple[int, ...]


def shifted(book: Codebook, before: Encoded, after: Encoded, seed: int = 0) -> list[Shifted]:
    """Every column of two sets that one codebook encoded, the label's too, and all of them together.

    What numbers the rows of both, or dates them, is another in any later version, and left out.
    """
    if not len(before) or not len(after):
        return []
    numbering = [
        i for i in range(len(book.features)) if all(is_the_order(side.numbers[:, i]) for side in (before, after))
    ]
    before, after = before.without(numbering), after.without(numbering)
    if not _told(before) or not _told(after):  # a version without labels did not lose them
        before, after = (replace(side, label=None, target=None) for side in (before, after))
    found = _numbers([feature.name for feature in before.features], before.numbers, after.numbers)
    for i, feature in enumerate(before.features):
        if feature.kind is Kind.CATEGORY:
            codes = [np.nan_to_num(side.numbers[:, i], nan=-1).astype(np.int64) for side in (before, after)]
            found[i] = _category(feature.name, codes, (*feature.values, "a new value"))
    if book.label is not None and before.label is not None and after.label is not None:
        labels = [before.label.astype(np.int64), after.label.astype(np.int64)]
        found.append(_category(book.label, labels, book.classes))
    targets = before.target_column, after.target_column
    if book.label is not None and targets[0] is not None and targets[1] is not None:
        found += _numbers([book.label], targets[0], targets[1])
    together = told_apart(before, after, seed)
    if together is not None:
        found.append(Shifted(TOGETHER, together.p, auc=together.auc))
    return [replace(one, p=min(1.0, one.p * len(found))) for one in found]


def _told(rows: Encoded) -> bool:
    """Whether any row has a label or a target."""
    labelled = rows.label is not None and bool((rows.label != MISSING).any())
    return labelled or (rows.target is not None and bool(np.isfinite(rows.target).any()))


def _numbers(names: list[str], before: Values, after: Values) -> list[Shifted]:
    """Columns of numbers: two tests each, of the values and of how many are missing."""
    figures = two_samples(before, after)
    found = []
    for i, name in enumerate(names):
        gone = [np.isnan(side[:, i]) for side in (before, after)]
        p = 2 * min(float(figures.p[i]), chi_square(gone[0].astype(np.int32), gone[1].astype(np.int32), 2)[1])
        share = float(abs(gone[1].mean() - gone[0].mean()))
        found.append(Shifted(name, p, float(figures.psi[i]), float(figures.ks[i]), float(figures.energy[i]), share,
                             MISSING_VALUE if share else None))  # fmt: skip
    return found


def _category(name: str, sides: list[Codes], values: tuple[str, ...]) -> Shifted:
    """Shares of the values, a missing one (below 0) counted as a value of its own, rare ones together."""
    k = len(values) + 1
    counts = np.stack([np.bincount(np.where(codes < 0, k - 1, codes), minlength=k) for codes in sides])
    named, rare = (*values, MISSING_VALUE), counts.sum(0) < RARE
    common = np.flatnonzero(~rare)
    counts = np.column_stack([counts[:, common], counts[:, rare].sum(1)])
    codes = [np.repeat(np.arange(counts.shape[1], dtype=np.int32), of) for of in counts]
    moved = np.abs(np.diff(counts / counts.sum(1, keepdims=True), axis=0))[0]
    most = int(moved.argmax())
    value = named[common[most]] if most < len(common) else RARE_VALUES
    p = chi_square(codes[0], codes[1], counts.shape[1])[1]
    return Shifted(name, p, psi(*counts.astype(np.float64)), share=float(moved[most]), value=value)


def overlap(rows: Input, other: Input) -> Overlap | None:
    """Rows of ``rows`` that equal a row of ``other`` in every column that both have; None when they share no column."""
    shared = [name for name in rows.schema.names if name in set(other.schema.names)]
    if not shared or not rows.count:
        return None
    there = np.unique(np.concatenate([_hashes(batch, shared) for batch in other.batches()] or [np.empty(0, np.uint64)]))
    start, count = 0, 0
    first: list[int] = []
    for batch in rows.batches():
        hit = np.flatnonzero(np.isin(_hashes(batch, shared), there, assume_unique=False))
        first += (hit[: FIRST - len(first)] + start).tolist()
        count, start = count + len(hit), start + len(batch)
    return Overlap(count, count / rows.count, tuple(first))


def _hashes(batch: pa.Table, names: list[str]) -> NDArray[np.uint64]:
    """(n,) a hash a row, of values as pandas reads them; whole numbers and floats that are equal hash alike."""
    import pandas as pd

    frame = batch.select(names).to_pandas()
    numeric = frame.select_dtypes(include=[np.number, bool]).columns
    frame[numeric] = frame[numeric].astype(np.float64) + 0.0  # and −0 is 0
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)
