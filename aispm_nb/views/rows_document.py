"""The document behind ``report.view()``: a bounded part of a checked data set as plain values, masked, ready for JSON.

Arrays are base64 of little-endian bytes under the name of their type, so that 5,000 rows of 20 columns stay below 1 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..training_data.detect import FAMILIES
from ..training_data.encoded import MISSING, Encoded
from ..vocabulary import AispmError
from .card import line
from .rows_masked import masked, packed
from .rows_projection import projected
from .rows_trained import trained
from .rows_values import LISTED, SAID, are_positions, columns, images, telling, texts, triggers

if TYPE_CHECKING:
    from ..posture import Posture
    from ..report.report import Report
    from ..training_data.kept import Part

FORMAT, VERSION = "aispm-rows", 1
ROWS, SUSPICIOUS, AROUND = 5_000, 4_000, 1_000  # shown; of them suspicious; others where most were not kept
# The check that tells the likelier class of a row, as a code into the classes; not there yet in every report.
LIKELIER = "likelier_class"


@dataclass(frozen=True)
class Shown:
    """Which rows are shown, most suspicious first: ``at`` is their place in ``part``, -1 where no score was kept."""

    row: NDArray[np.int64]
    at: NDArray[np.int64]

    def of(self, values: NDArray[Any], otherwise: float) -> NDArray[Any]:
        taken = values[np.maximum(self.at, 0)] if len(values) else np.full(len(self.at), otherwise)
        return np.where(self.at >= 0, taken, otherwise)


def document(report: Report, posture: Posture | None = None, asset: str | None = None) -> dict[str, Any]:
    """What the view shows of ``report``; of ``posture`` the versions and aliases trained on the data set ``asset``.

    Raises
    ------
    UsageError : the posture has no such asset.
    """
    checked = report.checked
    part, codebook = checked.kept.part, checked.codebook
    shown = _shown(report, part)
    rows, unread = _rows(report, shown)
    high = np.zeros(len(shown.row), bool) if part is None else shown.of(part.suspicion, 0.0) >= report.threshold
    told = telling(report, rows, high)
    names = masked([str(name) for name in codebook.classes], 60)
    head = {
        "format": FORMAT, "version": VERSION, "name": masked([report.name], 80)[0],
        "count": checked.count, "scored": checked.scored, "threshold": report.threshold,
        "suspicious": checked.kept.alerts.get("suspicion", 0), "expected": report.alert_rate * checked.scored,
        "families": [_family(report, part, str(family)) for family in FAMILIES],
        "not_assessed": _pairs({**report.not_assessed, **({"values": unread} if unread else {})}),
        "not_assessed_of": len(report.not_assessed) + bool(unread),
        "label": None if codebook.label is None else masked([codebook.label], 80)[0], "classes": names,
        "features": len(codebook.features) + len(codebook.texts), "seconds": round(checked.seconds, 1),
        "trained": None if posture is None else trained(posture, report.name, asset),
    }  # fmt: skip
    return head | {
        "rows": _scores(report, part, shown, rows), "projection": _plane(rows),
        "columns": columns(report, rows, told), "texts": texts(rows), "images": images(rows),
        "triggers": triggers(report, shown.row, rows, told),
    }  # fmt: skip


def _shown(report: Report, part: Part | None) -> Shown:
    """All suspicious rows and those that carry a trigger, then a sample of the others, the same at every call."""
    if part is None:
        return Shown(np.zeros(0, np.int64), np.zeros(0, np.int64))
    random = np.random.default_rng(0)
    high = np.flatnonzero(part.suspicion >= report.threshold)
    high = high[np.argsort(-part.suspicion[high], kind="stable")][:SUSPICIOUS]
    carriers = [np.asarray(one.rows, np.int64) for one in report.checked.triggers] if are_positions(report) else []
    carried = np.flatnonzero(np.isin(part.row, np.concatenate(carriers))) if carriers else high[:0]
    first = np.union1d(high, carried[: SUSPICIOUS // 2])
    others = np.setdiff1d(np.flatnonzero(part.suspicion < report.threshold), first)
    chosen = np.union1d(first, random.choice(others, min(len(others), ROWS - len(first)), replace=False))
    chosen = chosen[np.lexsort((part.row[chosen], -part.suspicion[chosen]))].astype(np.int64)
    row = part.row[chosen]
    if not report.checked.kept.whole:
        beside = np.setdiff1d(random.integers(0, report.checked.count, AROUND), part.row)
        row, chosen = np.concatenate([row, beside]), np.concatenate([chosen, np.full(len(beside), -1)])
    return Shown(row, chosen)


def _rows(report: Report, shown: Shown) -> tuple[Encoded | None, str]:
    """The shown rows, read once more; or why they cannot be."""
    if not len(shown.row):
        return None, ""
    order = np.argsort(shown.row, kind="stable")
    try:
        table = report._source.take(shown.row[order])
        if len(table) != len(order):
            return None, f"{len(table):,} of {len(order):,} rows were found again: the data changed; check it anew"
        back = np.argsort(order, kind="stable")
        return report.checked.codebook.encode(table).take(back), ""
    except (AispmError, pa.ArrowException, OSError) as error:
        return None, f"the rows could not be read again ({line(error, 200)}); check the data anew"


def _family(report: Report, part: Part | None, name: str) -> dict[str, Any]:
    """Rows at or above the alert by this family's score, those that it explains best, or why it was not assessed."""
    kept, missed = report.checked.kept, report.checked.not_assessed
    why = missed.get(name) or (missed.get("rows", "no rows") if part is None or name not in part.families else "")
    why = why if part is None or name not in part.families else ""
    return {"name": name, "alerts": kept.alerts.get(name, 0), "explains": kept.by_threat.get(name, 0),
            "not_assessed": masked([why], SAID)[0]}  # fmt: skip


def _scores(report: Report, part: Part | None, shown: Shown, rows: Encoded | None) -> dict[str, Any]:
    if part is None:
        return {"row": [], "suspicion": packed(shown.row, "f4"), "threat": packed(shown.row, "i1"), "why": {},
                "families": {}, "label": None, "target": None, "likelier": None}  # fmt: skip
    why = [part.why.get(row, "") for row in shown.row.tolist()]
    label = None if rows is None or rows.label is None else packed(rows.label, "i4")
    target = None if rows is None or rows.target is None else packed(rows.target, "f8")
    likelier = part.checks.get(LIKELIER)
    meant = None if likelier is None else np.nan_to_num(shown.of(likelier, MISSING), nan=MISSING)
    return {
        "row": shown.row.tolist(), "suspicion": packed(shown.of(part.suspicion, np.nan), "f4"),
        "threat": packed(shown.of(part.threat, -1), "i1"),
        "families": {name: packed(shown.of(part.families[name], np.nan), "f4")
                     for name in map(str, FAMILIES) if name in part.families},
        "why": {str(i): said for i, said in enumerate(masked(why, SAID)) if said},
        "label": label, "target": target, "likelier": None if meant is None else packed(meant, "i4"),
    }  # fmt: skip


def _plane(rows: Encoded | None) -> dict[str, Any] | None:
    found = None if rows is None else projected(rows)
    if found is None:
        return None
    return {"x": packed(found.x, "f4"), "y": packed(found.y, "f4"), "share": list(found.share), "of": found.of}


def _pairs(not_assessed: dict[str, str]) -> list[list[str]]:
    pairs = list(not_assessed.items())[:LISTED]
    whats, whys = masked([what for what, _ in pairs], 100), masked([why for _, why in pairs], SAID)
    return [list(pair) for pair in zip(whats, whys, strict=True)]
