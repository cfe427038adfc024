"""The label family as a whole: the chance that a row's label is wrong, and the same for labels drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..encoded import MISSING, Encoded
from ..kernels.places import below
from .chance import drawn
from .label import Confusion, sharpened

if TYPE_CHECKING:
    from ..shared import Shared

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

DRAWS = 20


@dataclass(frozen=True)
class Judged:
    """Of some rows: the chance of a wrong label, the class that is likeliest, the chance of the label given.

    Chances are NaN without a label, ``meant`` is ``MISSING`` where nothing is known.
    """

    wrong: Floats
    meant: Codes
    given: Floats

    @property
    def checks(self) -> dict[str, Floats]:
        """As columns: ``self_confidence`` (Northcutt et al. 2021) and the code of the ``likelier_class``."""
        return {
            "wrong_label": self.wrong,
            "self_confidence": self.given,
            "likelier_class": np.where(self.meant == MISSING, np.nan, self.meant),
        }


@dataclass(frozen=True)
class Labels:
    """Learned from the reference; ``redrawn`` (draws, labelled) chances under the null, ``null`` the same, sorted."""

    confusions: tuple[Confusion, ...]
    redrawn: Floats
    null: Floats

    @classmethod
    def of(cls, shared: Shared) -> tuple[Labels, Judged]:
        rounds = (shared.chance, shared.chance_again)
        confusions = tuple(Confusion.of(chance, shared.y) for chance in rounds)
        random = np.random.default_rng(shared.seed + 3)
        honest = sharpened(shared.chance, shared.y)
        redrawn = np.stack([_wrong(confusions, rounds, drawn(honest, random)) for _ in range(DRAWS)])
        wrong, meant = np.full(shared.n, np.nan), np.full(shared.n, MISSING, np.int64)
        wrong[shared.labelled] = _wrong(confusions, rounds, shared.y)
        wrong[shared.labelled[np.bincount(shared.y)[shared.y] < 2]] = np.nan  # nothing to compare a lone row with
        meant[shared.labelled] = shared.chance_again.argmax(1)
        given = np.full(shared.n, np.nan)
        given[shared.labelled] = shared.chance_again[np.arange(len(shared.y)), shared.y]
        return cls(confusions, redrawn, np.sort(redrawn.ravel())), Judged(wrong, meant, given)

    def score(self, shared: Shared, batch: Encoded, near: Codes) -> Judged:
        """Rows outside the reference; ``near`` positions among its labelled rows."""
        assert batch.label is not None
        known = np.flatnonzero(batch.label != MISSING)
        first, second = shared.predict(batch, near)
        wrong, given = np.full(len(batch), np.nan), np.full(len(batch), np.nan)
        wrong[known] = _wrong(self.confusions, (first[known], second[known]), batch.label[known].astype(np.int64))
        given[known] = second[known, batch.label[known]]
        return Judged(wrong, second.argmax(1), given)

    def nats(self, wrong: Floats) -> Floats:
        """−ln of the share of redrawn labels that look as wrong; beyond those, in order of the chance itself."""
        known, n = np.nan_to_num(wrong), len(self.null)
        above = n - below(self.null, known)
        beyond = np.maximum(known - self.null[-1], 0.0) * 10
        return np.asarray(-np.log((above + known * 1e-3 + 1e-3) / (n + 1.0)) + beyond) + 1e-6 * known


def unfit(y: Codes, columns: int, fewest: int) -> str:
    """Why labels ``y`` cannot be judged, or nothing."""
    members = np.bincount(y)
    if len(y) < fewest:
        return f"{len(y)} rows with a label"
    if (members > 0).sum() < 2:
        return "one class only"
    if (members >= 2).sum() < 2:
        return "classes of one row each"
    return "" if columns else "no column varies"


def _wrong(confusions: tuple[Confusion, ...], rounds: tuple[Floats, ...], y: Codes) -> Floats:
    pairs = zip(confusions, rounds, strict=True)
    return np.asarray(np.mean([confusion.wrong(chance, y) for confusion, chance in pairs], axis=0))
