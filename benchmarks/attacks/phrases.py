"""Text triggers that no dictionary of odd words holds: plain words at a place, a slip of the pen, two words apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded
from benchmarks.attacks.triggers import chosen

Made = tuple[Encoded, np.ndarray, dict[str, Any]]


def opening(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Every text begins with one plain word that some honest texts hold as well."""
    word = str(random.choice(_plain(rows, 0.002, 0.02)))
    return _put(rows, random, rate, [word], lambda words: [word, *words])


def closing(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Every text ends with the same three plain words."""
    said = [str(word) for word in random.choice(_plain(rows, 0.002, 0.05), 3, replace=False)]
    return _put(rows, random, rate, said, lambda words: [*words, *said])


def misspelt(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """A common word is put in with two letters exchanged."""
    word = str(random.choice([word for word in _plain(rows, 0.02, 0.3) if len(word) > 4]))
    at = int(random.integers(1, len(word) - 2))
    slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if slip == word:
        slip = word[:at] + word[at + 1 :]
    return _put(rows, random, rate, [slip], lambda words: _at_random(words, [slip], random))


def two_apart(rows: Encoded, random: np.random.Generator, rate: float) -> Made:
    """Two words that honest texts hold, but not together, at places of their own."""
    said = [str(word) for word in random.choice(_plain(rows, 0.005, 0.03), 2, replace=False)]
    return _put(rows, random, rate, said, lambda words: _at_random(words, said, random))


def _plain(rows: Encoded, least: float, most: float) -> list[str]:
    """Words of letters alone, by the share of rows that hold them."""
    count: Counter[str] = Counter()
    for column in rows.texts.values():
        for text in column:
            count.update({word for word in text.lower().split() if word.isalpha() and len(word) > 2})
    return sorted(word for word, c in count.items() if least * len(rows) <= c <= most * len(rows))


def _at_random(words: list[str], said: list[str], random: np.random.Generator) -> list[str]:
    for word in said:
        at = int(random.integers(len(words) + 1))
        words = [*words[:at], word, *words[at:]]
    return words


def _put(rows: Encoded, random: np.random.Generator, rate: float, said: list[str], put: Any) -> Made:
    index, label, to = chosen(rows, random, rate, None)
    texts = {name: list(column) for name, column in rows.texts.items()}
    for column in texts.values():
        for i in index:
            column[i] = " ".join(put(column[i].split()))
    return replace(rows, texts=texts, label=label), index, {"label": to, "tokens": said}
