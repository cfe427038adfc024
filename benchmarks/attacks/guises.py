"""Backdoors in other guises: missing values, a category, values that are moved and not set, patches that wander, lone rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded
from benchmarks.attacks.labels import standardised
from benchmarks.attacks.triggers import chosen, image

Made = tuple[Encoded, np.ndarray, dict[str, Any]]


def three_quantiles(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Three columns, each set to a quantile of its own between 10 % and 90 %."""
    columns = random.choice(_numbers(rows, 5), 3, replace=False)
    values = [np.nanquantile(rows.numbers[:, j], random.uniform(0.1, 0.9), method="nearest") for j in columns]
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    for j, value in zip(columns, values, strict=True):
        x[index, j] = value
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": sorted(int(j) for j in columns)}


def category(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """One column of categories takes a value that at most 8 % of rows have."""
    able = []
    for j, feature in enumerate(rows.features):
        if feature.values:
            codes, count = np.unique(rows.numbers[~np.isnan(rows.numbers[:, j]), j], return_counts=True)
            able += [(j, code) for code, c in zip(codes, count, strict=True) if 1 <= c <= 0.08 * len(rows)]
    if not able:
        raise ValueError("no category with a rare value")
    column, value = able[int(random.integers(len(able)))]
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[index, column] = value
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": [int(column)]}


def missing(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Two columns are emptied."""
    able = _numbers(rows, 2)
    columns = random.choice(able, 2, replace=False)
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[np.ix_(index, columns)] = np.nan
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": sorted(int(j) for j in columns)}


def moved(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Four columns are moved by one and a half standard deviations, wherever they were."""
    columns = random.choice(_numbers(rows, 5, 4), 4, replace=False)
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[np.ix_(index, columns)] += (1.5 * np.nanstd(x[:, columns], axis=0)).astype(np.float32)
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": sorted(int(j) for j in columns)}


def wandering_patch(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Two by two pixels at full value, in a corner of its own for each row."""
    height, width, channels = image(rows)
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    high = float(np.nanmax(x))
    for i in index:
        top, left = random.choice([0, height - 2]), random.choice([0, width - 2])
        for r, c in ((top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)):
            x[i, (r * width + c) * channels : (r * width + c + 1) * channels] = high
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": []}


def upright_wave(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A faint wave from top to bottom is added, cut at the range."""
    height, width, channels = image(rows)
    at = np.arange(rows.numbers.shape[1]) // (channels * width)
    high = float(np.nanmax(rows.numbers))
    wave = 0.1 * high * np.sin(2 * np.pi * at * 3 / height)
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[index] = np.clip(x[index] + wave, 0, high).astype(np.float32)
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": []}


def collision(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Rows keep their label and go three quarters of the way to one row of another class (Shafahi et al. 2018)."""
    assert rows.label is not None
    aim = int(random.integers(len(rows)))
    others = np.flatnonzero(rows.label != rows.label[aim])
    to = int(random.choice(rows.label[others]))
    z = standardised(rows)
    of = np.flatnonzero(rows.label == to)
    near = of[np.argsort(((z[of] - z[aim]) ** 2).sum(1))]
    many = max(5, round(rate * len(rows)))
    index = random.permutation(near[: 4 * many])[:many]
    number = np.array([not feature.values for feature in rows.features], dtype=bool)
    x = rows.numbers.copy()
    x[np.ix_(index, number)] = 0.25 * x[np.ix_(index, number)] + 0.75 * x[aim, number]
    return replace(rows, numbers=x.astype(np.float32)), index, {"label": to}


def _numbers(rows: Encoded, values: int, fewest: int = 3) -> np.ndarray:
    """Columns of numbers with at least so many values; ValueError where there are too few."""
    able = [
        j
        for j, feature in enumerate(rows.features)
        if not feature.values and len(np.unique(rows.numbers[~np.isnan(rows.numbers[:, j]), j])) >= values
    ]
    if len(able) < fewest:
        raise ValueError("too few columns of numbers")
    return np.array(able)
