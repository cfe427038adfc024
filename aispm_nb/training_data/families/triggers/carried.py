"""What rows have in common and others have not: the columns of a trigger, read off the rows that carry it.

The scan stops at the first columns that explain the label; a patch of four pixels is explained by one. Here every column
is asked how few other rows lie in the range that the carriers keep to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .box import Box, Ranks

Floats = NDArray[np.float64]

RAREST = 0.25
SHARE = 0.4  # of the largest gain that a column must bring
ENOUGH = 3.5  # nats a row beyond which a column's gain is not compared
MOST = 12


def carried(ranks: Ranks, nominal: NDArray[np.bool_], carriers: NDArray[np.bool_]) -> Box | None:
    """Columns and ranges (90 % of the carriers lie in each) that few others share; of ``nominal`` columns single values."""
    many, rest = int(carriers.sum()), ~carriers
    if many < 3 or not rest.any():
        return None
    held = np.sort(ranks[carriers], axis=0)
    cut = int(0.05 * many)
    low, high = held[cut], held[many - 1 - cut]
    others = ranks[rest]
    share = (((others >= low) & (others <= high)).sum(0) + 0.5) / (rest.sum() + 1)
    gain = np.minimum(-np.log(share), ENOUGH)
    chosen = np.flatnonzero((gain >= SHARE * gain.max()) & (share <= RAREST) & (~nominal | (low == high)))
    chosen = np.sort(chosen[np.argsort(-gain[chosen])[:MOST]])
    if not len(chosen):
        return None
    columns = tuple(chosen.tolist())
    return Box(0.0, columns, tuple(low[chosen].tolist()), tuple(high[chosen].tolist()), float(many), 0.0)
