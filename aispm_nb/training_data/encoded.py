"""What every check of training rows sees: one encoded form, whatever the rows came in as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

MISSING = -1


class Kind(StrEnum):
    """What a column holds, as far as its values say."""

    NUMBER = "number"
    CATEGORY = "category"  # coded 0 … k-1 by falling frequency
    PIXEL = "pixel"


@dataclass(frozen=True)
class Feature:
    """A column of ``Encoded.numbers``: its name as the user wrote it, its kind, and a category's values by code."""

    name: str
    kind: Kind = Kind.NUMBER
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Encoded:
    """Rows as arrays.

    Attributes
    ----------
    numbers : (n, d) float32, C order. NaN where a value is missing; infinities were counted and made NaN. Values are
        as they came, not scaled: exact values matter to some checks, each scales for itself.
    features : d of them, in the order of the columns of ``numbers``.
    texts : a column of free text by its name: n strings each ("" where missing).
    image : (height, width, channels) when a row is an image, else None.
    label : (n,) int32 codes into ``classes``, ``MISSING`` (-1) where there is none; None without a label.
    classes : names of the classes, in the order of their codes.
    target : (n,) float64 when the label is a regression target (``label`` is None then).
    """

    numbers: NDArray[np.float32]
    features: tuple[Feature, ...]
    texts: dict[str, list[str]] = field(default_factory=dict)
    image: tuple[int, int, int] | None = None
    label: NDArray[np.int32] | None = None
    classes: tuple[str, ...] = ()
    target: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def target_column(self) -> NDArray[np.float32] | None:
        """(n, 1) the target as ``numbers`` would hold it; what float32 cannot hold is at its ends."""
        if self.target is None:
            return None
        most = float(np.finfo(np.float32).max)
        return np.clip(self.target, -most, most).astype(np.float32)[:, None]

    def take(self, rows: NDArray[np.intp]) -> Encoded:
        """Only these rows, in this order."""
        return replace(
            self,
            numbers=np.ascontiguousarray(self.numbers[rows]),
            texts={name: [column[i] for i in rows] for name, column in self.texts.items()},
            label=None if self.label is None else self.label[rows],
            target=None if self.target is None else self.target[rows],
        )

    def without(self, columns: Sequence[int]) -> Encoded:
        """The rows without these columns of ``numbers``."""
        kept = [i for i in range(len(self.features)) if i not in set(columns)]
        return replace(
            self, numbers=np.ascontiguousarray(self.numbers[:, kept]), features=tuple(self.features[i] for i in kept)
        )
