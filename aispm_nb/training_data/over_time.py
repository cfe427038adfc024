"""Between two sets of rows, and along the order of one: shift, drift, and rows that stand in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .codebook import Codebook
from .encoded import Encoded, Kind
from .inputs.source import Input
from .kernels.shift import chi_square, two_samples
from .kernels.shift_order import drift

FIRST = 20  # rows that are named


@dataclass(frozen=True)
class Shifted:
    """A column now against earlier.

    Attributes
    ----------
    psi : population stability index; below 0.1 is little, above 0.25 much (Siddiqi, 2006).
    ks : largest distance of the distribution functions, 0 for a category.
    p : probability of as much by chance: Kolmogorov's, or Pearson's chi-square for a category, times the columns compared.
    """

    name: str
    psi: float
    ks: float
    p: float


@dataclass(frozen=True)
class Drifting:
    """A column that drifts, or breaks, along the order of the rows: most at row ``at``.

    ``p`` is times the columns tested. ``size`` is how large it is, whatever the number of rows: about the chance that a value
    after ``at`` is larger than one before, less one half, were the break in the middle.
    """

    name: str
    size: float
    p: float
    at: int
    rises: bool


@dataclass(frozen=True)
class Overlap:
    """Rows of one set that stand in another as well, over the columns that both have."""

    rows: int
    share: float
    first: tuple[int, ...]


def shifted(book: Codebook, before: Encoded, after: Encoded) -> list[Shifted]:
    """Every column of two sets that one codebook encoded."""
    d = len(book.features)
    if not d or not len(before) or not len(after):
        return []
    numbers = two_samples(before.numbers, after.numbers)
    found = []
    for i, feature in enumerate(book.features):
        ks, p = float(numbers.ks[i]), float(numbers.p[i])
        if feature.kind is Kind.CATEGORY:
            codes = [np.nan_to_num(side.numbers[:, i], nan=-1).astype(np.int32) for side in (before, after)]
            ks, p = 0.0, chi_square(codes[0], codes[1], len(feature.values) + 1)[1]
        found.append(Shifted(feature.name, float(numbers.psi[i]), ks, min(1.0, p * d)))
    return found


def drifting(book: Codebook, sample: Encoded, at: NDArray[np.int64]) -> list[Drifting]:
    """Every column of a sample in the order of its rows ``at``; rank-CUSUM (Pettitt, 1979)."""
    d = len(book.features)
    if not d or len(sample) < 2:
        return []
    found = drift(sample.numbers)
    return [
        Drifting(feature.name, float(4 * found.statistic[i] / np.sqrt(12 * len(sample))), min(1.0, float(found.p[i]) * d), int(at[found.at[i]]) if found.at[i] >= 0 else -1, bool(found.rises[i]))
        for i, feature in enumerate(book.features)
    ]  # fmt: skip


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
