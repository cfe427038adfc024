"""Rows that equal rows of a reference in every column, texts too."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded
from ..kernels.hashes import hashed

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Equal:
    """The distinct rows of the reference, by hash (``seed`` is new each time, so that nobody can prepare a collision).

    Attributes
    ----------
    key, count : (u,) sorted hashes and how many rows have each.
    """

    seed: int
    key: Keys
    count: Codes

    @classmethod
    def of(cls, rows: Encoded) -> tuple[Equal, Floats]:
        """Also ``score`` of the reference itself, each row left out."""
        seed = int(np.random.default_rng().integers(1 << 63))
        key, at, count = np.unique(keys_of(rows, seed), return_inverse=True, return_counts=True)
        return cls(seed, key, count.astype(np.int64)), (count[at] - 1).astype(np.float64)

    def score(self, rows: Encoded) -> Floats:
        """(m,) how many rows of the reference equal each."""
        keys = keys_of(rows, self.seed)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return np.where(self.key[at] == keys, self.count[at], 0).astype(np.float64)


def keys_of(rows: Encoded, seed: int) -> Keys:
    """(n,) a hash of each row, of its texts too; equal rows have equal ones."""
    keys = hashed(rows.numbers, seed)
    for name, column in rows.texts.items():
        salt = name.encode("utf-8", "replace") + seed.to_bytes(8, "little")
        made = [blake2b(text.encode("utf-8", "replace") + salt, digest_size=8).digest() for text in column]
        keys = keys ^ np.frombuffer(b"".join(made), np.uint64)
    return keys
