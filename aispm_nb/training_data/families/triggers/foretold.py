"""What a smooth model that never saw a box's rows expects of them.

Forests step along the axes. Behind an oblique border they fill a corner that was left out with the wrong class, and the corner then
looks like a trigger. A logistic regression, linear in all columns and quadratic in those of the box, goes on straight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST = 6_000  # rows that it is fitted on


def smooth(
    points: NDArray[np.float32], own: Floats, hit: NDArray[np.bool_], inside: NDArray[np.bool_], seed: int
) -> Floats:
    """Chances (rows inside,) of ``hit``.

    Parameters
    ----------
    points : (n, m) all rows as points. own : (n, k) standardised values of the box's columns, without NaN.
    hit, inside : (n,) rows of the label; rows of the box, which are left out of the fit.
    """
    outside = np.flatnonzero(~inside)
    if len(outside) > MOST:
        outside = np.random.default_rng(seed).choice(outside, MOST, replace=False)
    rate = hit[outside].mean() if len(outside) else 0.0
    if rate in (0.0, 1.0):
        return np.full(int(inside.sum()), float(rate))
    pairs = [own[:, i] * own[:, j] for i in range(own.shape[1]) for j in range(i, own.shape[1])]
    x = np.column_stack([points, own, *pairs]).astype(np.float64)
    return _logistic(_fitted(x[outside], hit[outside].astype(np.float64)), x[inside])


def standardised(ranks: NDArray[np.int32], values: list[NDArray[np.float32]], columns: tuple[int, ...]) -> Floats:
    """(n, k) values of some columns about their medians, in standard deviations, cut at four; 0 where missing."""
    own = np.zeros((len(ranks), len(columns)))
    for k, column in enumerate(columns):
        known = ranks[:, column] >= 0
        value = values[column].astype(np.float64)[ranks[known, column]]
        own[known, k] = np.clip((value - np.median(value)) / (value.std() or 1.0), -4, 4)
    return own


def _logistic(weights: Floats, x: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(x @ weights[1:] + weights[0], -500, 500)))
    return chance


def _fitted(x: Floats, hit: Floats, steps: int = 50, tolerance: float = 1e-4) -> Floats:
    """Intercept and weights of a ridge-penalised logistic regression (scikit-learn's with C=1), by Newton's steps, halved
    while they do not help. Written out because scikit-learn's takes longer to import than to fit here: a quarter of a first use.
    """
    ridge = np.ones(x.shape[1] + 1)
    ridge[0] = 0.0
    full = np.hstack([np.ones((len(x), 1)), x])

    def loss(weights: Floats) -> float:
        score = full @ weights
        return float(np.logaddexp(0, score).sum() - score @ hit + ridge @ weights**2 / 2)

    weights = np.zeros(full.shape[1])
    here = loss(weights)
    for _ in range(steps):
        chance = _logistic(weights, x)
        slope = full.T @ (chance - hit) + ridge * weights
        curve = (full * (chance * (1 - chance))[:, None]).T @ full + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curve, slope)
        while (there := loss(weights - step)) > here and np.abs(step).max() > tolerance:
            step /= 2
        weights = weights - step
        if here - there <= tolerance * abs(here) * 1e-3:
            break
        here = there
    return weights
