"""Detection: fitted on rows, each judged as if it had been left out; then scores for rows of any later batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .encoded import Encoded
from .families.backdoors import Backdoors
from .families.crowd import MOST
from .families.labels import Judged, Labels, unfit
from .families.measures import Measures
from .families.outlier import AROUND
from .families.reasons import Reasons
from .families.residual import Residuals
from .families.surroundings import Seen, Surroundings
from .families.triggers.trigger import Trigger
from .families.words import held_tokens
from .merge import ALERT, ALERT_RATE, FILTER, FILTER_RATE, Excess, Merge, as_score
from .shared import Shared, nearest

__all__ = ["ALERT", "ALERT_RATE", "FAMILIES", "FILTER", "FILTER_RATE", "Fitted", "Scores", "Trigger", "fit"]

Floats = NDArray[np.float64]
Family = Literal["label", "backdoor", "outlier", "duplicate"]
FAMILIES: tuple[Family, ...] = ("label", "backdoor", "outlier", "duplicate")
REFERENCE = 20_000
FEWEST = 12  # rows below which nothing can be called unusual


@dataclass(frozen=True)
class Scores:
    """What is known of each row.

    Attributes
    ----------
    suspicion : (n,) in [0, 1]: orders the rows and is calibrated; ``ALERT`` is passed by ``ALERT_RATE`` of clean rows.
    families : of those assessed, (n,) in [0, 1] on the same scale.
    checks : raw measures, one a check, each in its own unit (`.families.measures`, `.families.labels`).
    threat : (n,) index into ``FAMILIES`` of what the suspicion is due to, -1 below ``ALERT``.
    not_assessed : family -> why not.
    """

    suspicion: Floats
    families: dict[Family, Floats]
    checks: dict[str, Floats]
    threat: NDArray[np.int8]
    not_assessed: dict[Family, str] = field(default_factory=dict)
    reason: Callable[[int], str] = field(default=lambda i: "", repr=False)

    def why(self, i: int) -> str:
        """A sentence for row ``i``, made when asked for."""
        return self.reason(i)


@dataclass(frozen=True)
class _Parts:
    """Raw results of the families for some rows."""

    nats: dict[Family, Floats]
    checks: dict[str, Floats]
    judged: Judged | None = None


def fit(rows: Encoded, *, seed: int = 0, step: Callable[[str, float], None] = lambda name, done: None) -> Fitted:
    """Learn what is usual from ``rows``, at most ``REFERENCE`` of them (`.check` draws the sample), and judge them all."""
    return Fitted.of(rows, seed, step)


class Fitted:
    """What was learned of the reference rows, and the scores of the rows it was fitted on."""

    scores: Scores
    triggers: tuple[Trigger, ...]

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.triggers = ()
        self._not_assessed: dict[Family, str] = {}

    @classmethod
    def of(cls, rows: Encoded, seed: int, step: Callable[[str, float], None]) -> Fitted:
        made = cls(Shared(rows, seed))
        made._fit(step)
        return made

    def _fit(self, step: Callable[[str, float], None]) -> None:
        shared, missing = self._shared, self._not_assessed
        parts, strange = _Parts({}, {}), dict[str, Floats]()
        step("neighbours", 0.05)
        if why := f"{shared.n} rows" if shared.n < FEWEST else "" if shared.clipped.shape[1] else "no column varies":
            missing["outlier"] = missing["duplicate"] = why
        else:
            self._surroundings, seen = Surroundings.of(shared)
            strange = _noted(parts, seen)
        step("labels", 0.3)
        redrawn = None
        if shared.rows.target is not None:
            self._targets(parts.nats)
        elif why := "no label" if shared.rows.label is None else unfit(shared.y, shared.bins.shape[1], FEWEST):
            missing["label"] = why
        else:
            self._labels, judged = Labels.of(shared)
            parts, redrawn = replace(parts, judged=judged), self._labels.redrawn
        self._measures = Measures.of(shared, "outlier" not in missing, parts.judged is not None)
        parts.checks.update(self._measures.own)
        step("triggers", 0.6)
        if shared.rows.label is None or "label" in missing:
            missing["backdoor"] = missing.get("label", "no classes")
        else:
            self._strange = {name: Excess.of(values, "outlier") for name, values in strange.items()}
            self._backdoors = Backdoors.of(shared, self._above(strange))
            parts.nats["backdoor"], self.triggers = self._backdoors.nats, self._backdoors.triggers
        step("merging", 0.95)
        wrong = None if parts.judged is None else parts.judged.wrong
        text = bool(shared.rows.texts)
        self._merge = Merge.of(parts.nats, wrong, redrawn, shared.n, shared.seed, text=text)
        self.scores = self._scores(parts, shared.rows)
        step("done", 1.0)

    @property
    def labels_in_doubt(self) -> float | None:
        """How far more labels look wrong than chance explains (`.doubt`), up to 1; None where labels were not judged."""
        return None if self._merge.doubt is None else self._merge.doubt.trust

    def _above(self, strange: dict[str, Floats]) -> dict[str, Floats]:
        """Nats in excess of chance of each measure of strangeness."""
        return {name: self._strange[name](values) for name, values in strange.items()}

    def _targets(self, nats: dict[Family, Floats]) -> None:
        """The label family of a regression: nats of the residual; rows without a target get none."""
        shared = self._shared
        known = shared.targeted
        if len(known) < FEWEST or np.ptp(shared.target) == 0 or not shared.target_bins.shape[1]:
            varies = len(known) >= FEWEST and np.ptp(shared.target) == 0
            self._not_assessed["label"] = "the target never varies" if varies else "too few targets or columns"
            return
        near = nearest(shared.clipped[known], None, 20)[1]
        self._residuals, found, _ = Residuals.of(
            shared.target_bins, shared.target, near, shared.budget.trees, shared.seed
        )
        nats["label"] = np.zeros(shared.n)
        nats["label"][known] = found

    def _scores(self, parts: _Parts, rows: Encoded) -> Scores:
        families: dict[Family, Floats] = {f: as_score(values) for f, values in parts.nats.items()}
        checks, judged, n = dict(parts.checks), parts.judged, len(rows)
        wrong = None if judged is None else judged.wrong
        if judged is not None and wrong is not None:
            families["label"] = as_score(self._labels.nats(wrong))
            checks.update(judged.checks)
        suspicion = as_score(self._merge.nats(self._merge.order(parts.nats, wrong, n)))
        threat = np.full(n, -1, np.int8)
        if families:
            names = [family for family in FAMILIES if family in families]
            share = self._merge.shares(parts.nats, wrong)
            likely = np.argmax([share[family] for family in names], axis=0)
            codes = np.array([FAMILIES.index(family) for family in names], np.int8)
            threat = np.where(suspicion >= ALERT, codes[likely], threat).astype(np.int8)
        meant = None if judged is None else judged.meant
        because = Reasons(checks, wrong, meant, threat, suspicion, self.triggers, self._shared, rows)
        return Scores(suspicion, families, checks, threat, dict(self._not_assessed), because)

    def score(self, batch: Encoded) -> Scores:
        """Rows that it was not fitted on, judged by the reference."""
        shared, missing = self._shared, self._not_assessed
        if not len(batch):
            return Scores(np.zeros(0), {}, {}, np.zeros(0, np.int8), dict(missing))
        parts, strange = _Parts({}, {}), dict[str, Floats]()
        clipped = shared.space.clipped(batch)
        near = nearest(shared.clipped, clipped, MOST, shared.cells)
        if "outlier" not in missing:
            ranked = shared.space.ranked(batch)
            near_ranked = nearest(shared.ranked, ranked, AROUND, shared.cells_ranked)
            strange = _noted(parts, self._surroundings.score(shared, batch, ranked, near, near_ranked))
        if "label" not in missing and batch.target is not None and shared.rows.target is not None:
            known = np.flatnonzero(np.isfinite(batch.target))
            among = nearest(shared.clipped[shared.targeted], clipped[known], 20)[1]
            parts.nats["label"] = np.zeros(len(batch))
            parts.nats["label"][known] = self._residuals.score(shared.binned(batch)[known], batch.target[known], among)
        voters = None
        if "label" not in missing and batch.label is not None and shared.rows.target is None:
            whole = len(shared.labelled) == shared.n
            voters = near[1] if whole else nearest(shared.clipped[shared.labelled], clipped, 10)[1]
            parts = replace(parts, judged=self._labels.score(shared, batch, voters))
        if "backdoor" not in missing:
            given = None if parts.judged is None else parts.judged.given
            parts.nats["backdoor"] = self._backdoors.score(batch, held_tokens(batch), self._above(strange), given)
        parts.checks.update(self._measures.score(shared, batch, clipped, near, voters))
        return self._scores(parts, batch)


def _noted(parts: _Parts, seen: Seen) -> dict[str, Floats]:
    """Put what was seen into ``parts``; the measures of strangeness."""
    parts.nats["outlier"], parts.nats["duplicate"] = seen.outlier, seen.duplicate
    parts.checks.update(seen.checks)
    return seen.strange
