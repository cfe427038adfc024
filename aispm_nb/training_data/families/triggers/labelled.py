"""Rows with their labels and what is expected of these: what is searched for triggers, and what is found there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .box import Box, likelihood_ratio
from .ranked import Ranked

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]

AGAINST = (0.35, 0.55)  # chances of a label below which the rest of a row speaks against it
LEAST = 4.0  # nats of evidence below which nothing is kept
SMOOTH = 6.0  # nats that a repeated value must make up for
RAREST = 0.02  # chance of a label that nothing speaks for: some labels are wrong


@dataclass(frozen=True)
class Found:
    """A box, its class and its evidence in nats; ``share`` of the hits that are in excess; nats of the ``density`` alone."""

    box: Box
    label: int
    evidence: float
    share: float
    density: float = 0.0


@dataclass(frozen=True)
class Labelled:
    """``rows``, their labels ``y`` (n,) and the chances ``expected`` (n, classes) of these.

    ``without`` (rows) gives the chances (n, classes) by models fitted without those rows; ``points`` (n, m) are the rows.
    """

    rows: Ranked
    y: Codes
    expected: Floats
    without: Callable[[Mask], Floats]
    points: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        numbers: NDArray[np.float32],
        y: Codes,
        expected: Floats,
        without: Callable[[Mask], Floats],
        points: NDArray[np.float32],
        nominal: Mask,
    ) -> Labelled:
        """Of ``numbers`` (n, d), missing as NaN; ``nominal`` (d,) which columns hold categories."""
        return cls(Ranked.of(numbers, nominal), y, np.maximum(expected, RAREST), without, points)

    @property
    def classes(self) -> int:
        return int(self.expected.shape[1])

    def inside(self, box: Box) -> Mask:
        """(n,) which rows lie in the box."""
        return box.holds(self.rows.ranks)

    def hits(self, box: Box, label: int) -> Mask:
        """(n,) which rows lie in the box and bear the label."""
        hit: Mask = self.inside(box) & (self.y == label)
        return hit

    def measured(self, box: Box, label: int) -> Box:
        """The box with its log-likelihood ratio, O and E over all rows in it."""
        inside = self.inside(box)
        hit = float((self.y[inside] == label).sum())
        ratio, hit, due = likelihood_ratio(hit, float(self.expected[inside, label].sum()), float(inside.sum()))
        return box._replace(ratio=ratio, observed=hit, expected=due)
