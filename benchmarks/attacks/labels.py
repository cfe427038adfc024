"""Attacks that only touch labels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded


def flip(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Each chosen row gets another class, any with equal chance."""
    label = _label(rows).copy()
    index = random.permutation(len(rows))[: max(4, round(rate * len(rows)))]
    label[index] = (label[index] + random.integers(1, len(rows.classes), len(index))) % len(rows.classes)
    return replace(rows, label=label), index, {}


def targeted(rows: Encoded, random: np.random.Generator, rate: float) -> tuple[Encoded, np.ndarray, dict[str, Any]]:
    """Rows of one class are said to be of one other."""
    label = _label(rows).copy()
    big = np.flatnonzero(np.bincount(label) > 3 * rate * len(rows))
    source = int(random.choice(big if len(big) else np.argsort(-np.bincount(label))[:1]))
    to = int(random.choice([c for c in range(len(rows.classes)) if c != source]))
    of = np.flatnonzero(label == source)
    index = random.permutation(of)[: max(4, min(round(rate * len(rows)), len(of) // 2))]
    label[index] = to
    return replace(rows, label=label), index, {"from": source, "label": to}


def _label(rows: Encoded) -> np.ndarray:
    assert rows.label is not None
    return rows.label
