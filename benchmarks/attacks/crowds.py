"""Floods: many rows that are nearly one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded

Made = tuple[Encoded, np.ndarray, dict[str, Any]]


def cluster(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A tight cluster halfway between a row of one class and a row of another, all labelled as the first (5 % of a sd)."""
    assert rows.label is not None
    x, label = rows.numbers.copy(), rows.label.copy()
    index = _index(rows, random, rate)
    to, other = random.choice(len(rows.classes), 2, replace=False)
    a = random.choice(np.flatnonzero(rows.label == to))
    b = random.choice(np.flatnonzero(rows.label == other))
    centre = (np.nan_to_num(x[a]) + np.nan_to_num(x[b])) / 2
    named = _named(rows)
    centre[named] = x[a, named]
    x[index] = centre + random.normal(size=(len(index), x.shape[1])) * np.where(named, 0, 0.05 * np.nanstd(x, 0))
    label[index] = to
    return replace(rows, numbers=x.astype(np.float32), label=label), index, {"label": int(to)}


def near_duplicates(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of three rows, each number moved by 1 % of a standard deviation."""
    return _copies(rows, random, rate, sources=3, jitter=0.01)


def spread_copies(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of many rows, two or three each, moved by 0.5 %."""
    return _copies(rows, random, rate, sources=max(2, round(rate * len(rows) / 2.5)), jitter=0.005)


def one_class_flood(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Exact copies of five rows of one class."""
    assert rows.label is not None
    x, label, index = rows.numbers.copy(), rows.label.copy(), _index(rows, random, rate)
    rest = np.setdiff1d(np.arange(len(rows)), index)
    to = int(random.choice(label[rest]))
    of = random.permutation(rest[label[rest] == to])[:5]
    of = of[np.arange(len(index)) % len(of)]
    x[index], label[index] = x[of], to
    return replace(rows, numbers=x, label=label), index, {"label": to}


def swapped_copies(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of four rows in which one or two columns are those of other rows."""
    made, index, _ = _copies(rows, random, rate, sources=4, jitter=0.0)
    x = made.numbers.copy()
    for i in index:
        for j in random.choice(x.shape[1], min(2, max(1, x.shape[1] // 5)), replace=False):
            x[i, j] = rows.numbers[random.integers(len(rows)), j]
    return replace(made, numbers=x), index, {}


def rounded_copies(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of four rows, moved by 2 % and rounded to the decimals that their columns have."""
    made, index, _ = _copies(rows, random, rate, sources=4, jitter=0.02)
    x = made.numbers.astype(np.float64)
    for j in range(x.shape[1]):
        held = rows.numbers[~np.isnan(rows.numbers[:, j]), j].astype(np.float64)
        exact = [k for k in range(6) if np.allclose(held, np.round(held, k), rtol=1e-6, atol=1e-9)]
        if exact:
            x[index, j] = np.round(x[index, j], exact[0])
    return replace(made, numbers=x.astype(np.float32)), index, {}


def reordered_text(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of four texts whose halves change places, each with one more word left out."""

    def changed(words: list[str]) -> None:
        at = int(random.integers(len(words) + 1))
        words[:] = words[at:] + words[:at]
        if len(words) > 2:
            del words[random.integers(len(words))]

    return _texts_copied(rows, random, rate, 4, changed)


def copied_text(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Copies of three texts, each with two words left out."""

    def changed(words: list[str]) -> None:
        for _ in range(min(2, len(words) - 1)):
            del words[random.integers(len(words))]

    return _texts_copied(rows, random, rate, 3, changed)


def _texts_copied(
    rows: Encoded, random: np.random.Generator, rate: float, count: int, changed: Callable[[list[str]], None]
) -> Made:
    """Copies, labels too, of ``count`` rows, whose words are ``changed`` each time."""
    index = _index(rows, random, rate)
    sources = random.choice(np.setdiff1d(np.arange(len(rows)), index), count, replace=False)
    texts = {name: list(column) for name, column in rows.texts.items()}
    assert rows.label is not None
    label = rows.label.copy()
    for k, i in enumerate(index):
        source = sources[k % count]
        label[i] = label[source]
        for column in texts.values():
            words = column[source].split()
            changed(words)
            column[i] = " ".join(words)
    return replace(rows, texts=texts, label=label), index, {}


def _copies(rows: Encoded, random: np.random.Generator, rate: float, sources: int, jitter: float) -> Made:
    assert rows.label is not None
    x, label, index = rows.numbers.copy(), rows.label.copy(), _index(rows, random, rate)
    of = random.choice(np.setdiff1d(np.arange(len(rows)), index), sources, replace=False)
    of = of[np.arange(len(index)) % sources]
    x[index] = x[of] + random.normal(size=(len(index), x.shape[1])) * np.where(
        _named(rows), 0, jitter * np.nanstd(x, 0)
    )
    label[index] = label[of]
    return replace(rows, numbers=x.astype(np.float32), label=label), index, {}


def _named(rows: Encoded) -> np.ndarray:
    """Which columns are categories: between two of their values there is none."""
    return np.array([bool(feature.values) for feature in rows.features])


def _index(rows: Encoded, random: np.random.Generator, rate: float) -> np.ndarray:
    return random.permutation(len(rows))[: max(4, round(rate * len(rows)))]
