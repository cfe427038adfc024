"""Words that look put in: without them the text goes on as other texts do, with them it goes on as none does.

The idea of ONION (Qi et al. 2021, a language model's surprise falls when a trigger is left out) with the pairs of the texts
themselves as the model: of each place of a word, whether its two neighbours stand side by side in another row, less whether
the word's own pairs do. A rank among words about as frequent makes nats of it: Exp(1) for words that nobody planted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded
from .words import singles

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

FEWEST = 4  # rows of a word that is compared
ALIKE = 300  # words on each side, by frequency, that one is compared with
LONGEST = 6  # words of a phrase that is taken out as a whole
EDGE = 0  # the code of a text's beginning and end


@dataclass(frozen=True)
class Inserted:
    """The words of all texts in a line, an edge between texts.

    Attributes
    ----------
    code : word -> code. line : (t,) codes; ``row`` (t,) of each.
    pair : sorted pairs of neighbours; ``rows`` how many rows have each; ``own`` sorted (pair, row).
    frequent, degree : of words in ``FEWEST`` rows or more, by frequency: rows, and how much each looks put in.
    nats : word -> nats of those.
    """

    code: dict[str, int]
    line: Codes
    row: Codes
    pair: Codes
    rows: Codes
    own: Codes
    frequent: Codes
    degree: Floats
    nats: dict[str, float]

    @classmethod
    def of(cls, texts: Encoded) -> Inserted:
        code: dict[str, int] = {}
        line, row = [EDGE], [0]
        for column in texts.texts.values():
            for i, text in enumerate(column):
                line += [code.setdefault(word, len(code) + 1) for word in singles(text)] + [EDGE]
                row += [i] * (len(line) - len(row))
        made = cls._paired(code, np.array(line, np.int64), np.array(row, np.int64))
        words = np.flatnonzero(made.line != EDGE)
        _, first = np.unique(made.line[words] * (made.row.max() + 1) + made.row[words], return_index=True)
        at = words[np.sort(first)]  # one place of each word and row
        gain = made._gain(at, at)
        size = len(code) + 1
        count = np.bincount(made.line[at], minlength=size)
        degree = np.bincount(made.line[at], weights=gain, minlength=size) / np.sqrt(count + 2)
        order = np.argsort(count, kind="stable")
        order = order[count[order] >= FEWEST]
        made.nats.update(_ranked(degree[order], order, list(code)))
        return cls(
            made.code, made.line, made.row, made.pair, made.rows, made.own, count[order], degree[order], made.nats
        )

    @classmethod
    def _paired(cls, code: dict[str, int], line: Codes, row: Codes) -> Inserted:
        size, many = len(code) + 1, int(row.max()) + 1
        of = np.where(line[:-1] == EDGE, row[1:], row[:-1])
        own = np.unique((line[:-1] * size + line[1:]) * many + of)
        pair, rows = np.unique(own // many, return_counts=True)
        return cls(code, line, row, pair, rows.astype(np.int64), own, np.zeros(0, np.int64), np.zeros(0), {})

    def phrase(self, first: str, together: set[str]) -> float:
        """Nats of ``first`` (a word or a pair) when the run of words of ``together`` that it stands in is taken out."""
        words = first.split(" ")
        if not len(self.degree) or any(word not in self.code for word in words):
            return 0.0
        start = np.flatnonzero(self.line[: len(self.line) - len(words)] == self.code[words[0]])
        end = start + len(words) - 1
        if len(words) > 1:
            there = self.line[end] == self.code[words[-1]]
            start, end = start[there], end[there]
        _, once = np.unique(self.row[start], return_index=True)
        start, end = start[once], end[once]
        if len(start) < FEWEST:
            return 0.0
        inside = np.zeros(len(self.code) + 1, dtype=bool)
        inside[[self.code[word] for word in together if word in self.code]] = True
        for _ in range(LONGEST):
            start = np.where(inside[self.line[start - 1]], start - 1, start)
            end = np.where(inside[self.line[np.minimum(end + 1, len(self.line) - 1)]], end + 1, end)
        degree = float(self._gain(start, end).sum() / np.sqrt(len(start) + 2))
        middle = int(np.searchsorted(self.frequent, len(start)))
        alike = self.degree[max(middle - ALIKE, 0) : middle + ALIKE]
        return float(np.log((len(alike) + 1) / ((alike >= degree).sum() + 1)))

    def _gain(self, start: Codes, end: Codes) -> Floats:
        """(k,) of runs ``start`` … ``end``: 1 if the text would go on as in another row without it, less what it does with it."""
        size, many = len(self.code) + 1, int(self.row.max()) + 1
        before, after = self.line[start - 1], self.line[end + 1]
        closed = before * size + after
        mine = closed * many + self.row[start]
        at = np.minimum(np.searchsorted(self.own, mine), len(self.own) - 1)
        others = self._count(closed) - (self.own[at] == mine)
        left = self._count(before * size + self.line[start]) > 1
        right = self._count(self.line[end] * size + after) > 1
        return np.asarray((others > 0) - 0.5 * left - 0.5 * right, dtype=np.float64)

    def _count(self, pair: Codes) -> Codes:
        at = np.minimum(np.searchsorted(self.pair, pair), len(self.pair) - 1)
        return np.where(self.pair[at] == pair, self.rows[at], 0)


def _ranked(degree: Floats, order: Codes, names: list[str]) -> dict[str, float]:
    """Nats of words, ``degree`` by frequency: −ln of the share of words about as frequent that look put in as much."""
    nats: dict[str, float] = {}
    for begin in range(0, len(order), 100):
        alike = np.sort(degree[max(begin - ALIKE, 0) : begin + 100 + ALIKE])
        block = degree[begin : begin + 100]
        reached = len(alike) - np.searchsorted(alike, block, "left")
        for k, value in zip(order[begin : begin + 100].tolist(), np.log(len(alike) / reached).tolist(), strict=True):
            nats[names[k - 1]] = value
    return nats
