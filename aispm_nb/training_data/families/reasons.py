"""Why a row is suspected, in a sentence, made when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded
from .triggers.trigger import Trigger

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
LABEL, BACKDOOR, OUTLIER, DUPLICATE = range(4)


@dataclass(frozen=True)
class Reasons:
    """Of ``rows``: ``threat`` as in ``Scores``, -1 where a row is not suspected."""

    checks: dict[str, Floats]
    wrong: Floats | None
    meant: NDArray[np.int64] | None
    threat: NDArray[np.int8]
    suspicion: Floats
    triggers: tuple[Trigger, ...]
    shared: Shared
    rows: Encoded

    def __call__(self, i: int) -> str:
        threat = int(self.threat[i])
        if threat < 0:
            return "nothing unusual was found"
        return {LABEL: self._label, BACKDOOR: self._backdoor, OUTLIER: self._outlier, DUPLICATE: self._duplicate}[
            threat
        ](i)

    def _label(self, i: int) -> str:
        if self.rows.label is None or self.wrong is None or self.meant is None:
            return "the target lies far from what the other columns say"
        own, meant = (self.rows.classes[int(code)] for code in (self.rows.label[i], self.meant[i]))
        if own == meant:
            return f"labelled {own}, though rows like it are often something else"
        return f"labelled {own}, but rows like it are {meant} (chance of a wrong label {self.wrong[i]:.0%})"

    def _backdoor(self, i: int) -> str:
        for trigger in self.triggers:
            own = self.rows.label is not None and self.rows.classes[int(self.rows.label[i])] == trigger.label
            held = i in trigger.rows if self.rows is self.shared.rows else own and self._carries(trigger, i)
            if held:
                return f"carries {trigger.sentence}"
        return "stands out together with other rows of the same label"

    def _carries(self, trigger: Trigger, i: int) -> bool:
        return bool(trigger.where) and bool(trigger.holds(self.rows.numbers[i : i + 1])[0])

    def _outlier(self, i: int) -> str:
        x, space = self.rows.numbers[i].astype(np.float64), self.shared.space
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.where(space.spread > 0, (x - space.centre) / space.spread, 0.0)
        far = [j for j in np.argsort(-np.abs(np.nan_to_num(z)))[:2].tolist() if abs(np.nan_to_num(z[j])) > 3]
        if far:
            named = ", ".join(f"{self.rows.features[j].name} = {x[j]:.4g}" for j in far)
            return f"far from all rows: {named} (usual {space.centre[far[0]]:.4g} ± {space.spread[far[0]]:.2g})"
        return "far from its neighbours: each value is usual, but not together"

    def _duplicate(self, i: int) -> str:
        off = self.checks.get("off_grid")
        if off is not None and off[i] > 0:
            return "its numbers are finer than their columns: as if moved or mixed by a machine"
        nearest = self.checks.get("nearest_distance")
        if nearest is not None and nearest[i] == 0:
            return "equal to other rows, more than such rows usually are"
        return "in a crowd of nearly equal rows that its surroundings do not explain"
