"""What the rest of a row says of it: the chance of each class from partial views, so that a trigger is not seen by most.

A trigger of few columns is outside of most views of a third of the columns; the lower quartile over views is then what
an honest reader of the remaining columns would say. Views of images are rectangles and scattered pixels in turn: a patch
is outside of most rectangles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..kernels.forest import grow, oob
from ..kernels.processors import threads

Floats = NDArray[np.float64]
Bins = NDArray[np.uint8]
Codes = NDArray[np.int64]

SHARE = 0.35


def columns(d: int, count: int, image: tuple[int, int, int] | None, seed: int) -> list[NDArray[np.intp]]:
    """Which columns each view has."""
    random = np.random.default_rng(seed)
    many = min(d, max(1, round(SHARE * d)))
    drawn = [np.sort(random.choice(d, many, replace=False)) for _ in range(count)]
    if image is not None and int(np.prod(image)) == d:
        height, width, channels = image
        place = np.arange(d).reshape(height, width, channels)
        tall, wide = max(1, round(0.6 * height)), max(1, round(0.6 * width))
        for v in range(0, count, 2):
            top, left = random.integers(height - tall + 1), random.integers(width - wide + 1)
            drawn[v] = np.sort(place[top : top + tall, left : left + wide].ravel())
    return drawn


def quartile(bins: Bins, y: Codes, classes: int, views: list[NDArray[np.intp]], trees: int, seed: int) -> Floats:
    """(n, classes) the lower quartile over views of out-of-bag chances; not normalised."""
    votes = np.empty((len(views), len(bins), classes), np.float32)
    label = y.astype(np.int32)
    for v, chosen in enumerate(views):
        part = np.ascontiguousarray(bins[:, chosen])
        votes[v] = oob(
            grow(part, label, classes, trees=trees, extra=True, seed=seed + 31 * v, threads=threads()),
            part,
            threads=threads(),
        )
    missing = np.isnan(votes)
    if missing.any():
        votes[missing] = 1.0  # a view that cannot judge a row does not lower its quartile
    return np.quantile(votes, 0.25, axis=0, method="lower").astype(np.float64)


def calibrated(chance: Floats, y: Codes, steps: int = 60) -> Floats:
    """``chance`` made to mean what it says: isotonic in the pooled pairs of (row, class)."""
    hit = np.zeros(chance.shape)
    hit[np.arange(len(y)), y] = 1.0
    flat, found = chance.ravel(), hit.ravel()
    edge = np.unique(np.quantile(flat, np.linspace(0, 1, steps)))
    cell = np.searchsorted(edge, flat, "right") - 1
    count = np.bincount(cell, minlength=len(edge)).astype(np.float64)
    held = count > 0
    level = np.bincount(cell, weights=found, minlength=len(edge))[held] / count[held]
    rising = _rising(level, count[held])
    centre = np.bincount(cell, weights=flat, minlength=len(edge))[held] / count[held]
    return np.interp(chance, centre, rising)


def _rising(level: Floats, weight: Floats) -> Floats:
    """Pool adjacent violators."""
    blocks: list[list[float]] = []
    for value, w in zip(level.tolist(), weight.tolist(), strict=True):
        blocks.append([value, w, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            b, a = blocks.pop(), blocks.pop()
            total = a[1] + b[1]
            blocks.append([(a[0] * a[1] + b[0] * b[1]) / total, total, a[2] + b[2]])
    return np.concatenate([np.full(int(block[2]), block[0]) for block in blocks])
