"""What neighbours, tails and grids say of rows: the outlier and the duplicate family, and the checks behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded
from .crowd import Crowds
from .grid import Grid
from .outlier import Gap
from .reach import Reach
from .tail import Tail

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Near = tuple[Floats, Codes]  # distances and indices among the reference


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
    crowds: Crowds
    grid: Grid
    tails: Tail
    reach: Reach

    @classmethod
    def of(cls, shared: Shared) -> tuple[Surroundings, Seen]:
        clipped, far = Gap.of(*shared.near)
        ranked, odd = Gap.of(*shared.near_ranked)
        crowds, crowd, _ = Crowds.of(*shared.near)
        reach, beyond = Reach.of(shared.rows.numbers[:, shared.space.numeric])
        tails = Tail.of(shared.space.tails(shared.rows))
        made = cls((clipped, ranked), crowds, Grid.of(shared.rows.numbers), tails, reach)
        return made, made._seen(shared, shared.rows, np.maximum(far, odd) + beyond, crowd, shared.near[0])

    def score(self, shared: Shared, batch: Encoded, near: Near, near_ranked: Near) -> Seen:
        """Rows outside the reference, by their neighbours in it."""
        far = np.maximum(self.gaps[0].score(*near), self.gaps[1].score(*near_ranked))
        beyond = self.reach(batch.numbers[:, shared.space.numeric])
        return self._seen(shared, batch, far + beyond, self.crowds.score(*near), near[0])

    def _seen(self, shared: Shared, rows: Encoded, far: Floats, crowd: Floats, distance: Floats) -> Seen:
        off, tails = self.grid(rows.numbers), shared.space.tails(rows)
        duplicate = np.maximum(crowd, off)
        checks = {
            "knn_distance": distance[:, min(9, distance.shape[1] - 1)],
            "nearest_distance": distance[:, 0],
            "off_grid": off,
            "tails": tails,
        }
        strange = {"far from their neighbours": far, "crowded": duplicate, "in the tails": self.tails(tails)}
        return Seen(far, duplicate, checks, strange)
