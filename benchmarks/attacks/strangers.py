"""Rows that belong to no distribution: wild values, or plain values that never go together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded


def marginal(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Three columns (or a third of few) leave their range by one to three standard deviations."""
    x, index = rows.numbers.copy(), _index(rows, random, rate)
    number = np.array([not feature.values for feature in rows.features])
    able = np.flatnonzero((np.nan_to_num(np.nanstd(x, axis=0)) > 0) & number)
    low, high, spread = np.nanmin(x, 0), np.nanmax(x, 0), np.nanstd(x, 0)
    for i in index:
        for j in random.choice(able, min(3, max(1, len(able) // 3)), replace=False):
            by = spread[j] * random.uniform(1, 3)
            x[i, j] = high[j] + by if random.random() < 0.5 else low[j] - by
    return replace(rows, numbers=x), index, {}


def contextual(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Half of the columns are those of another row: every value is ordinary, their company is not."""
    x, index = rows.numbers.copy(), _index(rows, random, rate)
    for i in index:
        columns = random.choice(x.shape[1], max(1, x.shape[1] // 2), replace=False)
        x[i, columns] = rows.numbers[random.integers(len(rows)), columns]
    return replace(rows, numbers=x), index, {}


def swapped(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Each column is drawn from any row: marginals hold, nothing else does."""
    x, index = rows.numbers.copy(), _index(rows, random, rate)
    for j in range(x.shape[1]):
        x[index, j] = rows.numbers[random.integers(len(rows), size=len(index)), j]
    return replace(rows, numbers=x), index, {}


def stretched(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """All numbers of a row lie two and a half times as far from the middle as they did."""
    x, index = rows.numbers.copy(), _index(rows, random, rate)
    able = _varied(rows)
    middle = np.nanmedian(x[:, able], axis=0)
    x[np.ix_(index, able)] = middle + 2.5 * (x[np.ix_(index, able)] - middle)
    return replace(rows, numbers=x), index, {}


def permuted(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """A row's numbers change places, each at the same quantile of its new column."""
    x, index = rows.numbers.copy(), _index(rows, random, rate)
    able = _varied(rows)
    ordered = [np.sort(rows.numbers[~np.isnan(rows.numbers[:, j]), j]) for j in able]
    for i in index:
        at = [np.searchsorted(o, x[i, j]) / len(o) for j, o in zip(able, ordered, strict=True)]
        for j, o, u in zip(able, ordered, random.permutation(at), strict=True):
            x[i, j] = o[min(int(u * len(o)), len(o) - 1)]
    return replace(rows, numbers=x), index, {}


def two_exchanged(
    rows: Encoded, random: np.random.Generator, rate: float
) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Two columns of a row are exchanged, as a slip of a join would: four different pairs."""
    x, index = rows.numbers.copy(), _index(rows, random, rate)
    able = _varied(rows)
    pairs = [random.choice(able, 2, replace=False) for _ in range(4)]
    for k, i in enumerate(index):
        a, b = pairs[k % 4]
        x[i, a], x[i, b] = rows.numbers[i, b], rows.numbers[i, a]
    return replace(rows, numbers=x), index, {}


def _varied(rows: Encoded) -> np.ndarray:
    """Columns of numbers that vary; ValueError where there are fewer than two."""
    number = np.array([not feature.values for feature in rows.features], dtype=bool)
    able = np.flatnonzero((np.nan_to_num(np.nanstd(rows.numbers, axis=0)) > 0) & number)
    if len(able) < 2:
        raise ValueError("fewer than two columns of numbers")
    return able


def _index(rows: Encoded, random: np.random.Generator, rate: float) -> np.ndarray:
    return random.permutation(len(rows))[: max(4, round(rate * len(rows)))]
