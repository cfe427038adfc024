"""Backdoors: boxes of values in which a label is given against what the rest of the row says, more than chance explains.

For each class t, rows whose remaining columns speak against t (expected e below τ) are scanned for boxes with many
labelled t. The same search over labels redrawn from e is the null: a Gumbel law for the largest ratio of each class.
The box is the trigger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .boxes import COMMONEST, PRICE, WIDEST, Box, Ranks, covered, dense, likelihood_ratio, scan
from .bumps import Bumps
from .carried import carried
from .chance import drawn, gumbel
from .foretold import smooth, standardised
from .lone import lone
from .planted import SCATTERED, moved_in, scattered
from .spike import Spike, single_values

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

AGAINST = (0.35, 0.55)
SEEDS = 6  # windows that boxes are grown from; half of them over ``MANY`` rows
MANY = 3_000
LEAST = 4.0  # nats of evidence below which a box is not kept
MOST = 3  # boxes a class
CHECKED = 8  # boxes that are held against models that did not see their rows
LARGEST = 0.15  # share of all rows that a box may hold
SURE = 0.65  # how sure, of the usual, those models are of another class for its hits
EXCESS = 0.4  # share of a box's hits that those models must not foretell
LOOSE = 0.12  # share of all rows from which a range may be there by chance
OWN = 0.25  # share of a repeated value's rows from which a box has made it so
DENSE = 6.0  # nats from which more rows lie in a place than come from around it
DENSER = 4.0  # nats of density and labels together below which such a place is not kept
SMOOTH = 6.0  # nats that a repeated value must make up for
WHOLE = 0.6  # share of a class from which its place is the class's own
LIVED = 0.0  # nats below which a box holds no more rows than live there
RAREST = 0.02  # chance of a label that nothing speaks for: some labels are wrong
USUAL = 1.3  # the deviation that the largest of many ratios usually has


@dataclass(frozen=True)
class Found:
    """A box, its class and its evidence in nats; ``share`` of the hits that are in excess; nats of the ``density`` alone."""

    box: Box
    label: int
    evidence: float
    share: float
    density: float = 0.0


@dataclass(frozen=True)
class Search:
    """Labels and expectations of rows, and what is needed to scan them.

    ``without`` (rows) gives the chances (n, classes) by models fitted without those rows; ``points`` (n, m) are the rows.
    """

    ranks: Ranks
    values: list[NDArray[np.float32]]
    order: NDArray[np.int32]
    cover: list[Floats]
    y: Codes
    expected: Floats
    without: Callable[[NDArray[np.bool_]], Floats]
    points: NDArray[np.float32]
    nominal: NDArray[np.bool_]

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
        ranks, values = dense(numbers)
        order = np.ascontiguousarray(np.argsort(ranks, axis=0, kind="stable").T.astype(np.int32))
        return cls(ranks, values, order, covered(ranks), y, np.maximum(expected, RAREST), without, points, nominal)

    @cached_property
    def repeated(self) -> list[Spike]:
        """Values repeated far above their neighbours."""
        return single_values(self.ranks, 8.0, 200)

    def found(self, nulls: int, seed: int) -> list[Found]:
        """Boxes with evidence, strongest first."""
        random = np.random.default_rng(seed)
        redrawn = [drawn(self.expected, random) for _ in range(nulls)]
        alone = lone(self.ranks, self.nominal, self.y, self.expected.shape[1], self.without)
        kept = self._spikes()
        kept += [Found(self._refitted(box, c), c, nats, 1 - box.expected / box.observed) for nats, box, c in alone]
        for label in range(self.expected.shape[1]):
            if (self.y == label).sum() >= 3:
                kept += self._of_class(label, redrawn, [one.box for one in kept if one.label == label])
        strongest = sorted(self._bumps(redrawn, seed, kept), key=lambda found: -found.evidence)[:CHECKED]
        checked = [self._excluded(one) for one in strongest]
        return sorted((one for one in checked if one.evidence >= LEAST), key=lambda found: -found.evidence)

    def _excluded(self, found: Found) -> Found:
        """The evidence that is left when models that never saw the box's rows say what those should be.

        The exclusionary reclassification of Chen et al. (2018): the shape of the data goes on inside a box and is
        foretold from outside; a trigger is not. Without it, oblique borders between classes fill up with boxes.
        """
        inside = found.box.holds(self.ranks)
        hit = self.y[inside] == found.label
        _, met, due = self._ratio(found.box, found.label)
        held, whole = found.box._replace(observed=met, expected=due), met > WHOLE * (self.y == found.label).sum()
        if inside.mean() > LARGEST or whole or moved_in(held, self.ranks, self.nominal) < LIVED:
            return replace(found, evidence=0.0)
        free = scattered(np.flatnonzero(inside)[hit], found.box.columns, self.ranks)
        found = replace(found, evidence=found.evidence * min(1.0, free / SCATTERED))
        if found.density >= DENSE:  # the models would say what the rows around say, but these did not come from there
            return found
        planted = sum(share >= OWN for _, share in self._constants(found.box))
        if 2 <= planted <= self.ranks.shape[1] // 2:  # two constants that came together need no other proof
            return found
        every = self.without(inside)
        own = standardised(self.ranks, self.values, found.box.columns)
        foretold = smooth(self.points, own, self.y == found.label, inside, len(self.y))
        chance = np.maximum(every[inside, found.label], foretold)
        # a part of a class that lies alone in its box is not foretold either, but nor is anything else, surely
        other = np.delete(every[inside][hit], found.label, axis=1).max(1).mean()
        usual = every[~inside].max(1).mean()
        sure = min(1.0, float(other / (SURE * usual)))
        observed, due = float(hit.sum()), float(chance.sum())
        share = (observed - due) / max(observed, 1.0)
        if share < (EXCESS if found.density < DENSE else 0.5 * EXCESS):
            return replace(found, evidence=0.0)
        surprise = (
            found.density
            - np.log(np.maximum(chance[hit], 0.02)).sum()
            + np.log(np.maximum(1 - chance[~hit], 0.02)).sum() * 0.2
        )
        return replace(found, evidence=min(found.evidence, float(surprise)) * sure**2, share=share)

    def _spikes(self) -> list[Found]:
        """Single values repeated far above their neighbours and labelled alike: few, so that little evidence is enough."""
        price = float(np.log(max(len(self.repeated), 1) * self.expected.shape[1]))
        kept: list[Found] = []
        for spike in self.repeated:
            inside = spike.box.holds(self.ranks)
            label = int(np.argmax(np.bincount(self.y[inside])))
            ratio, hit, due = self._ratio(spike.box, label)
            if ratio <= price or ratio - price + spike.nats - SMOOTH < LEAST or hit < 0.8 * inside.sum():
                continue
            again = self._refitted(spike.box._replace(ratio=ratio, observed=hit, expected=due), label)
            nats = spike.nats if len(again.columns) > 1 else spike.alone
            evidence = ratio - price + nats - SMOOTH
            known = any(one.label == label and (one.box.holds(self.ranks) & inside).any() for one in kept)
            if evidence >= LEAST and not known:
                empty = self.values[spike.box.columns[0]][spike.box.low[0]] == 0  # nought is what honest columns repeat
                kept.append(Found(again, label, evidence, 1 - again.expected / again.observed, 0.0 if empty else nats))
        return kept

    def _bumps(self, redrawn: list[Codes], seed: int, known: list[Found]) -> list[Found]:
        """``known`` and the places with more rows and more of one label than chance explains; the density of both."""
        repeated = [box for _, _, box in self.repeated if self.values[box.columns[0]][box.low[0]] != 0]
        bumps = Bumps.of(self.ranks, repeated[:60], seed)
        kept = list(known)
        for place in bumps.labelled(self.ranks, self.y, self.expected, redrawn, DENSER) if bumps else ():
            ratio, hit, due = self._ratio(place.box, place.label)
            box = place.box._replace(ratio=ratio, observed=hit, expected=due)
            own = box.holds(self.ranks) & (self.y == place.label)
            alike = [k for k, one in enumerate(kept) if one.label == place.label]
            same = [k for k in alike if (kept[k].box.holds(self.ranks) & own).sum() > 0.5 * own.sum()]
            for k in same:
                within = (kept[k].box.holds(self.ranks) & own).sum() > 0.5 * kept[k].box.holds(self.ranks).sum()
                if within and kept[k].evidence >= place.evidence:
                    kept[k] = replace(kept[k], density=max(kept[k].density, place.density))
            if not any(kept[k].evidence >= place.evidence for k in same) and len(kept) < len(known) + MOST:
                share = (box.observed - box.expected) / max(box.observed, 1.0)
                kept.append(Found(box, place.label, place.evidence, share, place.density))
        return kept

    def _of_class(self, label: int, redrawn: list[Codes], known: list[Box]) -> list[Found]:
        kept: list[Found] = []
        taken = np.zeros(len(self.y), dtype=bool)
        for box in known:
            taken |= box.holds(self.ranks)
        null = [self._best(label, y, taken, 2) for y in redrawn]
        largest = np.array([boxes[0].ratio if boxes else 0.0 for boxes, _ in null])
        usual = float(np.mean([typical for _, typical in null]))
        mean = float(largest.mean())  # few draws tell little of the deviation
        spread = max(float(np.sqrt((largest.var(ddof=1) + USUAL**2) / 2)), 0.12 * mean)
        for _ in range(MOST):
            boxes, typical = self._best(label, self.y, taken, SEEDS if len(self.y) <= MANY else SEEDS // 2)
            stretch = max(1.0, typical / max(usual, 0.5))
            if not boxes:
                break
            box = boxes[0]
            z = (box.ratio / stretch - mean) / spread
            evidence = gumbel(z) - float(np.log(self.expected.shape[1]))
            if evidence < LEAST:
                break
            box = self._refitted(box, label)
            taken |= box.holds(self.ranks)
            evidence = self._standing_out(box, evidence)
            if evidence < LEAST:
                continue
            share = (box.observed - box.expected) / max(box.observed, 1.0)
            kept.append(Found(box, label, evidence, share))
        return kept

    def _standing_out(self, box: Box, evidence: float) -> float:
        """More for narrow ranges: on data that nobody touched boxes are wide, on sets with triggers they were not."""
        narrow = float(np.clip(np.log(WIDEST / np.sort(self._shares(box))[:2]), -1, 2).sum())
        repeated = max((nats * share for nats, share in self._constants(box)), default=0.0)
        return evidence + narrow + max(repeated - SMOOTH, 0.0)

    def _constants(self, box: Box) -> list[tuple[float, float]]:
        """Of its single values that are repeated far above their neighbours: the nats, and the share of their rows in it."""
        nats = {(one.columns[0], one.low[0]): of for of, _, one in self.repeated}
        held = float(box.holds(self.ranks).sum())
        pairs = [(c, a) for c, a, b in zip(box.columns, box.low, box.high, strict=True) if a == b and (c, a) in nats]
        return [(nats[c, a], held / float((self.ranks[:, c] == a).sum())) for c, a in pairs]

    def _shares(self, box: Box) -> Floats:
        """Of each range, the share of all rows that lie in it."""
        pairs = zip(box.columns, box.low, box.high, strict=True)
        return np.array([((self.ranks[:, c] >= a) & (self.ranks[:, c] <= b)).mean() for c, a, b in pairs])

    def _refitted(self, box: Box, label: int) -> Box:
        """The columns that its hits have in common, when a box of those explains the labels as well."""
        e = self.expected[:, label]
        carriers = box.holds(self.ranks) & (self.y == label) & (e < max(AGAINST))
        again = carried(self.ranks, carriers)
        if again is None:
            return box
        before, after = (self._ratio(one, label) for one in (box, again))
        if after[0] < 0.8 * before[0]:
            return box._replace(ratio=before[0], observed=before[1], expected=before[2])
        box = again._replace(ratio=after[0], observed=after[1], expected=after[2])
        for share in (0.5, 0.5, 0.25):
            wider = self._widened(box, share)
            ratio, hit, due = self._ratio(wider, label)
            if ratio > box.ratio and self._shares(wider).max() <= COMMONEST:
                box = wider._replace(ratio=ratio, observed=hit, expected=due)
        return self._pruned(box, label)

    def _pruned(self, box: Box, label: int) -> Box:
        """Without the columns that its hits only happen to share: those whose price the evidence does not pay.

        Single values and narrow ranges stay: the pixels of a patch say the same, and all of them were put there.
        """
        while len(box.columns) > 1:
            loose = [k for k, share in enumerate(self._shares(box)) if box.low[k] < box.high[k] and share > LOOSE]
            smaller = [(self._ratio(one, label), one) for one in (box.without(k) for k in loose)]
            if not smaller:
                break
            (ratio, hit, due), best = max(smaller, key=lambda pair: pair[0][0])
            if ratio < box.ratio - PRICE:
                break
            box = best._replace(ratio=ratio, observed=hit, expected=due)
        return box

    def _widened(self, box: Box, share: float) -> Box:
        """Each range wider by a share of its width on both sides; single values stay."""
        low, high = list(box.low), list(box.high)
        for k, column in enumerate(box.columns):
            held = self.values[column]
            if low[k] >= 0 and high[k] > low[k]:
                by = share * float(held[high[k]] - held[low[k]])
                low[k] = int(np.searchsorted(held, held[low[k]] - by, "left"))
                high[k] = int(np.searchsorted(held, held[high[k]] + by, "right")) - 1
        return box._replace(low=tuple(low), high=tuple(high))

    def _ratio(self, box: Box, label: int) -> tuple[float, float, float]:
        """Over all rows in it: the log-likelihood ratio, O and E."""
        inside = box.holds(self.ranks)
        hit = float((self.y[inside] == label).sum())
        return likelihood_ratio(hit, float(self.expected[inside, label].sum()), float(inside.sum()))

    def _best(self, label: int, y: Codes, taken: NDArray[np.bool_], seeds: int) -> tuple[list[Box], float]:
        """Boxes of both bounds, best first; the median over columns of the best ratio."""
        boxes: list[Box] = []
        typical = 0.0
        for bound in AGAINST:
            active = (self.expected[:, label] < bound) & ~taken
            o = (y == label).astype(np.float64)
            hits, due = o[active].sum(), self.expected[active, label].sum()
            if hits < 3 or due <= 0:
                continue
            found, columns = scan(
                self.ranks, self.order, self.cover, active, o, self.expected[:, label] * (hits / due), seeds
            )
            boxes += found
            typical = max(typical, float(np.median(columns)))
        return sorted(boxes, key=lambda box: -box.ratio), typical
