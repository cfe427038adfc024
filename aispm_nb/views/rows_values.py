"""What ``report.view()`` says of the values of rows: columns, texts, images, and which rows carry a trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..training_data.detect import REFERENCE, Trigger
from ..training_data.encoded import Encoded
from .card import line
from .rows_masked import masked, packed
from .rows_projection import robust

if TYPE_CHECKING:
    from ..report.report import Report

COLUMNS, VALUES, TEXTS = 24, 120, 2
LETTERS, PIXELS = 600_000, 200_000  # of free text and of images, in all
SAID, LISTED = 240, 60


def columns(report: Report, rows: Encoded | None, chosen: list[int]) -> list[dict[str, Any]]:
    """The columns that tell most; of one that holds personal data or secrets in its numbers there is only the name."""
    if rows is None:
        return []
    checked = report.checked
    names = masked([rows.features[i].name for i in chosen], 80)
    found = []
    for i, name in zip(chosen, names, strict=True):
        feature, facts = rows.features[i], checked.columns.get(rows.features[i].name)
        held = [] if facts is None or feature.values else [value.kind for value in [*facts.secret, *facts.personal]]
        column = report._source.schema.field(feature.name).type if feature.name in report._source.schema.names else None
        time = column is not None and (pa.types.is_timestamp(column) or pa.types.is_date(column))
        found.append({
            "name": name, "kind": "time" if time else str(feature.kind), "offset": float(checked.codebook.offsets[i]),
            "values": masked(list(feature.values[:VALUES]), 48), "held": ", ".join(held),
            "data": None if held else packed(rows.numbers[:, i], "f4"),
        })  # fmt: skip
    return found


def telling(report: Report, rows: Encoded | None, high: NDArray[np.bool_]) -> list[int]:
    """Positions of at most ``COLUMNS`` columns, in their order: those of triggers first, then those in which the
    suspicious rows (``high``) stand furthest out."""
    count = 0 if rows is None else len(rows.features)
    if rows is None or count <= COLUMNS:
        return list(range(count))
    named = {name for trigger in report.checked.triggers for name in trigger.columns}
    first = [i for i, feature in enumerate(rows.features) if feature.name in named][:COLUMNS]
    looked = range(count) if count * len(rows) <= 20_000_000 else range(0, count, count * len(rows) // 20_000_000 + 1)
    told = {}
    for i in looked:
        apart = robust(rows.numbers[:, i].astype(np.float64))
        told[i] = float(np.abs(apart[high]).mean() - np.abs(apart[~high]).mean()) if 0 < high.sum() < len(high) else 0.0
    rest = [i for i in sorted(told, key=lambda i: (-told[i], i)) if i not in set(first)]
    return sorted([*first, *rest][:COLUMNS])


def texts(rows: Encoded | None) -> list[dict[str, Any]]:
    if rows is None or not rows.texts:
        return []
    named = list(rows.texts.items())[:TEXTS]
    most = max(20, min(200, LETTERS // (len(rows) * len(named))))
    return [{"name": masked([name], 80)[0], "data": masked(column, most)} for name, column in named]


def images(rows: Encoded | None) -> dict[str, Any] | None:
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


def triggers(report: Report, row: NDArray[np.int64], rows: Encoded | None, chosen: list[int]) -> list[dict[str, Any]]:
    """Each with the places of the rows that carry it and of its columns among those that are sent."""
    features = [] if rows is None else [rows.features[i].name for i in chosen]
    found: dict[str, dict[str, Any]] = {}
    for trigger, sentence in zip(report.checked.triggers[:LISTED], report.triggers, strict=False):
        if are_positions(report):
            carried = np.isin(row, np.asarray(trigger.rows, np.int64))
        else:
            carried = np.zeros(len(row), bool) if rows is None else carries(trigger, rows)
        places = [features.index(name) for name in trigger.columns if name in features]
        said = found.setdefault(line(sentence, SAID), {"rows": set(), "columns": places})
        said["rows"].update(np.flatnonzero(carried).tolist())
    return [{"sentence": said, "rows": sorted(one["rows"]), "columns": one["columns"]} for said, one in found.items()]


def are_positions(report: Report) -> bool:
    """Whether a trigger's rows are positions in the data set: they are positions in the sample that was fitted."""
    return report.checked.count <= REFERENCE


def carries(trigger: Trigger, rows: Encoded) -> NDArray[np.bool_]:
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
