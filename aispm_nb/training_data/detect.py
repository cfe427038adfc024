"""Detection: fitted on rows, each judged as if it had been left out; then scores for rows of any later batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .encoded import MISSING, Encoded
from .families.backdoors import Backdoors
from .families.crowd import MOST, Crowds
from .families.grid import Grid
from .families.label import Confusion
from .families.outlier import AROUND, Gap
from .families.reasons import Reasons
from .families.residual import Residuals
from .families.tail import Tail
from .families.trigger import Trigger
from .families.words import held_tokens
from .merge import ALERT, ALERT_RATE, FILTER, FILTER_RATE, Excess, Merge, as_score
from .shared import Shared, nearest

__all__ = ["ALERT", "ALERT_RATE", "FAMILIES", "FILTER", "FILTER_RATE", "Fitted", "Scores", "Trigger", "fit"]

Floats = NDArray[np.float64]
Family = Literal["label", "backdoor", "outlier", "duplicate"]
FAMILIES: tuple[Family, ...] = ("label", "backdoor", "outlier", "duplicate")
REFERENCE = 20_000
NULL_DRAWS = 20
FEWEST = 12  # rows below which nothing can be called unusual


@dataclass(frozen=True)
class Scores:
    """What is known of each row.

    Attributes
    ----------
    suspicion : (n,) in [0, 1]: orders the rows and is calibrated; ``ALERT`` is passed by ``ALERT_RATE`` of clean rows.
    families : of those assessed, (n,) in [0, 1] on the same scale.
    checks : raw measures, one a check.
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
    """Raw results of the families for some rows; ``wrong`` and ``meant`` (class) only of rows with a label."""

    nats: dict[Family, Floats]
    checks: dict[str, Floats]
    wrong: Floats | None = None
    meant: NDArray[np.int64] | None = None


