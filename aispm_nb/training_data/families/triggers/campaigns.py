"""What a set holds three of, it holds of its own: somebody who plants a trigger plants one or two, the rules of a trade come in dozens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PLANTED = 2  # as many are taken for somebody's


def usual(found: Sequence[tuple[float, NDArray[np.intp]]]) -> float:
    """Of (nats, rows), largest nats first: the nats of the third that has rows of its own; 0 where there are no three."""
    apart: list[NDArray[np.intp]] = []
    for nats, rows in found:
        if all(2 * len(np.intersect1d(rows, other)) <= min(len(rows), len(other)) for other in apart):
            apart.append(rows)
            if len(apart) > PLANTED:
                return nats
    return 0.0
