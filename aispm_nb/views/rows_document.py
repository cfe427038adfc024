"""The document behind ``report.view()``: a bounded part of a checked data set as plain values, masked, ready for JSON.

Arrays are base64 of little-endian bytes under the name of their type, so that 5,000 rows of 20 columns stay below 1 MB.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..training_data.columns import room
from ..training_data.detect import FAMILIES, REFERENCE, Trigger
from ..training_data.encoded import MISSING, Encoded
from ..vocabulary import AispmError
from .card import line
from .rows_projection import projected, robust

if TYPE_CHECKING:
    from ..posture import Posture
    from ..report import Report
    from ..training_data.kept import Part

FORMAT, VERSION = "aispm-rows", 1
ROWS, SUSPICIOUS, AROUND = 5_000, 4_000, 1_000  # shown; of them suspicious; others where most were not kept
COLUMNS, VALUES, TEXTS = 24, 120, 2
LETTERS, PIXELS = 600_000, 200_000  # of free text and of images, in all
SAID, LISTED = 240, 60
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
    names = _masked([str(name) for name in codebook.classes], 60)
    head = {
        "format": FORMAT, "version": VERSION, "name": _masked([report.name], 80)[0],
        "count": checked.count, "scored": checked.scored, "threshold": report.threshold,
        "suspicious": checked.kept.alerts.get("suspicion", 0), "expected": report.alert_rate * checked.scored,
        "families": [_family(report, part, str(family)) for family in FAMILIES],
        "not_assessed": _pairs({**report.not_assessed, **({"values": unread} if unread else {})}),
        "not_assessed_of": len(report.not_assessed) + bool(unread),
        "label": None if codebook.label is None else _masked([codebook.label], 80)[0], "classes": names,
        "features": len(codebook.features) + len(codebook.texts), "seconds": round(checked.seconds, 1),
        "trained": None if posture is None else _trained(posture, report.name, asset),
    }  # fmt: skip
    return head | {
        "rows": _scores(report, part, shown, rows), "projection": _plane(rows),
        "columns": _columns(report, shown, rows), "texts": _texts(rows), "images": _images(rows),
        "triggers": _triggers(report, shown, rows),
    }  # fmt: skip


def packed(values: NDArray[Any], kind: str) -> dict[str, str]:
    """``{"f4": base64}``: what the page reads as a typed array."""
    return {kind: base64.b64encode(np.ascontiguousarray(values, dtype=f"<{kind}").tobytes()).decode()}


def _shown(report: Report, part: Part | None) -> Shown:
    """All suspicious rows and those that carry a trigger, then a sample of the others, the same at every call."""
    if part is None:
        return Shown(np.zeros(0, np.int64), np.zeros(0, np.int64))
    random = np.random.default_rng(0)
    high = np.flatnonzero(part.suspicion >= report.threshold)
    high = high[np.argsort(-part.suspicion[high], kind="stable")][:SUSPICIOUS]
    carriers = [np.asarray(one.rows, np.int64) for one in report.checked.triggers] if _positions(report) else []
    carried = np.flatnonzero(np.isin(part.row, np.concatenate(carriers))) if carriers else high[:0]
    first = np.union1d(high, carried[: SUSPICIOUS // 2])
    others = np.setdiff1d(np.arange(len(part)), first)
    chosen = np.union1d(first, random.choice(others, min(len(others), ROWS - len(first)), replace=False))
    chosen = chosen[np.lexsort((part.row[chosen], -part.suspicion[chosen]))].astype(np.int64)
    row = part.row[chosen]
    if not report.checked.kept.whole:
        beside = np.setdiff1d(random.integers(0, report.checked.count, AROUND), part.row)
        row, chosen = np.concatenate([row, beside]), np.concatenate([chosen, np.full(len(beside), -1)])
    return Shown(row, chosen)


def _positions(report: Report) -> bool:
    """Whether a trigger's rows are positions in the data set: they are positions in the sample that was fitted."""
    return report.checked.count <= REFERENCE


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
            "not_assessed": _masked([why], SAID)[0]}  # fmt: skip


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
        "why": {str(i): said for i, said in enumerate(_masked(why, SAID)) if said},
        "label": label, "target": target, "likelier": None if meant is None else packed(meant, "i4"),
    }  # fmt: skip


