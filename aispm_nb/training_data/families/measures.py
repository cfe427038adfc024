"""Known measures of rows, as columns beside the families' scores: each in its own unit, none of them merged.

They say what a family's score rests on, in terms that are found in papers, and cost little beside what is computed
already: the graph of neighbours and the chances of trees that did not see a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import MISSING, Encoded
from ..kernels.lof import lof
from ..kernels.shapley import shapley
from ..kernels.vote import disagreement
from .directions import Directions
from .equal import Equal
from .far_out import FarOut

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Points = NDArray[np.float32]
Near = tuple[Floats, Codes]  # distances and indices among the reference

AROUND = 20  # neighbours of the local outlier factor
VOTERS = 10  # neighbours that vote, and that a row is worth something to


@dataclass(frozen=True)
class Measures:
    """Learned from the reference; ``own`` are the columns of its rows, each (n,).

    - ``lof``: the local outlier factor, about 1 inside (Breunig et al. 2000).
    - ``ecod``: nats of the tails of all columns (Li et al. 2022).
    - ``equal_rows``: how many other rows of the reference equal it; ``conflicting_label``: 1 where one of them bears
      another label.
    - ``neighbour_disagreement``: the share of its neighbours that bear another label.
    - ``shapley``: what it is worth to a nearest-neighbour classifier, judged by all other rows (Jia et al. 2019); below
      0 it does harm. Only rows of the reference have one.
    - ``spectral``: its square along the strongest direction of its class, over the mean (Tran et al. 2018).

    The last three where there are classes. NaN where a row has no label.
    """

    equal: Equal
    far_out: FarOut
    directions: Directions | None
    graph: tuple[NDArray[np.float32], NDArray[np.int32]] | None
    own: dict[str, Floats]

    @classmethod
    def of(cls, shared: Shared, placed: bool, classes: bool) -> Measures:
        """``placed``: rows can be compared by distance. ``classes``: their labels can be judged."""
        rows = shared.rows
        equal, count, conflict = Equal.of(rows)
        far_out, ecod = FarOut.of(rows.numbers)
        own = {"ecod": ecod, "equal_rows": count}
        graph, directions = None, None
        if placed:
            graph = _first(shared.near)
            own["lof"] = lof(*graph).astype(np.float64)
        if rows.label is not None:
            own["conflicting_label"] = conflict
        if classes:
            at, y = shared.labelled, shared.y.astype(np.int32)
            near = shared.near_labelled.astype(np.int32)
            own["neighbour_disagreement"] = _spread(disagreement(near[:, :VOTERS], y, y), at, shared.n)
            own["shapley"] = _spread(shapley(near, y, y, VOTERS), at, shared.n)
            label = rows.label
            assert label is not None
            directions = Directions.of(shared.clipped, label.astype(np.int64))
            own["spectral"] = directions.score(shared.clipped, label.astype(np.int64))
        return cls(equal, far_out, directions, graph, own)

    def score(
        self, shared: Shared, batch: Encoded, clipped: Points, near: Near, among: Codes | None
    ) -> dict[str, Floats]:
        """The same columns for rows outside the reference.

        ``clipped`` (m, d) them as points, ``near`` their nearest in the reference, ``among`` positions of the nearest
        that have a label, when labels can be judged.
        """
        count, conflict = self.equal.score(batch)
        found = {"ecod": self.far_out.score(batch.numbers), "equal_rows": count}
        if self.graph is not None:
            found["lof"] = lof(*_first(near), self.graph).astype(np.float64)
        if "conflicting_label" in self.own:
            found["conflicting_label"] = conflict
        if self.directions is not None:
            label = np.full(len(batch), MISSING, np.int32) if batch.label is None else batch.label
            if among is None:
                found["neighbour_disagreement"] = np.full(len(batch), np.nan)
            else:
                voters = among[:, :VOTERS].astype(np.int32)
                found["neighbour_disagreement"] = disagreement(voters, shared.y.astype(np.int32), label).astype(
                    np.float64
                )
            found["shapley"] = np.full(len(batch), np.nan)
            found["spectral"] = self.directions.score(clipped, label.astype(np.int64))
        return found


def _first(near: Near) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    return near[0][:, :AROUND].astype(np.float32), near[1][:, :AROUND].astype(np.int32)


def _spread(values: NDArray[np.float32] | Floats, at: Codes, n: int) -> Floats:
    """(n,) with NaN elsewhere."""
    made = np.full(n, np.nan)
    made[at] = values
    return made
