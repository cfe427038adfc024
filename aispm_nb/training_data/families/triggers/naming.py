"""A box of ranks as a trigger that a person can look for: columns by name, values as they came."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...encoded import Encoded
from .box import Ranks
from .labelled import Found
from .trigger import Trigger

Codes = NDArray[np.int64]


def named(
    found: Found, ranks: Ranks, held: list[NDArray[np.float32]], rows: Encoded, columns: NDArray[np.intp], at: Codes
) -> Trigger:
    """The box in words: ``columns`` are those of ``rows`` that were ranked, ``at`` the rows that were; ``held`` the values behind the ranks."""
    assert rows.label is not None
    box = found.box
    inside = box.holds(ranks)
    features = [rows.features[int(columns[c])] for c in box.columns]
    order = np.argsort([int(columns[c]) for c in box.columns])
    low, high, values, pixels = [], [], [], []
    for c, feature, a, b in zip(box.columns, features, box.low, box.high, strict=True):
        low.append(float(held[c][a]) if a >= 0 else float("nan"))
        high.append(float(held[c][b]) if b >= 0 else float("nan"))
        codes = range(int(low[-1]), int(high[-1]) + 1) if feature.values and a >= 0 else ()
        values.append("missing" if b < 0 else " or ".join(feature.values[k] for k in codes if k < len(feature.values)))
        if rows.image is not None:
            pixels.append(divmod(int(columns[c]) // rows.image[2], rows.image[1]))
    hit = inside & (rows.label[at] == found.label)
    return Trigger(
        label=rows.classes[found.label],
        n=int(inside.sum()),
        share=float(hit.sum() / max(inside.sum(), 1)),
        rows=at[hit],
        evidence=found.evidence,
        columns=tuple(features[k].name for k in order),
        low=tuple(low[k] for k in order),
        high=tuple(high[k] for k in order),
        values=tuple(values[k] for k in order),
        pixels=tuple(pixels[k] for k in order) if pixels else (),
        where=tuple(int(columns[box.columns[k]]) for k in order),
    )
