"""What a chance of a wrong label is worth in a set: much where more labels are doubtful than chance explains, else little.

Where classes overlap, many honest labels look wrong; without this they would stand before everything that other families
find. The null is labels redrawn from the posterior: at each chance w, ln(N(≥ w) / E₀(≥ w)) is −ln of the false-discovery
rate (Efron 2010), with one standard error of the expected number added to it, so that a few rows prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .kernels.places import below

Floats = NDArray[np.float64]

FEWEST = 5  # rows from which an excess counts
FULL = 0.8  # nats of excess from which labels are fully suspected
LEAST = 0.1  # of the weight that labels keep where there is no excess
SURE = 0.999
MOST = 3.0  # nats beyond which certainty adds nothing: it is that of trees to which a rare class is nowhere
LARGEST = 20.0


@dataclass(frozen=True)
class Doubt:
    """``null`` sorted chances of redrawn labels, of ``draws`` draws; ``trust`` in [LEAST, 1] how far labels are suspected."""

    null: Floats
    draws: int
    trust: float

    @classmethod
    def of(cls, wrong: Floats, null: Floats, draws: int) -> Doubt:
        """``wrong`` (n,) chances of wrong labels, NaN where there is none; ``null`` sorted."""
        ordered = np.sort(wrong[np.isfinite(wrong)])[::-1]
        expected = (len(null) - np.searchsorted(null, ordered, "left")) / max(draws, 1)
        seen = np.arange(1, len(ordered) + 1)
        excess = np.log(seen / (expected + np.sqrt(expected) + 0.5))[FEWEST - 1 :]
        most = float(excess.max()) if len(excess) else 0.0
        return cls(null, draws, float(np.clip(most / FULL, LEAST, 1.0)))

    def share(self, wrong: Floats) -> Floats:
        """(n,) nats that the label adds: −ln of the chance that it is right, as far as labels are suspected."""
        return self.trust * np.minimum(-np.log1p(-SURE * np.nan_to_num(wrong)), MOST)

    def nats(self, wrong: Floats) -> Floats:
        """(n,) −ln of the share of redrawn labels that look as wrong."""
        known, n = np.nan_to_num(wrong), len(self.null)
        above = n - below(self.null, known)
        return np.asarray(np.minimum(-np.log((above + 1e-3) / (n + 1.0)), LARGEST))