def _plane(rows: Encoded | None) -> dict[str, Any] | None:
    found = None if rows is None else projected(rows)
    if found is None:
        return None
    return {"x": packed(found.x, "f4"), "y": packed(found.y, "f4"), "share": list(found.share), "of": found.of}


def _columns(report: Report, shown: Shown, rows: Encoded | None) -> list[dict[str, Any]]:
    """The columns that tell most; of one that holds personal data or secrets in its numbers there is only the name."""
    if rows is None:
        return []
    checked = report.checked
    telling = _telling(rows, shown.at, report)
    names = _masked([rows.features[i].name for i in telling], 80)
    columns = []
    for i, name in zip(telling, names, strict=True):
        feature, facts = rows.features[i], checked.columns.get(rows.features[i].name)
        held = [] if facts is None or feature.values else [value.kind for value in [*facts.secret, *facts.personal]]
        column = report._source.schema.field(feature.name).type if feature.name in report._source.schema.names else None
        time = column is not None and (pa.types.is_timestamp(column) or pa.types.is_date(column))
        columns.append({
            "name": name, "kind": "time" if time else str(feature.kind), "offset": float(checked.codebook.offsets[i]),
            "values": _masked(list(feature.values[:VALUES]), 48), "held": ", ".join(held),
            "data": None if held else packed(rows.numbers[:, i], "f4"),
        })  # fmt: skip
    return columns


