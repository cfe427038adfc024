"""Attacks that only touch labels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded


def flip(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Each chosen row gets another class, any with equal chance."""
    label = _label(rows).copy()
    index = random.permutation(len(rows))[: max(4, round(rate * len(rows)))]
    label[index] = (label[index] + random.integers(1, len(rows.classes), len(index))) % len(rows.classes)
    return replace(rows, label=label), index, {}


def targeted(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Rows of one class are said to be of one other."""
    label = _label(rows).copy()
    big = np.flatnonzero(np.bincount(label) > 3 * rate * len(rows))
    source = int(random.choice(big if len(big) else np.argsort(-np.bincount(label))[:1]))
    to = int(random.choice([c for c in range(len(rows.classes)) if c != source]))
    of = np.flatnonzero(label == source)
    index = random.permutation(of)[: max(4, min(round(rate * len(rows)), len(of) // 2))]
    label[index] = to
    return replace(rows, label=label), index, {"from": source, "label": to}


def near_border(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """The rows whose nearest row of another class is nearest get that row's class: flips that change least."""
    return _by_distance(rows, random, rate, farthest=False)


def far_from_border(
    rows: Encoded, random: np.random.Generator, rate: float
) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Rows deep within their class get the class of their nearest stranger."""
    return _by_distance(rows, random, rate, farthest=True)


def one_to_all(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Rows of one class are spread over all others."""
    label = _label(rows).copy()
    big = np.flatnonzero(np.bincount(label) > 2 * rate * len(rows))
    source = int(random.choice(big if len(big) else np.argsort(-np.bincount(label))[:1]))
    of = np.flatnonzero(label == source)
    index = random.permutation(of)[: max(4, min(round(rate * len(rows)), len(of) // 2))]
    label[index] = (source + random.integers(1, len(rows.classes), len(index))) % len(rows.classes)
    return replace(rows, label=label), index, {"from": source}


def to_the_next(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Of each class the same share is given the next class: noise that depends on the class."""
    label = _label(rows).copy()
    index = random.permutation(len(rows))[: max(4, round(rate * len(rows)))]
    label[index] = (label[index] + 1) % len(rows.classes)
    return replace(rows, label=label), index, {}


def _by_distance(
    rows: Encoded, random: np.random.Generator, rate: float, farthest: bool
) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Of a drawn third of the rows, those with the nearest (or farthest) stranger, in standardised columns."""
    label = _label(rows).copy()
    z = standardised(rows)
    drawn = random.permutation(len(rows))[: len(rows) // 3]
    square = (z**2).sum(1)
    distance = square[drawn, None] + square[None, :] - 2 * z[drawn] @ z.T
    distance[label[drawn, None] == label[None, :]] = np.inf
    nearest = distance.argmin(1)
    order = np.argsort(distance.min(1))
    chosen = (order[::-1] if farthest else order)[: max(4, round(rate * len(rows)))]
    index = drawn[chosen]
    label[index] = label[nearest[chosen]]
    return replace(rows, label=label), index, {}


def standardised(rows: Encoded) -> np.ndarray:
    """(n, m) columns of unit variance, missing at the mean; the first twenty values of a category as columns of 0 and 1."""
    parts = []
    for j, feature in enumerate(rows.features):
        x = rows.numbers[:, j].astype(np.float64)
        if feature.values:
            codes = np.nan_to_num(x, nan=-1)
            parts.append((codes[:, None] == np.arange(min(len(feature.values), 20))).astype(np.float64))
        else:
            spread = np.nanstd(x)
            parts.append(np.nan_to_num((x - np.nanmean(x)) / (spread if spread > 0 else 1.0))[:, None])
    return np.hstack(parts)


def _label(rows: Encoded) -> np.ndarray:
    assert rows.label is not None
    return rows.label
