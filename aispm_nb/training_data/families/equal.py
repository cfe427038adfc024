"""Rows that equal rows of a reference in every column, texts too, and whether those bear the same label."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ..encoded import MISSING, Encoded
from ..kernels.hashes import hashed

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Keys = NDArray[np.uint64]

NO_LABEL = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Equal:
    """The distinct rows of the reference, by hash (``seed`` is new each time, so that nobody can prepare a collision).

    Attributes
    ----------
    key, count : (u,) sorted hashes and how many rows have each.
    least, most : (u,) the lowest and highest label code among them; ``NO_LABEL`` and ``MISSING`` where none has one.
    """

    seed: int
    key: Keys
    count: Codes
    least: Codes
    most: Codes

    @classmethod
    def of(cls, rows: Encoded) -> tuple[Equal, Floats, Floats]:
        """Also ``score`` of the reference itself, each row left out."""
        seed = int(np.random.default_rng().integers(1 << 63))
        key, at, count = np.unique(_keys(rows, seed), return_inverse=True, return_counts=True)
        least, most = np.full(len(key), NO_LABEL, np.int64), np.full(len(key), MISSING, np.int64)
        if rows.label is not None:
            known = rows.label != MISSING
            np.minimum.at(least, at[known], rows.label[known].astype(np.int64))
            np.maximum.at(most, at[known], rows.label[known].astype(np.int64))
        made = cls(seed, key, count.astype(np.int64), least, most)
        return made, *made._said(at.astype(np.int64), np.ones(len(rows), bool), rows.label, 1)

    def score(self, rows: Encoded) -> tuple[Floats, Floats]:
        """(m,) how many rows of the reference equal each; (m,) 1 where one of those bears another label, else 0.

        The second is NaN for a row without a label.
        """
        keys = _keys(rows, self.seed)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return self._said(at.astype(np.int64), self.key[at] == keys, rows.label, 0)

    def _said(
        self, at: Codes, there: NDArray[np.bool_], label: NDArray[np.int32] | None, own: int
    ) -> tuple[Floats, Floats]:
        count = np.where(there, self.count[at] - own, 0).astype(np.float64)
        if label is None:
            return count, np.full(len(at), np.nan)
        labelled = there & (self.most[at] != MISSING)
        other = labelled & ((self.least[at] != label) | (self.most[at] != label))
        return count, np.where(label == MISSING, np.nan, other.astype(np.float64))


def _keys(rows: Encoded, seed: int) -> Keys:
    keys = hashed(rows.numbers, seed)
    for name, column in rows.texts.items():
        salt = name.encode("utf-8", "replace") + seed.to_bytes(8, "little")
        made = [blake2b(text.encode("utf-8", "replace") + salt, digest_size=8).digest() for text in column]
        keys = keys ^ np.frombuffer(b"".join(made), np.uint64)
    return keys
