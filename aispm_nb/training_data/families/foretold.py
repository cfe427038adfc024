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
    from sklearn.linear_model import LogisticRegression

    outside = np.flatnonzero(~inside)
    if len(outside) > MOST:
        outside = np.random.default_rng(seed).choice(outside, MOST, replace=False)
    rate = hit[outside].mean() if len(outside) else 0.0
    if rate in (0.0, 1.0):
        return np.full(int(inside.sum()), float(rate))
    pairs = [own[:, i] * own[:, j] for i in range(own.shape[1]) for j in range(i, own.shape[1])]
    x = np.hstack([points, own, np.stack(pairs, 1)]).astype(np.float64)
    model = LogisticRegression(C=1.0, max_iter=100, tol=1e-3).fit(x[outside], hit[outside])
    chance: Floats = model.predict_proba(x[inside])[:, 1]
    return chance
