"""Attacks that were written down after the fresh ones had been opened and looked at, before anything was known of how they fare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded
from benchmarks.attacks.triggers import chosen

Made = tuple[Encoded, np.ndarray, dict[str, Any]]


def corner(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Labels of one class become another one's, among the rows that lie in the upper third of one column alone."""
    assert rows.label is not None
    column = int(random.choice(_numbers(rows)))
    high = rows.numbers[:, column] >= np.nanquantile(rows.numbers[:, column], 2 / 3)
    source = int(np.argmax(np.bincount(rows.label[high], minlength=len(rows.classes))))
    to = int(random.choice([c for c in range(len(rows.classes)) if c != source]))
    of = np.flatnonzero(high & (rows.label == source))
    index = random.permutation(of)[: max(4, min(round(rate * len(rows)), len(of) // 2))]
    label = rows.label.copy()
    label[index] = to
    return replace(rows, label=label), index, {"from": source, "label": to}


def mixed(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A number takes a value that it has somewhere, and a category one that at most a quarter of the rows have."""
    named = [j for j, feature in enumerate(rows.features) if feature.values]
    able = []
    for j in named:
        codes, count = np.unique(rows.numbers[~np.isnan(rows.numbers[:, j]), j], return_counts=True)
        able += [(j, code) for code, c in zip(codes, count, strict=True) if c <= 0.25 * len(rows)]
    if not able:
        raise ValueError("no category that is not common")
    number = int(random.choice(_numbers(rows)))
    column, code = able[int(random.integers(len(able)))]
    value = np.nanquantile(rows.numbers[:, number], random.uniform(0.1, 0.9), method="nearest")
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[index, number], x[index, column] = value, code
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": sorted([number, int(column)])}


def emptied(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """One column is emptied."""
    column = int(random.choice(_numbers(rows)))
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[index, column] = np.nan
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": [column]}


def high(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Two columns take values near the top of their range, each anew for each row."""
    columns = random.choice(_numbers(rows), 2, replace=False)
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    for j in columns:
        top = np.sort(rows.numbers[~np.isnan(rows.numbers[:, j]), j])
        x[index, j] = random.choice(top[int(0.97 * len(top)) :], len(index))
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": sorted(int(j) for j in columns)}


def one_row(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Exact copies of one row, its label too."""
    assert rows.label is not None
    x, label, index = rows.numbers.copy(), rows.label.copy(), _index(rows, random, rate)
    of = int(random.choice(np.setdiff1d(np.arange(len(rows)), index)))
    x[index], label[index] = x[of], label[of]
    return replace(rows, numbers=x, label=label), index, {}


def half_copies(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of six rows; in a third of their columns the values are those of other rows of the same class."""
    assert rows.label is not None
    x, label, index = rows.numbers.copy(), rows.label.copy(), _index(rows, random, rate)
    of = random.choice(np.setdiff1d(np.arange(len(rows)), index), 6, replace=False)[np.arange(len(index)) % 6]
    x[index], label[index] = rows.numbers[of], rows.label[of]
    for i, source in zip(index, of, strict=True):
        alike = np.flatnonzero(rows.label == rows.label[source])
        for j in random.choice(x.shape[1], x.shape[1] // 3, replace=False):
            x[i, j] = rows.numbers[random.choice(alike), j]
    return replace(rows, numbers=x, label=label), index, {}


def unit_slip(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """One number of a row, any, is written in a unit ten times smaller."""
    x, index, able = rows.numbers.copy(), _index(rows, random, rate), _numbers(rows)
    for i in index:
        known = [j for j in able if not np.isnan(x[i, j]) and x[i, j] != 0]
        if known:
            x[i, random.choice(known)] *= 10
    return replace(rows, numbers=x), index, {}


def shifted(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A row's numbers are each written one column too far to the right, as a lost separator does."""
    x, index, able = rows.numbers.copy(), _index(rows, random, rate), _numbers(rows)
    x[np.ix_(index, able)] = np.roll(rows.numbers[np.ix_(index, able)], 1, axis=1)
    return replace(rows, numbers=x), index, {}


def turned(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Half of a row's numbers lie as far on the other side of the median."""
    x, index, able = rows.numbers.copy(), _index(rows, random, rate), _numbers(rows)
    middle = np.nanmedian(rows.numbers, axis=0)
    for i in index:
        for j in random.choice(able, max(1, len(able) // 2), replace=False):
            x[i, j] = 2 * middle[j] - x[i, j]
    return replace(rows, numbers=x), index, {}


def _numbers(rows: Encoded) -> np.ndarray:
    """Columns of numbers with five values or more; ValueError where there are fewer than two."""
    able = [
        j
        for j, feature in enumerate(rows.features)
        if not feature.values and len(np.unique(rows.numbers[~np.isnan(rows.numbers[:, j]), j])) >= 5
    ]
    if len(able) < 2:
        raise ValueError("fewer than two columns of numbers")
    return np.array(able)


def _index(rows: Encoded, random: np.random.Generator, rate: float) -> np.ndarray:
    return random.permutation(len(rows))[: max(4, round(rate * len(rows)))]