def _telling(rows: Encoded, at: NDArray[np.int64], report: Report) -> list[int]:
    """Positions of at most ``COLUMNS`` columns, in their order: those of triggers first, then those in which suspicious
    rows stand furthest out."""
    count = len(rows.features)
    if count <= COLUMNS:
        return list(range(count))
    named = {name for trigger in report.checked.triggers for name in trigger.columns}
    first = [i for i, feature in enumerate(rows.features) if feature.name in named][:COLUMNS]
    part = report.checked.kept.part
    high = np.zeros(len(rows), bool) if part is None else Shown(at, at).of(part.suspicion, 0.0) >= report.threshold
    looked = range(count) if count * len(rows) <= 20_000_000 else range(0, count, count * len(rows) // 20_000_000 + 1)
    told = {}
    for i in looked:
        apart = robust(rows.numbers[:, i].astype(np.float64))
        told[i] = float(np.abs(apart[high]).mean() - np.abs(apart[~high]).mean()) if 0 < high.sum() < len(high) else 0.0
    rest = [i for i in sorted(told, key=lambda i: (-told[i], i)) if i not in set(first)]
    return sorted([*first, *rest][:COLUMNS])


def _texts(rows: Encoded | None) -> list[dict[str, Any]]:
    if rows is None or not rows.texts:
        return []
    named = list(rows.texts.items())[:TEXTS]
    most = max(20, min(200, LETTERS // (len(rows) * len(named))))
    return [{"name": _masked([name], 80)[0], "data": _masked(column, most)} for name, column in named]


def _images(rows: Encoded | None) -> dict[str, Any] | None:
    """The first rows as bytes, as many as fit: the pictures of what is most suspicious."""
    if rows is None or rows.image is None:
        return None
    height, width, channels = rows.image
    fit = min(len(rows), PIXELS // max(1, height * width * channels))
    if not fit:
        return None
    pixels = np.nan_to_num(rows.numbers[:fit])
    low, high = float(pixels.min()), float(pixels.max())
    grey = np.round((pixels - low) / max(high - low, 1e-12) * 255).astype(np.uint8)
    return {"height": height, "width": width, "channels": channels, "data": packed(grey, "u1")}


def _triggers(report: Report, shown: Shown, rows: Encoded | None) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    features = [] if rows is None else [rows.features[i].name for i in _telling(rows, shown.at, report)]
    for trigger, sentence in zip(report.checked.triggers[:LISTED], report.triggers, strict=False):
        if _positions(report):
            carried = np.isin(shown.row, np.asarray(trigger.rows, np.int64))
        else:
            carried = np.zeros(len(shown.row), bool) if rows is None else _carries(trigger, rows)
        columns = [features.index(name) for name in trigger.columns if name in features]
        said = found.setdefault(line(sentence, SAID), {"rows": set(), "columns": columns})
        said["rows"].update(np.flatnonzero(carried).tolist())
    return [{"sentence": said, "rows": sorted(one["rows"]), "columns": one["columns"]} for said, one in found.items()]


def _carries(trigger: Trigger, rows: Encoded) -> NDArray[np.bool_]:
    """Which of ``rows`` hold the trigger and its label: told from their values."""
    held = np.ones(len(rows), bool)
    places = {feature.name: i for i, feature in enumerate(rows.features)}
    for name, low, high in zip(trigger.columns, trigger.low, trigger.high, strict=True):
        values = rows.numbers[:, places[name]]
        held &= np.isnan(values) if np.isnan(high) else (values >= np.float32(low)) & (values <= np.float32(high))
    said = [" ".join(row).lower() for row in zip(*rows.texts.values(), strict=True)] if trigger.tokens else []
    for token in trigger.tokens:
        held &= np.array([token.lower() in text for text in said], bool)
    if not trigger.columns and not trigger.tokens:
        held[:] = False
    if rows.label is not None and trigger.label in rows.classes:
        held &= rows.label == rows.classes.index(trigger.label)
    return held


def _trained(posture: Posture, name: str, asset: str | None) -> dict[str, Any]:
    """Versions behind which the data set stands, served ones first; without ``asset`` it is looked for by its name."""
    if asset is None:
        stem = name.replace("\\", "/").rsplit("/", 1)[-1]
        known = posture.rows("SELECT asset, label FROM assets WHERE kind = 'dataset' ORDER BY asset")
        fits = [one["asset"] for one in known if {one["label"], _plain(one["asset"])} & {name, stem}]
        if len(fits) != 1:
            some = ", ".join(line(one, 80) for one in (fits or [one["asset"] for one in known])[:5]) or "none"
            said = f"{'several data sets' if fits else 'no data set'} of this posture {'have' if fits else 'has'} the name {line(stem, 60)}; give asset=… ({some})"
            return {"asset": None, "why": _masked([said], 400)[0], "versions": [], "of": 0}
        asset = fits[0]
    ahead: dict[str, list[str]] = {}
    for source, target in posture.lineage(asset)[["source", "target"]].itertuples(index=False):
        ahead.setdefault(source, []).append(target)
    reached = [asset]
    seen = {asset}
    for here in reached:
        fresh = [there for there in ahead.get(here, ()) if there not in seen]
        seen.update(fresh)
        reached += fresh
    versions = posture.rows(
        "SELECT asset, label, served_as FROM assets WHERE kind = 'model_version' AND list_contains(?, asset) "
        "ORDER BY served_as IS NULL, asset", [reached]
    )  # fmt: skip
    listed = versions[:LISTED]
    labels = _masked([one["label"] or one["asset"] for one in listed], 80)
    served = _masked([one["served_as"] or "" for one in listed], 80)
    return {
        "asset": _masked([asset], 120)[0], "why": "", "of": len(versions),
        "served": sum(one["served_as"] is not None for one in versions),
        "versions": [{"label": label, "served_as": how} for label, how in zip(labels, served, strict=True)],
    }  # fmt: skip


def _plain(asset: str) -> str:
    """``datasets:/name@digest`` without what is around the name."""
    return asset.split(":/", 1)[-1].rsplit("@", 1)[0]


def _pairs(not_assessed: dict[str, str]) -> list[list[str]]:
    pairs = list(not_assessed.items())[:LISTED]
    whats, whys = _masked([what for what, _ in pairs], 100), _masked([why for _, why in pairs], SAID)
    return [list(pair) for pair in zip(whats, whys, strict=True)]


def _masked(texts: Sequence[str], most: int) -> list[str]:
    """Each on one line of at most ``most`` characters, with what looks like a secret or personal data masked."""
    told = sorted({text.encode("utf-8", "replace").decode() for text in texts if text})
    if not told:
        return [""] * len(texts)
    con = room().cursor()
    con.register("said", pa.table({"t": told}))
    said = dict(con.execute("SELECT t, shown(t) FROM said").fetchall())
    return [line(said.get(text.encode("utf-8", "replace").decode(), ""), most) for text in texts]
