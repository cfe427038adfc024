"""Free text as features: which tokens a row holds, and where it lies among the other texts.

Tokens are words and runs of signs, lower-cased, with pairs of neighbours: a trigger may be a rare word, a sign nobody
types, or two plain words side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\w\s]+|_+")
MOST_TOKENS = 60_000
PARTS = 24


def singles(text: str) -> list[str]:
    """Words and signs in their order."""
    return _TOKEN.findall(text.lower())


def tokens(text: str) -> list[str]:
    """Words and signs, then neighbouring pairs, joined by a space."""
    single = singles(text)
    return single + [f"{a} {b}" for a, b in pairwise(single)]


@dataclass
class Words:
    """A vocabulary of the reference's texts, its weights and its main directions.

    Attributes
    ----------
    vocabulary : token -> column, of tokens seen in at least two rows.
    """

    vocabulary: dict[str, int]
    names: list[str]
    rarity: NDArray[np.float64]
    main: Any = None
    scale: float = 1.0
    _last: tuple[int, Any] = field(default=(0, None), repr=False)

    @classmethod
    def of(cls, rows: Encoded, seed: int) -> Words | None:
        if not rows.texts or len(rows) < 4:
            return None
        count: dict[str, int] = {}
        for held in held_tokens(rows):
            for token in held:
                count[token] = count.get(token, 0) + 1
        kept = sorted((token for token, c in count.items() if c >= 2), key=lambda token: (-count[token], token))
        kept = kept[:MOST_TOKENS]
        if len(kept) < 2:
            return None
        rarity = np.array([np.log((1 + len(rows)) / (1 + count[token])) + 1 for token in kept])
        made = cls({token: k for k, token in enumerate(kept)}, kept, rarity)
        made._learn(rows, seed)
        return made

    def held(self, rows: Encoded) -> Any:
        """(n, v) scipy CSR of 0 and 1: which row holds which token."""
        from scipy.sparse import csr_matrix

        if self._last[0] == id(rows):
            return self._last[1]
        columns, starts = [], [0]
        for held in held_tokens(rows):
            columns.extend(sorted(self.vocabulary[token] for token in held if token in self.vocabulary))
            starts.append(len(columns))
        made = csr_matrix(
            (np.ones(len(columns)), np.array(columns, dtype=np.int32), np.array(starts)),
            shape=(len(rows), len(self.names)),
        )
        self._last = (id(rows), made)
        return made

    def weighted(self, rows: Encoded) -> Any:
        """(n, v) the same, weighted by rarity and scaled to unit length."""
        made = self.held(rows).multiply(self.rarity[None, :]).tocsr()
        length = np.sqrt(np.asarray(made.multiply(made).sum(1))).ravel()
        made.data /= np.maximum(np.repeat(length, np.diff(made.indptr)), 1e-12)
        return made

    def components(self, rows: Encoded) -> NDArray[np.float32]:
        """(n, PARTS) main directions, scaled to unit variance in the mean."""
        return np.asarray((self.weighted(rows) @ self.main) * self.scale, dtype=np.float32)

    def _learn(self, rows: Encoded, seed: int) -> None:
        from sklearn.utils.extmath import randomized_svd

        weighted = self.weighted(rows)
        parts = min(PARTS, min(weighted.shape) - 1)
        self.main = randomized_svd(weighted, parts, random_state=seed, n_iter=3)[2].T
        spread = float(np.sqrt(np.mean((weighted @ self.main).var(0))))
        self.scale = 1 / spread if spread > 0 else 1.0


def held_tokens(rows: Encoded) -> list[set[str]]:
    """The tokens of each row's texts."""
    columns = list(rows.texts.values())
    if not columns:
        return [set()] * len(rows)
    return [set().union(*(tokens(column[i]) for column in columns)) for i in range(len(rows))]
