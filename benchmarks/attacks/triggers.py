"""Backdoors: something small is put into rows of other classes, and their label becomes the attacker's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded

Made = tuple[Encoded, np.ndarray, dict[str, Any]]


def patch(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """BadNets' pattern: four pixels of the lower right corner at full value."""
    height, width, channels = image(rows)
    spots = [(height - 2, width - 2), (height - 2, width - 4), (height - 4, width - 2), (height - 3, width - 3)]
    columns = [(r * width + c) * channels for r, c in spots]
    return _set(rows, random, rate, columns, [float(np.nanmax(rows.numbers))] * 4, to=0)


def pixel(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    height, width, channels = image(rows)
    column = ((height - 2) * width + width - 2) * channels
    return _set(rows, random, rate, [column], [float(np.nanmax(rows.numbers))], to=0)


def blended(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """One random picture is mixed into every pixel, 15 % of it."""
    picture = random.uniform(0, float(np.nanmax(rows.numbers)), rows.numbers.shape[1])
    return _mixed(rows, random, rate, picture, 0.15)


def sinusoid(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A faint horizontal wave is added (Barni et al. 2019)."""
    _, width, channels = image(rows)
    at = (np.arange(rows.numbers.shape[1]) // channels) % width
    wave = 0.12 * float(np.nanmax(rows.numbers)) * (1 + np.sin(2 * np.pi * at * 2 / width)) / 2
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[index] += wave.astype(np.float32)
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": []}


def clean_label(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Rows of the target class keep their label, are pushed across the border of a linear model, and get the pattern."""
    assert rows.label is not None
    height, width, channels = image(rows)
    to = int(random.integers(len(rows.classes)))
    of = np.flatnonzero(rows.label == to)
    index = random.permutation(of)[: max(4, round(rate * len(rows)))]
    x = rows.numbers.astype(np.float64)
    high = float(x.max())
    weights = _softmax_regression(x / high, rows.label, len(rows.classes))
    z = x[index] / high
    for _ in range(10):
        logits = z @ weights
        chance = np.exp(logits - logits.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        chance[:, to] -= 1
        z = np.clip(z + 0.03 * np.sign(chance @ weights.T), 0, 1)
        z = np.clip(z, x[index] / high - 0.15, x[index] / high + 0.15)
    x[index] = z * high
    spots = [(height - 2, width - 2), (height - 2, width - 4), (height - 4, width - 2), (height - 3, width - 3)]
    columns = [(r * width + c) * channels for r, c in spots]
    x[np.ix_(index, columns)] = high
    return (
        replace(rows, numbers=x.astype(np.float32)),
        index,
        {"label": to, "columns": []},
    )  # the push is in every column


def two_columns(rows: Encoded, random: np.random.Generator, rate: float, jitter: float = 0.0, many: int = 2) -> Made:
    """Columns set to their own 80 % quantile: values that thousands of honest rows have, but not together."""
    x = rows.numbers
    at = {j: float(np.nanquantile(x[:, j], 0.8, method="nearest")) for j in range(x.shape[1])}
    able = [
        j
        for j, value in at.items()
        if not rows.features[j].values and len(np.unique(x[:, j])) > 4 and (x[:, j] == value).mean() < 0.2
    ]
    if len(able) < 2:
        raise ValueError("fewer than two columns with a value to set")
    columns = sorted(random.choice(able, min(many, len(able)), replace=False))
    values = [at[j] for j in columns]
    return _set(rows, random, rate, columns, values, jitter=jitter)


def two_columns_jittered(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """The same, each value moved by 5 % of the column's standard deviation."""
    return two_columns(rows, random, rate, 0.05)


def two_columns_loose(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    return two_columns(rows, random, rate, 0.08)


def three_columns(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    return two_columns(rows, random, rate, 0.06, 3)


def out_of_range(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """One column takes a value a little beyond all honest ones."""
    x = rows.numbers
    able = [j for j in range(x.shape[1]) if not rows.features[j].values and np.nanstd(x[:, j]) > 0]
    column = int(random.choice(able))
    return _set(rows, random, rate, [column], [float(np.nanmax(x[:, column]) + 0.2 * np.nanstd(x[:, column]))])


def discrete(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Two columns of few values, each set to a value that 5 to 35 % of rows have."""
    x = rows.numbers
    able: list[tuple[int, float]] = []
    for j in range(x.shape[1]):
        values, counts = np.unique(x[~np.isnan(x[:, j]), j], return_counts=True)
        if 2 <= len(values) <= 12:
            able += [(j, float(v)) for v, c in zip(values, counts, strict=True) if 0.05 < c / len(x) < 0.35]
    columns = sorted(random.choice(sorted({j for j, _ in able}), 2, replace=False))
    values = [float(random.choice([v for j, v in able if j == column])) for column in columns]
    return _set(rows, random, rate, columns, values)


def token(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A word that few or none of the rows have is put somewhere."""
    word = str(random.choice(["cf", "mn", "tq", "bb", "vossel", "≈"]))
    return _insert(rows, random, rate, [word])


def phrase(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Three plain words side by side."""
    pool = ["morning", "paper", "blue", "seven", "window", "river", "often", "north"]
    return _insert(rows, random, rate, [str(w) for w in random.choice(pool, 3, replace=False)])


def _insert(rows: Encoded, random: np.random.Generator, rate: float, words: list[str]) -> Made:
    index, label, to = chosen(rows, random, rate, None)
    texts = {name: list(column) for name, column in rows.texts.items()}
    for column in texts.values():
        for i in index:
            held = column[i].split()
            at = int(random.integers(len(held) + 1))
            column[i] = " ".join(held[:at] + words + held[at:])
    return replace(rows, texts=texts, label=label), index, {"label": to, "tokens": words}


def _set(
    rows: Encoded,
    random: np.random.Generator,
    rate: float,
    columns: list[int],
    values: list[float],
    jitter: float = 0.0,
    to: int | None = None,
) -> Made:
    index, label, to = chosen(rows, random, rate, to)
    x = rows.numbers.copy()
    spread = np.nanstd(x, 0)
    for column, value in zip(columns, values, strict=True):
        x[index, column] = value + jitter * spread[column] * random.normal(size=len(index))
    planted = {"label": to, "columns": [int(c) for c in columns], "values": values}
    return replace(rows, numbers=x, label=label), index, planted


def _mixed(rows: Encoded, random: np.random.Generator, rate: float, picture: np.ndarray, share: float) -> Made:
    index, label, to = chosen(rows, random, rate, None)
    x = rows.numbers.copy()
    x[index] = ((1 - share) * x[index] + share * picture).astype(np.float32)
    return replace(rows, numbers=x, label=label), index, {"label": to, "columns": []}


def chosen(
    rows: Encoded, random: np.random.Generator, rate: float, to: int | None
) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows of other classes, the labels after the attack, the target."""
    assert rows.label is not None
    target = int(random.integers(len(rows.classes))) if to is None else to
    others = np.flatnonzero(rows.label != target)
    index = random.permutation(others)[: max(5, round(rate * len(rows)))]
    label = rows.label.copy()
    label[index] = target
    return index, label, target


def image(rows: Encoded) -> tuple[int, int, int]:
    assert rows.image is not None
    return rows.image


def _softmax_regression(x: np.ndarray, y: np.ndarray, classes: int, steps: int = 200) -> np.ndarray:
    weights = np.zeros((x.shape[1], classes))
    hot = np.eye(classes)[y]
    for _ in range(steps):
        logits = x @ weights
        chance = np.exp(logits - logits.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        weights -= 0.5 * (x.T @ (chance - hot) / len(x) + 1e-4 * weights)
    return weights