def fit(rows: Encoded, *, seed: int = 0, step: Callable[[str, float], None] = lambda name, done: None) -> Fitted:
    """Learn what is usual from ``rows`` (a bounded sample of them when they are many) and judge them all."""
    if len(rows) <= REFERENCE:
        return Fitted.of(rows, seed, step)
    chosen = np.sort(np.random.default_rng(seed).permutation(len(rows))[:REFERENCE])
    fitted = Fitted.of(_take(rows, chosen), seed, step)
    others = np.setdiff1d(np.arange(len(rows)), chosen)
    fitted.scores = _joined(len(rows), chosen, fitted.scores, others, fitted.score(_take(rows, others)))
    return fitted


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
        shared = self._shared
        nats: dict[Family, Floats] = {}
        checks: dict[str, Floats] = {}
        strange: dict[str, Floats] = {}
        step("neighbours", 0.05)
        distance, index = shared.near
        if shared.n < FEWEST or not shared.clipped.shape[1]:
            reason = f"{shared.n} rows" if shared.n < FEWEST else "no column varies"
            self._not_assessed |= {"outlier": reason, "duplicate": reason}
        else:
            self._gap, clipped = Gap.of(distance, index)
            self._gap_ranked, ranked = Gap.of(*shared.near_ranked)
            nats["outlier"] = np.maximum(clipped, ranked)
            step("crowds", 0.25)
            self._crowds, crowd, _ = Crowds.of(distance, index)
            self._grid = Grid.of(shared.rows.numbers)
            checks["off_grid"] = self._grid(shared.rows.numbers)
            nats["duplicate"] = np.maximum(crowd, checks["off_grid"])
            checks["knn_distance"] = distance[:, min(9, distance.shape[1] - 1)]
            checks["nearest_distance"] = distance[:, 0]
            self._tails = Tail.of(shared.space.tails(shared.rows))
            checks["tails"] = shared.space.tails(shared.rows)
            strange = {
                "far from their neighbours": nats["outlier"],
                "crowded": nats["duplicate"],
                "in the tails": self._tails(checks["tails"]),
            }
        step("labels", 0.3)
        wrong, meant, redrawn = self._labels()
        if shared.rows.target is not None:
            self._targets(nats)
        step("triggers", 0.6)
        self._triggers(nats, strange)
        parts = _Parts(nats, checks, wrong, meant)
        step("merging", 0.95)
        self._merge = Merge.of(nats, wrong, redrawn, shared.n, shared.seed)
        self.scores = self._scores(parts, shared.rows)
        step("done", 1.0)

    def _labels(self) -> tuple[Floats | None, NDArray[np.int64] | None, Floats | None]:
        """Chance of a wrong label (n,), the likelier class, and the same chance for labels redrawn (draws, n)."""
        shared = self._shared
        if shared.rows.label is None:
            self._not_assessed["label"] = "no label"
            return None, None, None
        if why := self._no_labels():
            self._not_assessed["label"] = why
            return None, None, None
        rounds = (shared.chance, shared.chance_again)
        self._confusions = tuple(Confusion.of(chance, shared.y) for chance in rounds)
        wrong, meant = np.full(shared.n, np.nan), np.full(shared.n, MISSING, np.int64)
        wrong[shared.labelled] = self._wrong(rounds, shared.y)
        wrong[shared.labelled[np.bincount(shared.y)[shared.y] < 2]] = np.nan  # nothing to compare a lone row with
        meant[shared.labelled] = shared.chance_again.argmax(1)
        random = np.random.default_rng(shared.seed + 3)
        honest = sharpened(shared.chance, shared.y)
        redrawn = np.stack([self._wrong(rounds, drawn(honest, random)) for _ in range(NULL_DRAWS)])
        self._label_null = np.sort(redrawn.ravel())
        return wrong, meant, redrawn

    def _no_labels(self) -> str:
        """Why labels cannot be judged, or nothing."""
        shared = self._shared
        if len(shared.y) < FEWEST:
            return f"{len(shared.y)} rows with a label"
        members = np.bincount(shared.y)
        if (members > 0).sum() < 2:
            return "one class only"
        if (members >= 2).sum() < 2:
            return "classes of one row each"
        return "" if shared.bins.shape[1] else "no column varies"

    def _triggers(self, nats: dict[Family, Floats], strange: dict[str, Floats]) -> None:
        shared = self._shared
        if "label" in self._not_assessed or shared.rows.label is None:
            self._not_assessed["backdoor"] = self._not_assessed.get("label", "no classes")
            return
        self._strange = {name: Excess.of(values, "outlier") for name, values in strange.items()}
        self._backdoors = Backdoors.of(shared, self._above(strange))
        nats["backdoor"], self.triggers = self._backdoors.nats, self._backdoors.triggers

    def _above(self, strange: dict[str, Floats]) -> dict[str, Floats]:
        """Nats in excess of chance of each measure of strangeness."""
        return {name: self._strange[name](values) for name, values in strange.items()}

    def _targets(self, nats: dict[Family, Floats]) -> None:
        """The label family of a regression: nats of the residual; rows without a target get none."""
        shared = self._shared
        known = shared.targeted
        if len(known) < FEWEST or np.ptp(shared.target) == 0 or not shared.target_bins.shape[1]:
            self._not_assessed["label"] = "too few targets" if len(known) < FEWEST else "the target never varies"
            return
        near = nearest(shared.clipped[known], None, 20)[1]
        made = Residuals.of(shared.target_bins, shared.target, near, shared.budget.trees, shared.seed)
        self._residuals = made[0]
        nats["label"] = np.zeros(shared.n)
        nats["label"][known] = made[1]
        del self._not_assessed["label"]

    def _wrong(self, rounds: tuple[Floats, ...], y: NDArray[np.int64]) -> Floats:
        pairs = zip(self._confusions, rounds, strict=True)
        return np.asarray(np.mean([confusion.wrong(chance, y) for confusion, chance in pairs], axis=0))

    def _scores(self, parts: _Parts, rows: Encoded) -> Scores:
        families: dict[Family, Floats] = {f: as_score(values) for f, values in parts.nats.items()}
        checks = dict(parts.checks)
        if parts.wrong is not None:
            known = np.nan_to_num(parts.wrong)
            families["label"] = as_score(label_nats(known, self._label_null))
            checks["wrong_label"] = parts.wrong
        n = len(next(iter(families.values()))) if families else self._shared.n
        order = self._merge.order(parts.nats, parts.wrong, n)
        suspicion = as_score(self._merge.nats(order))
        threat = np.full(n, -1, np.int8)
        if families:
            names = [family for family in FAMILIES if family in families]
            share = self._merge.shares(parts.nats, parts.wrong)
            likely = np.argmax([share[family] for family in names], axis=0)
            threat = np.where(suspicion >= ALERT, np.array([FAMILIES.index(f) for f in names])[likely], -1).astype(
                np.int8
            )
        because = Reasons(parts.checks, parts.wrong, parts.meant, threat, suspicion, self.triggers, self._shared, rows)
        return Scores(suspicion, families, checks, threat, dict(self._not_assessed), because)

    def score(self, batch: Encoded) -> Scores:
        """Rows that it was not fitted on, judged by the reference."""
        if not len(batch):
            return Scores(np.zeros(0), {}, {}, np.zeros(0, np.int8), dict(self._not_assessed))
        shared = self._shared
        nats: dict[Family, Floats] = {}
        checks: dict[str, Floats] = {}
        strange: dict[str, Floats] = {}
        clipped = shared.space.clipped(batch)
        distance, index = nearest(shared.clipped, clipped, MOST)
        if "outlier" not in self._not_assessed:
            ranked = self._gap_ranked.score(*nearest(shared.ranked, shared.space.ranked(batch), AROUND))
            nats["outlier"] = np.maximum(self._gap.score(distance, index), ranked)
            checks["off_grid"] = self._grid(batch.numbers)
            nats["duplicate"] = np.maximum(self._crowds.score(distance, index), checks["off_grid"])
            checks["knn_distance"] = distance[:, min(9, distance.shape[1] - 1)]
            checks["nearest_distance"] = distance[:, 0]
            checks["tails"] = shared.space.tails(batch)
            strange = {
                "far from their neighbours": nats["outlier"],
                "crowded": nats["duplicate"],
                "in the tails": self._tails(checks["tails"]),
            }
        if "backdoor" not in self._not_assessed:
            nats["backdoor"] = self._backdoors.score(batch, held_tokens(batch), self._above(strange))
        wrong = meant = None
        if "label" not in self._not_assessed and batch.target is not None and shared.rows.target is not None:
            nats["label"] = np.zeros(len(batch))
            known = np.flatnonzero(np.isfinite(batch.target))
            near = nearest(shared.clipped[shared.targeted], clipped, 20)[1]
            scored = self._residuals.score(shared.binned(batch)[known], batch.target[known], near[known])
            nats["label"][known] = scored
        elif "label" not in self._not_assessed and batch.label is not None:
            known = np.flatnonzero(batch.label != MISSING)
            near = (
                index if len(shared.labelled) == shared.n else nearest(shared.clipped[shared.labelled], clipped, 10)[1]
            )
            rounds = shared.predict(batch, near)
            wrong, meant = np.full(len(batch), np.nan), rounds[1].argmax(1)
            wrong[known] = self._wrong(tuple(chance[known] for chance in rounds), batch.label[known].astype(np.int64))
        return self._scores(_Parts(nats, checks, wrong, meant), batch)


