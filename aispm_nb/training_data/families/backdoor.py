"""Backdoors: boxes of values in which a label is given against what the rest of the row says, more than chance explains.

For each class t, rows whose remaining columns speak against t (expected e below τ) are scanned for boxes with many
labelled t. The same search over labels redrawn from e is the null: a Gumbel law for the largest ratio of each class.
The box is the trigger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .boxes import COMMONEST, PRICE, WIDEST, Box, scan
from .bumps import Bumps
from .campaigns import usual
from .carried import carried
from .chance import drawn, gumbel
from .exclusion import AGAINST, Found, Labelled
from .lone import lone
from .pairs import SCARCE
from .ranked import Ranked

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Asked = Callable[
    [Codes, int], tuple[list[Box], float]
]  # of labels and a number of seeds: boxes, and what is typical of columns

SEEDS = 6  # windows that boxes are grown from; half of them over ``MANY`` rows
MANY = 3_000
LEAST = 4.0  # nats of evidence below which a box is not kept
MOST = 3  # boxes a class
CHECKED = 10  # boxes that are held against models that did not see their rows
LOOSE = 0.12  # share of all rows from which a range may be there by chance
DENSER = 4.0  # nats of density and labels together below which such a place is not kept
SMOOTH = 6.0  # nats that a repeated value must make up for
ALIKE = 0.95  # share of the rows in which two values meet that bear one label
MOST_MET = 20.0  # nats that two values that meet count at most
RAREST = 0.02  # chance of a label that nothing speaks for: some labels are wrong
STRONGER = 2.0  # times as strong as the third of its kind, up to which a finding is taken for a rule of the set's own
USUAL = 1.3  # the deviation that the largest of many ratios usually has


class Search(Labelled):
    """Boxes with evidence in rows, their labels and what is expected of these."""

    @classmethod
    def of(
        cls,
        numbers: NDArray[np.float32],
        y: Codes,
        expected: Floats,
        without: Callable[[NDArray[np.bool_]], Floats],
        points: NDArray[np.float32],
        nominal: NDArray[np.bool_],
    ) -> Search:
        return cls(Ranked.of(numbers, nominal), y, np.maximum(expected, RAREST), without, points)

    def found(self, nulls: int, seed: int) -> list[Found]:
        """Boxes with evidence, strongest first."""
        random = np.random.default_rng(seed)
        redrawn = [drawn(self.expected, random) for _ in range(nulls)]
        alone = lone(self.rows.ranks, self.rows.nominal, self.y, self.expected.shape[1], self.without)
        kept = self._spikes()
        kept += self._meetings()
        kept += [Found(self._refitted(box, c), c, nats, 1 - box.expected / box.observed) for nats, box, c in alone]
        for label in range(self.expected.shape[1]):
            if (self.y == label).sum() >= 3:
                kept += self._of_class(label, redrawn, [one.box for one in kept if one.label == label])
        left = sorted(self._checked(self._bumps(redrawn, seed, kept)), key=lambda found: -found.evidence)
        return [one for one in self._beyond_its_own(left) if one.evidence >= LEAST]

    def _checked(self, found: list[Found]) -> Iterator[Found]:
        """What stands up to what lies around it and to models that never saw its rows, of which ``CHECKED`` are fitted."""
        asked = 0
        for one in sorted(found, key=lambda one: -one.evidence):
            left, sure = self.settled(one)
            if not sure and left.evidence >= LEAST:
                asked += 1
                if asked > CHECKED:
                    return
                left = self.excluded(left)
            if left.evidence >= LEAST:
                yield left

    def _spikes(self) -> list[Found]:
        """Single values repeated far above their neighbours and labelled alike: few, so that little evidence is enough."""
        price = float(np.log(max(len(self.rows.repeated), 1) * self.expected.shape[1]))
        kept: list[Found] = []
        for spike in self.rows.repeated:
            inside = spike.box.holds(self.rows.ranks)
            label = int(np.argmax(np.bincount(self.y[inside])))
            box = self.measured(spike.box, label)
            if (
                box.ratio <= price
                or box.ratio - price + spike.nats - SMOOTH < LEAST
                or box.observed < 0.8 * inside.sum()
            ):
                continue
            again = self._refitted(box, label)
            nats = spike.nats if len(again.columns) > 1 else spike.alone
            evidence = box.ratio - price + nats - SMOOTH
            known = any(one.label == label and (one.box.holds(self.rows.ranks) & inside).any() for one in kept)
            if evidence >= LEAST and not known:
                density = 0.0 if self.rows.empty(spike.box) else nats
                kept.append(Found(again, label, evidence, 1 - again.expected / again.observed, density))
        return kept

    def _beyond_its_own(self, found: list[Found]) -> list[Found]:
        """The evidence that is more than columns of this set give of their own: where they hold three rules, one as strong is a rule."""
        held = [np.flatnonzero(one.box.holds(self.rows.ranks)) for one in found]
        kept: list[Found] = []
        for one in found:
            same = [
                (o.evidence, rows) for o, rows in zip(found, held, strict=True) if {*o.box.columns} & {*one.box.columns}
            ]
            kept.append(replace(one, evidence=one.evidence - STRONGER * usual(same)))
        return kept

    def _meetings(self) -> list[Found]:
        """Two values that meet far beyond chance in rows that are labelled alike, and alike in nothing else."""
        alone: list[tuple[float, Box, NDArray[np.intp]]] = []
        for one in self.rows.meetings:
            inside = np.flatnonzero(one.box.holds(self.rows.ranks))
            if np.bincount(self.y[inside]).max() >= ALIKE * len(inside):
                alone.append((one.nats, one.box, inside))
        kept: list[Found] = []
        price = SMOOTH + float(np.log(max(len(alone), 1) * self.expected.shape[1]))
        own = usual([(nats, inside) for nats, _, inside in alone])
        for nats, box, inside in alone:
            beyond = min(nats - own, MOST_MET)
            label = int(np.argmax(np.bincount(self.y[inside])))
            box = self.measured(box, label)
            if beyond + box.ratio - price >= LEAST:
                again = self._refitted(box, label, np.inf)
                if not any(one.box == again for one in kept):
                    share = 1 - again.expected / again.observed
                    kept.append(Found(again, label, beyond + box.ratio - price, share, beyond))
        return kept

    def _bumps(self, redrawn: list[Codes], seed: int, known: list[Found]) -> list[Found]:
        """``known`` and the places with more rows and more of one label than chance explains; the density of both."""
        repeated = [box for _, _, box in self.rows.repeated if not self.rows.empty(box)]
        bumps = Bumps.of(self.rows.ranks, self.rows.nominal, repeated[:60], seed)
        kept = list(known)
        for place in bumps.labelled(self.rows.ranks, self.y, self.expected, redrawn, DENSER) if bumps else ():
            box = self.measured(place.box, place.label)
            own = box.holds(self.rows.ranks) & (self.y == place.label)
            alike = [k for k, one in enumerate(kept) if one.label == place.label]
            same = [k for k in alike if (kept[k].box.holds(self.rows.ranks) & own).sum() > 0.5 * own.sum()]
            for k in same:
                within = (kept[k].box.holds(self.rows.ranks) & own).sum() > 0.5 * kept[k].box.holds(
                    self.rows.ranks
                ).sum()
                if within and kept[k].evidence >= place.evidence:
                    kept[k] = replace(kept[k], density=max(kept[k].density, place.density))
            if not any(kept[k].evidence >= place.evidence for k in same) and len(kept) < len(known) + MOST:
                share = (box.observed - box.expected) / max(box.observed, 1.0)
                kept.append(Found(box, place.label, place.evidence, share, place.density))
        return kept

    def _of_class(self, label: int, redrawn: list[Codes], known: list[Box]) -> list[Found]:
        kept: list[Found] = []
        for search in (self._windows, self._pairs):
            taken = np.zeros(len(self.y), dtype=bool)
            for box in known:
                taken |= box.holds(self.rows.ranks)
            kept += self._beyond_chance(label, redrawn, taken, search)
        return kept

    def _beyond_chance(
        self, label: int, redrawn: list[Codes], taken: NDArray[np.bool_], search: Callable[..., Asked]
    ) -> list[Found]:
        kept: list[Found] = []
        asked = search(label, taken)
        null = [asked(y, 2) for y in redrawn]
        largest = np.array([boxes[0].ratio if boxes else 0.0 for boxes, _ in null])
        usual = float(np.mean([typical for _, typical in null]))
        mean = float(largest.mean())  # few draws tell little of the deviation
        spread = max(float(np.sqrt((largest.var(ddof=1) + USUAL**2) / 2)), 0.12 * mean)
        for _ in range(MOST):
            boxes, typical = asked(self.y, SEEDS if len(self.y) <= MANY else SEEDS // 2)
            stretch = max(1.0, typical / max(usual, 0.5))
            if not boxes:
                break
            box = boxes[0]
            z = (box.ratio / stretch - mean) / spread
            evidence = gumbel(z) - float(np.log(self.expected.shape[1]))
            if evidence < LEAST:
                break
            again = self._refitted(box, label)
            taken = taken | again.holds(self.rows.ranks) | (box.holds(self.rows.ranks) & (search == self._pairs))
            asked = search(label, taken)
            evidence = self._standing_out(again, evidence)
            if evidence < LEAST or (
                search == self._pairs and again.low != again.high
            ):  # ranges are for windows to find
                continue
            share = (again.observed - again.expected) / max(again.observed, 1.0)
            kept.append(Found(again, label, evidence, share))
        return kept

    def _standing_out(self, box: Box, evidence: float) -> float:
        """More for narrow ranges: on data that nobody touched boxes are wide, on sets with triggers they were not."""
        narrow = float(np.clip(np.log(WIDEST / np.sort(self.rows.shares(box))[:2]), -1, 2).sum())
        repeated = max((nats * share for nats, share in self.rows.constants(box)), default=0.0)
        return evidence + narrow + max(repeated - SMOOTH, 0.0)

    def _refitted(self, box: Box, label: int, against: float = max(AGAINST)) -> Box:
        """The columns that its hits have in common, when a box of those explains the labels as well; of hits expected less than ``against``."""
        e = self.expected[:, label]
        carriers = box.holds(self.rows.ranks) & (self.y == label) & (e < against)
        again = carried(self.rows.ranks, self.rows.nominal, carriers)
        if again is None:
            return box
        before, box = self.measured(box, label), self.measured(again, label)
        if box.ratio < 0.8 * before.ratio:
            return before
        for share in (1.0, 0.5, 0.5, 0.25):
            for wider in (self.measured(one, label) for one in self.rows.widened(box, share)):
                if wider.ratio > box.ratio and self.rows.shares(wider).max() <= COMMONEST:
                    box = wider
        return self._pruned(self._tight(box, label), label)

    def _tight(self, box: Box, label: int) -> Box:
        """Its ranges as far as its hits reach: what lies beyond them only makes the box look like its surroundings."""
        held = self.rows.ranks[box.holds(self.rows.ranks) & (self.y == label)][:, list(box.columns)]
        if not len(held):
            return box
        tight = box._replace(low=tuple(held.min(0).tolist()), high=tuple(held.max(0).tolist()))
        return self.measured(tight, label)

    def _pruned(self, box: Box, label: int) -> Box:
        """Without the columns that its hits only happen to share: those whose price the evidence does not pay.

        Single values and narrow ranges stay: the pixels of a patch say the same, and all of them were put there.
        """
        while len(box.columns) > 1:
            loose = [k for k, share in enumerate(self.rows.shares(box)) if box.low[k] < box.high[k] and share > LOOSE]
            smaller = [self.measured(box.without(k), label) for k in loose]
            best = max(smaller, key=lambda one: one.ratio, default=box)
            if not smaller or best.ratio < box.ratio - PRICE:
                break
            box = best
        return box

    def _against(self, label: int, taken: NDArray[np.bool_]) -> list[tuple[NDArray[np.bool_], float]]:
        """Of each bound, the rows that the rest speaks against, and how many of the label are expected among them."""
        expected = self.expected[:, label]
        active = [(expected < bound) & ~taken for bound in AGAINST]
        return [(rows, float(expected[rows].sum())) for rows in active if rows.any()]

    def _windows(self, label: int, taken: NDArray[np.bool_]) -> Asked:
        """Asks the box scan under both bounds: boxes, best first, and the median over columns of the best ratio."""
        parts, expected, rows = self._against(label, taken), self.expected[:, label], self.rows

        def asked(y: Codes, seeds: int) -> tuple[list[Box], float]:
            o = (y == label).astype(np.float64)
            boxes: list[Box] = []
            typical = 0.0
            for active, due in parts:
                if (hits := o[active].sum()) >= SCARCE:
                    e = expected * (hits / due)
                    found, columns = scan(rows.ranks, rows.order, rows.cover, rows.widest, active, o, e, seeds)
                    boxes += found
                    typical = max(typical, float(np.median(columns)))
            return sorted(boxes, key=lambda box: -box.ratio), typical

        return asked

    def _pairs(self, label: int, taken: NDArray[np.bool_]) -> Asked:
        """Asks all pairs of common values likewise; what is expected of them is counted once."""
        common, ones = self.rows.common, np.ones(len(self.y))
        parts = [
            (active, due, common.counted(active, self.expected[:, label]), common.counted(active, ones))
            for active, due in self._against(label, taken)
        ]

        def asked(y: Codes, seeds: int) -> tuple[list[Box], float]:
            boxes: list[Box] = []
            typical = 0.0
            for active, due, expected, size in parts:
                hits = active & (y == label)
                if hits.sum() >= SCARCE:
                    found, usual = common.best(common.counted(hits, ones), expected * (hits.sum() / due), size)
                    boxes += found
                    typical = max(typical, usual)
            return sorted(boxes, key=lambda box: -box.ratio), typical

        return asked
