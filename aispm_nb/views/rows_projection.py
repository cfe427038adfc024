"""Rows as points of a plane: the two directions in which they spread most, robustly scaled."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..training_data.encoded import Encoded

Floats = NDArray[np.float64]
FAR = 6.0  # a value further from the median than this many spreads is drawn at this distance
DIRECTIONS = 400  # columns that take part at most: those that vary most
CATEGORIES = 8  # values of a category that are told apart
BUCKETS = 512  # of words


@dataclass(frozen=True)
class Projection:
    """``x`` and ``y``: (n,); ``share``: of the spread that each shows; ``of``: what was projected, in words."""

    x: Floats
    y: Floats
    share: tuple[float, float]
    of: str


def projected(rows: Encoded) -> Projection | None:
    """The first two principal components; None where nothing varies."""
    space, of = scaled(rows), f"{len(rows.features):,} columns"
    if not space.shape[1] and rows.texts:
        space, of = worded(list(rows.texts.values())), "words"
    if len(rows) < 2 or not space.shape[1]:
        return None
    if space.shape[1] > DIRECTIONS:
        space = space[:, np.sort(np.argsort(-space.var(0), kind="stable")[:DIRECTIONS])]
        of += f", the {DIRECTIONS} that vary most"
    centred = space - space.mean(0)
    spread, directions = np.linalg.eigh(centred.T @ centred / len(rows))
    axes = directions[:, ::-1][:, :2]
    axes = axes * np.where(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])] < 0, -1.0, 1.0)  # one sign, always
    points = centred @ axes
    if points.shape[1] == 1:
        points = np.column_stack([points, np.zeros(len(rows))])
    total = max(float(spread.sum()), 1e-300)
    first, second = (float(spread[-k]) / total if k <= len(spread) else 0.0 for k in (1, 2))
    return Projection(points[:, 0], points[:, 1], (first, max(second, 0.0)), of)


def scaled(rows: Encoded) -> Floats:
    """Numbers by median and spread, cut at ``FAR``; a category as one column a common value; missing in the middle."""
    if rows.image is not None:
        pixels = np.nan_to_num(rows.numbers.astype(np.float64))
        return pixels[:, np.ptp(pixels, axis=0) > 0] / max(float(np.ptp(pixels)), 1e-300) if pixels.size else pixels
    columns = []
    for i, feature in enumerate(rows.features):
        values = rows.numbers[:, i].astype(np.float64)
        if feature.values:
            columns += [(values == code).astype(np.float64) for code in range(min(len(feature.values), CATEGORIES))]
        else:
            columns.append(robust(values))
    space = np.column_stack(columns) if columns else np.zeros((len(rows), 0))
    return space[:, np.ptp(space, axis=0) > 0] if len(rows) else space


def robust(values: Floats) -> Floats:
    """(n,) distances from the median in spreads (a quarter of the rows lies beyond ±0.67 of a bell curve)."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros(len(values))
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75])
    spread = (high - low) / 1.349 or float(known.std())
    if not spread > 0:
        return np.zeros(len(values))
    return np.asarray(np.clip(np.nan_to_num((values - middle) / spread, nan=0.0), -FAR, FAR))


def worded(texts: list[list[str]]) -> Floats:
    """(n, BUCKETS) words hashed, rare ones weighing more, each row of length 1."""
    counts = np.zeros((len(texts[0]), BUCKETS))
    for column in texts:
        for i, text in enumerate(column):
            for word in re.findall(r"\w+", text[:2_000].lower())[:200]:
                counts[i, zlib.crc32(word.encode()) % BUCKETS] += 1
    held = (counts > 0).sum(0)
    weighed = np.log1p(counts) * np.log((1 + len(counts)) / (1 + held))
    return np.asarray(weighed / np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-12))
