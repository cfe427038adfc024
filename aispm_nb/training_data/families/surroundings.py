"""What neighbours, other columns, tails and grids say of rows: the outlier and the duplicate family, and the checks behind them.

An outlier is what its own columns do not foresee of each other (`.foreseen`) together with what neighbours say of it, up to ``NEAR``; or
what neighbours alone say (`.outlier`: strange rows that are alike foresee each other); values out of reach come on top (`.reach`). Many
rows that are strange in one way (a separator was lost) are each other's neighbours too: the tails of all columns tell them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded
from .crowd import Crowds
from .foreseen import Foreseen
from .grid import Grid
from .outlier import Gap
from .reach import Reach
from .tail import Tail

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Points = NDArray[np.float32]
Near = tuple[Floats, Codes]  # distances and indices among the reference

NEAR = 4.0  # nats of neighbours that count
HALF = 0.5
REACHED = 1.25
SURPRISING = 1.5  # nats from which a value is not foreseen
BEHIND = 1.0  # nats by which the tails of all columns together stand behind the other two
FORESEEN = 0.2  # of a value out of reach that the other columns fully foresee


@dataclass(frozen=True)
class Seen:
    """Of some rows: nats of both families, raw checks, and nats of each measure of strangeness."""

    outlier: Floats
    duplicate: Floats
    checks: dict[str, Floats]
    strange: dict[str, Floats]


@dataclass(frozen=True)
class Surroundings:
    """Learned from the reference."""

    gaps: tuple[Gap, Gap]  # among clipped values, among ranks
    foreseen: Foreseen
    company: Tail  # of what columns and neighbours say together
    crowds: Crowds
    grid: Grid
    tails: Tail
    reach: Reach

    @classmethod
    def of(cls, shared: Shared) -> tuple[Surroundings, Seen]:
        clipped, far = Gap.of(*shared.near)
        ranked, odd = Gap.of(*shared.near_ranked)
        crowds, crowd, _ = Crowds.of(*shared.near)
        numbers, space = shared.rows.numbers, shared.space
        foreseen, strange, values = Foreseen.of(numbers, space.varied, shared.all_bins, shared.seed)
        reach, beyond = Reach.of(numbers[:, space.numeric], _factors(foreseen, values, space.numeric))
        far = np.maximum(far, odd)
        joined = _joined(strange, far)
        company = Tail.of(joined, 0.8, 0.96)
        tails = Tail.of(space.tails(shared.ranked))
        made = cls((clipped, ranked), foreseen, company, crowds, Grid.of(numbers), tails, reach)
        outlier = np.maximum(company(joined), far) + REACHED * beyond
        return made, made._seen(shared, shared.rows, shared.ranked, outlier, strange, crowd, shared.near[0])

    def score(self, shared: Shared, batch: Encoded, ranked: Points, near: Near, near_ranked: Near) -> Seen:
        """Rows outside the reference, by their neighbours in it; ``ranked`` they as points."""
        far = np.maximum(self.gaps[0].score(*near), self.gaps[1].score(*near_ranked))
        strange, values = self.foreseen.score(batch.numbers, shared.space.varied, shared.binned(batch))
        numeric = shared.space.numeric
        beyond = self.reach(batch.numbers[:, numeric], _factors(self.foreseen, values, numeric))
        outlier = np.maximum(self.company(_joined(strange, far)), far) + REACHED * beyond
        return self._seen(shared, batch, ranked, outlier, strange, self.crowds.score(*near), near[0])

    def _seen(self, shared: Shared, rows: Encoded, ranked: Points, far: Floats, strange: Floats, crowd: Floats,
              distance: Floats) -> Seen:  # fmt: skip
        off, tails = self.grid(rows.numbers), shared.space.tails(ranked)
        duplicate = np.maximum(crowd, off)
        checks = {
            "knn_distance": distance[:, min(9, distance.shape[1] - 1)],
            "nearest_distance": distance[:, 0],
            "off_grid": off,
            "tails": tails,
            "unforeseen": strange,
        }
        extreme = self.tails(tails)
        measures = {"far from their neighbours": far, "crowded": duplicate, "in the tails": extreme}
        return Seen(np.maximum(far, extreme - BEHIND), duplicate, checks, measures)


def _joined(strange: Floats, far: Floats) -> Floats:
    return strange + HALF * np.minimum(far, NEAR)


def _factors(foreseen: Foreseen, values: Floats, numeric: NDArray[np.intp]) -> dict[int, Floats]:
    """Position among the ``numeric`` columns -> (n,) how far a value there is unforeseen."""
    held = {int(column): k for k, column in enumerate(foreseen.columns)}
    return {
        at: np.clip(values[:, held[int(column)]] / SURPRISING, FORESEEN, 1.0)
        for at, column in enumerate(numeric)
        if int(column) in held
    }
