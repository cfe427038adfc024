"""What families share, each computed once and only when asked for: spaces, neighbours, the posterior."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .encoded import MISSING, Encoded
from .families.crowd import MOST
from .families.label import surely_wrong
from .families.outlier import AROUND
from .families.posterior import BALLOT, Bins, Posterior, forests, vote
from .families.space import Points, Space
from .families.views import calibrated, columns, quartile
from .families.wording import Wording
from .families.words import Words
from .kernels.binning import binned, edges
from .kernels.neighbours import laid_out, neighbours
from .kernels.neighbours_cells import Cells
from .kernels.processors import threads

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass
class Budget:
    """How much is spent for ``n`` rows: what a small set can afford, a large one need not."""

    trees: int
    views: int
    view_trees: int
    nulls: int

    @classmethod
    def of(cls, n: int) -> Budget:
        if n <= 3_000:
            return cls(trees=200, views=24, view_trees=12, nulls=10)
        if n <= 12_000:
            return cls(trees=60, views=16, view_trees=6, nulls=3)
        return cls(trees=40, views=12, view_trees=5, nulls=2)


class Shared:
    """Of the reference rows. ``labelled``: those with a label; classes are counted among them."""

    def __init__(self, rows: Encoded, seed: int) -> None:
        self.rows, self.seed, self.n = rows, seed, len(rows)
        self.budget = Budget.of(self.n)

    @cached_property
    def words(self) -> Words | None:
        return Words.of(self.rows, self.seed)

    @cached_property
    def space(self) -> Space:
        return Space.of(self.rows, self.words)

    @cached_property
    def clipped(self) -> Points:
        return self.space.clipped(self.rows)

    @cached_property
    def ranked(self) -> Points:
        return self.space.ranked(self.rows)

    @cached_property
    def edges(self) -> Points:
        return edges(self.space.trees(self.rows))

    def binned(self, rows: Encoded) -> Bins:
        """(n, m) bins of what trees see."""
        return binned(self.space.trees(rows), self.edges)

    @cached_property
    def all_bins(self) -> Bins:
        return self.binned(self.rows)

    @cached_property
    def bins(self) -> Bins:
        """(labelled, m) of the reference rows that have a label."""
        return np.ascontiguousarray(self.all_bins[self.labelled])

    @cached_property
    def near(self) -> tuple[Floats, Codes]:
        """Distances and indices (n, ≤ 41) in clipped space, ascending, without the row itself."""
        return nearest(self.clipped, None, MOST, self.cells)

    @cached_property
    def near_ranked(self) -> tuple[Floats, Codes]:
        return nearest(self.ranked, None, AROUND, self.cells_ranked)

    @cached_property
    def cells(self) -> Cells | None:
        """The clipped points as searches look through them; None where there is nothing to search."""
        return laid_out(self.clipped, threads=threads()) if self.clipped.size else None

    @cached_property
    def cells_ranked(self) -> Cells | None:
        return laid_out(self.ranked, threads=threads()) if self.ranked.size else None

    # --- labels

    @cached_property
    def labelled(self) -> Codes:
        label = self.rows.label
        return np.zeros(0, np.int64) if label is None else np.flatnonzero(label != MISSING)

    @cached_property
    def y(self) -> Codes:
        assert self.rows.label is not None
        return self.rows.label[self.labelled].astype(np.int64)

    @cached_property
    def targeted(self) -> Codes:
        """Rows with a regression target."""
        target = self.rows.target
        return np.zeros(0, np.int64) if target is None else np.flatnonzero(np.isfinite(target))

    @cached_property
    def target(self) -> Floats:
        assert self.rows.target is not None
        return self.rows.target[self.targeted]

    @cached_property
    def target_bins(self) -> Bins:
        return np.ascontiguousarray(self.all_bins[self.targeted])

    @property
    def classes(self) -> int:
        return len(self.rows.classes)

    @cached_property
    def forest(self) -> Posterior:
        return forests(self.bins, self.y, self.classes, self.budget.trees, self.seed)

    @cached_property
    def forest_again(self) -> Posterior | None:
        """Fitted without the rows that are surely mislabelled; None if there are none."""
        wrong = surely_wrong(self.chance, self.y)
        if not wrong.any() or wrong.all():
            return None
        return forests(self.bins, self.y, self.classes, max(30, self.budget.trees // 2), self.seed + 7, ~wrong)

    @cached_property
    def wording(self) -> Wording | None:
        if self.words is None or len(np.unique(self.y)) < 2:
            return None
        weighted = self.words.weighted(self.rows)[self.labelled]
        return Wording.of(weighted, self.y, self.classes, self.seed)

    @cached_property
    def near_labelled(self) -> Codes:
        """(labelled, k) positions in ``labelled`` of the nearest that have a label."""
        if len(self.labelled) == self.n:
            return self.near[1]
        return nearest(self.clipped[self.labelled], None, 10)[1]

    @cached_property
    def chance(self) -> Floats:
        """(labelled, classes) the mean posterior, first round."""
        ballot = vote(self.near_labelled, self.y, self.classes)
        mean = (1 - BALLOT) * self.forest.held_out + BALLOT * ballot
        return mean if self.wording is None else 0.25 * mean + 0.75 * self.wording.held_out

    @cached_property
    def chance_again(self) -> Floats:
        """(labelled, classes) half of the first round, half of forests that did not see the surely wrong."""
        return self.chance if self.forest_again is None else (self.chance + self.forest_again.held_out) / 2

    @cached_property
    def expected(self) -> Floats:
        """(labelled, classes) what most of a row's columns say, calibrated, with 30 % of the forest.

        The share of the forest removes nearly all boxes that clean data would show.
        """
        image = self.rows.image if self.bins.shape[1] == self.rows.numbers.shape[1] else None
        views = columns(self.bins.shape[1], self.budget.views, image, self.seed)
        low = quartile(self.bins, self.y, self.classes, views, self.budget.view_trees, self.seed)
        return 0.7 * calibrated(low, self.y) + 0.3 * self.forest.held_out

    def without(self, left_out: NDArray[np.bool_]) -> Floats:
        """(labelled, classes) by forests that were fitted without some of the rows."""
        if left_out.all():
            return self.forest.held_out
        trees = max(20, self.budget.trees // 4)
        return forests(self.bins, self.y, self.classes, trees, self.seed + 11, ~left_out).held_out

    def predict(self, rows: Encoded, near: Codes) -> tuple[Floats, Floats]:
        """Both rounds for rows outside the reference; ``near`` positions in ``labelled`` of their nearest."""
        bins = self.binned(rows)
        first = (1 - BALLOT) * self.forest.predict(bins) + BALLOT * vote(near, self.y, self.classes)
        if self.wording is not None and self.words is not None:
            first = 0.25 * first + 0.75 * self.wording.predict(self.words.weighted(rows))
        again = self.forest_again
        return first, first if again is None else (first + again.predict(bins)) / 2


def nearest(points: Points, queries: Points | None, k: int, cells: Cells | None = None) -> tuple[Floats, Codes]:
    """Exact; ascending; of the points among themselves (each without itself), or of queries among the points.

    ``cells`` of the points, where they are at hand.
    """
    most = min(k, len(points) - (queries is None))
    if most < 1 or points.shape[1] == 0:
        n = len(points) if queries is None else len(queries)
        return np.zeros((n, 1)), np.zeros((n, 1), np.int64)
    asked = points if queries is None else queries
    distance, index = neighbours(asked, points, most, leave_out=queries is None, threads=threads(), cells=cells)
    return distance.astype(np.float64), index.astype(np.int64)
