"""From what `training_data.check` found to rows of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .tables import (
    ROW_FAMILIES,
    TRAINING_COLUMNS,
    TRAINING_OVERLAPS,
    TRAINING_REPEATS,
    TRAINING_SETS,
    TRAINING_SHIFTS,
    TRAINING_VALUES,
    TRIGGERS,
)

if TYPE_CHECKING:
    from ...training_data.check import Checked
    from ...training_data.order import Drifting

FIRST = 20  # rows that are named
HIDDEN = "a value that is not shown"  # of a column that holds personal data or secrets
COPIED = (
    -6.0
)  # log10 of equal rows by chance, below which a row is a copy; honest sets of few coarse columns stay above -5
CROWD = 4  # other texts nearly its own from which a row is one of a crowd
Rows = dict[str, list[dict[str, Any]]]


def measured(checked: Checked, earlier: str = "the earlier set", evaluation: str = "the evaluation set") -> Rows:
    """Rows by table, without their asset; ``earlier`` and ``evaluation`` name the sets that it was compared with."""
    from ...training_data.detect import ALERT_RATE, FAMILIES, FILTER_RATE  # compiled kernels: not at every start

    reason = checked.not_assessed.get("rows")
    drifts = {drift.name: drift for drift in checked.drifting}
    held = {name for name, facts in checked.columns.items() if facts.personal or facts.secret}
    state = "partial" if reason and checked.scored else "unread" if reason else "checked"
    whole = {
        "name": checked.name, "state": state, "reason": reason, "rows": checked.count, "scored": checked.scored,
        "columns": len(checked.columns), "label": checked.codebook.label, "classes": len(checked.codebook.classes) or None,
        "wrong_labels": checked.kept.wrong_labels, "alert_rate": ALERT_RATE, "filter_rate": FILTER_RATE,
    }  # fmt: skip
    return {
        TRAINING_SETS.name: [whole],
        ROW_FAMILIES.name: [_family(checked, family) for family in FAMILIES],
        TRIGGERS.name: [
            {"says": t.sentence, "label": t.label, "rows": t.n, "share": t.share, "evidence": t.evidence, "first": t.rows[:FIRST].tolist()}
            for t in checked.triggers
        ],
        TRAINING_COLUMNS.name: [
            {"name": c.name, "kind": c.kind, "reason": c.reason or None, "missing": c.missing, "infinite": c.infinite, "constant": c.constant}
            | (_drift(drifts[c.name], held) if c.name in drifts else {})
            for c in checked.columns.values()
        ],
        TRAINING_SHIFTS.name: [
            {"earlier": earlier, "name": s.name, "psi": s.psi, "ks": s.ks, "energy": s.energy, "share": s.share,
             "value": HIDDEN if s.name in held and s.value else s.value,
             "auc": s.auc, "p": s.p} for s in checked.shifted or ()
        ],
        TRAINING_REPEATS.name: _repeats(checked),
        TRAINING_OVERLAPS.name: [
            {"evaluation": evaluation, "rows": both.rows, "share": both.share, "first": list(both.first)}
            for both in [checked.overlap] if both
        ],
        TRAINING_VALUES.name: [
            {"name": c.name, "sort": sort, "kind": held.kind, "rows": held.rows, "first": held.first}
            for c in checked.columns.values()
            for sort, found in (("personal", c.personal), ("secret", c.secret))
            for held in found
        ],
    }  # fmt: skip


def _drift(drift: Drifting, held: set[str]) -> dict[str, Any]:
    value = HIDDEN if drift.name in held and drift.value else drift.value
    return {"drift": drift.size, "drift_p": drift.p, "drift_shape": drift.shape, "drift_value": value, "drift_at": drift.at,
            "drift_until": drift.until, "rises": drift.rises}  # fmt: skip


def _repeats(checked: Checked) -> list[dict[str, Any]]:
    """Rows that repeat others, by kind; nothing of a set too large to keep every score."""
    part = checked.kept.part
    if part is None or not checked.kept.whole:
        return []
    measures, found = part.checks, {}
    if "conflicting_label" in measures:
        copied = measures["equal_by_chance"] < COPIED
        found["conflict"] = (measures["conflicting_label"] == 1) & copied
        found["coarse"] = (measures["conflicting_label"] == 1) & ~copied
    if "equal_rows" in measures:
        found["copy"] = (measures["equal_rows"] >= 1) & (measures["equal_by_chance"] < COPIED)
    if "near_texts" in measures:
        found["text"] = measures["near_texts"] >= CROWD
    rows = []
    for kind, there in found.items():
        at = np.flatnonzero(there)
        row = {"kind": kind, "rows": len(at), "first": part.row[at[:FIRST]].tolist()}
        if kind in {"conflict", "coarse"}:
            often = np.bincount(measures["conflicting_class"][at].astype(np.int64), minlength=1)
            most = np.argsort(-often, kind="stable")[:FIRST]
            row["labels"] = [checked.codebook.classes[code] for code in most.tolist() if often[code]]
        rows.append(row)
    return rows


def _family(checked: Checked, family: str) -> dict[str, Any]:
    part, kept = checked.kept.part, checked.kept
    reason = checked.not_assessed.get(family) or (
        checked.not_assessed.get("rows") if family not in kept.alerts else None
    )
    row: dict[str, Any] = {"family": family, "reason": reason}
    if part is None or family not in part.families:
        return row | {"reason": reason or "it was not scored; check the data set again"}
    score = part.families[family]
    worst = np.argsort(-score, kind="stable")[:FIRST]
    worst = worst[score[worst] > 0]
    named = kept.by_threat.get(family, 0)
    return row | {
        "alerts": kept.alerts[family],
        "strong": kept.strong[family],
        "named": named,
        "unsure": float((part.checks["wrong_label"] > 0.5).mean()) if family == "label" and "wrong_label" in part.checks and kept.whole else None,
        "doubt": checked.labels_in_doubt if family == "label" else None,
        "worst": part.row[worst].tolist(),
    }  # fmt: skip
