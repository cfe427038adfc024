"""Which other label rows bear that equal a row in every column: one of the two must be wrong, or the columns do not tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoded import MISSING, Encoded
from .equal import keys_of

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Conflicts:
    """The labels of the distinct rows of the reference, by hash (``seed`` is new each time, as in `.equal`).

    Attributes
    ----------
    key : (u,) sorted. often, next : (u,) the label that most of them bear (the lowest code of several), and the one after that;
        ``MISSING`` where there is none.
    """

    seed: int
    key: NDArray[np.uint64]
    often: Codes
    next: Codes

    @classmethod
    def of(cls, rows: Encoded, label: NDArray[np.int32]) -> Conflicts:
        """``label`` (n,) below 0 where there is none."""
        seed = int(np.random.default_rng().integers(1 << 63))
        key, at = np.unique(keys_of(rows, seed), return_inverse=True)
        known = np.flatnonzero(label != MISSING)
        pair, count = np.unique(np.stack([at[known], label[known]]), axis=1, return_counts=True)
        order = np.lexsort((pair[1], -count, pair[0]))
        of, code = pair[0][order], pair[1][order].astype(np.int64)
        first = np.searchsorted(of, np.arange(len(key)))
        padded = np.append(code, [MISSING, MISSING])
        owner = np.append(of, [-1, -1])
        found = [np.where(owner[first + i] == np.arange(len(key)), padded[first + i], MISSING) for i in (0, 1)]
        return cls(seed, key, *found)

    def score(self, rows: Encoded, label: NDArray[np.int32]) -> tuple[Floats, Floats]:
        """(m,) 1 where rows of the reference that equal a row bear another label, else 0; (m,) the code of the commonest of those.

        The first is NaN for a row without a label, the second where there is no other label.
        """
        keys = keys_of(rows, self.seed)
        if not len(self.key):
            return np.where(label == MISSING, np.nan, 0.0), np.full(len(keys), np.nan)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        other = np.where(self.often[at] == label, self.next[at], self.often[at])
        there = (self.key[at] == keys) & (label != MISSING) & (other != MISSING)
        return np.where(label == MISSING, np.nan, there.astype(np.float64)), np.where(there, other, np.nan)