def sharpened(chance: Floats, y: NDArray[np.int64]) -> Floats:
    """``chance`` to the power under which the labels are likeliest: votes of trees are less sure than they are right.

    Not all the way: the few rows that an honest set has against its own rule are more than the sharpest chances allow.
    """
    best, chosen = -np.inf, 1.0
    logs = np.log(np.maximum(chance, 1e-4))

    def raised(power: float) -> Floats:
        high = np.exp(power * (logs - logs.max(1, keepdims=True)))
        return np.asarray(high / high.sum(1, keepdims=True))

    for power in (0.5, 0.7, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0, 4.0):
        likely = float(np.log(np.maximum(raised(power)[np.arange(len(y)), y], 1e-4)).mean())
        if likely > best:
            best, chosen = likely, power
    return raised(chosen**0.7 if chosen > 1 else chosen)


def drawn(chance: Floats, random: np.random.Generator) -> NDArray[np.int64]:
    """(n,) one class for each row by its chances."""
    edge = np.cumsum(chance, axis=1)
    return np.asarray((random.random((len(chance), 1)) * edge[:, -1:] > edge).sum(1), dtype=np.int64)


def label_nats(wrong: Floats, null: Floats) -> Floats:
    """−ln of the share of redrawn labels that look as wrong; beyond those, in order of the chance itself."""
    above = len(null) - np.searchsorted(null, wrong, "left")
    beyond = np.maximum(wrong - null[-1], 0.0) * 10
    return np.asarray(-np.log((above + wrong * 1e-3 + 1e-3) / (len(null) + 1.0)) + beyond) + 1e-6 * wrong


def _take(rows: Encoded, index: NDArray[np.intp]) -> Encoded:
    texts = {name: [column[i] for i in index] for name, column in rows.texts.items()}
    label = None if rows.label is None else rows.label[index]
    target = None if rows.target is None else rows.target[index]
    numbers = np.ascontiguousarray(rows.numbers[index])
    return replace(rows, numbers=numbers, texts=texts, label=label, target=target)


def _joined(n: int, at: NDArray[np.intp], own: Scores, there: NDArray[np.intp], others: Scores) -> Scores:
    def both(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
        out = np.empty(n, a.dtype)
        out[at], out[there] = a, b
        return out

    families = {f: both(own.families[f], others.families[f]) for f in own.families if f in others.families}
    checks = {c: both(own.checks[c], others.checks[c]) for c in own.checks if c in others.checks}
    place = np.empty(n, np.int64)
    place[at], place[there] = np.arange(len(at)), np.arange(len(there))
    mine = np.zeros(n, bool)
    mine[at] = True

    def reason(i: int) -> str:
        return own.why(int(place[i])) if mine[i] else others.why(int(place[i]))

    suspicion, threat = both(own.suspicion, others.suspicion), both(own.threat, others.threat)
    return Scores(suspicion, families, checks, threat, own.not_assessed, reason)
