"""What may be sent to a page: texts masked and bounded, arrays as base64."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..training_data.columns import room
from .card import line


def packed(values: NDArray[Any], kind: str) -> dict[str, str]:
    """``{"f4": base64}``: what the page reads as a typed array."""
    return {kind: base64.b64encode(np.ascontiguousarray(values, dtype=f"<{kind}").tobytes()).decode()}


def masked(texts: Sequence[str], most: int) -> list[str]:
    """Each on one line of at most ``most`` characters, with what looks like a secret or personal data masked."""
    told = sorted({text.encode("utf-8", "replace").decode() for text in texts if text})
    if not told:
        return [""] * len(texts)
    con = room().cursor()
    con.register("said", pa.table({"t": told}))
    said = dict(con.execute("SELECT t, shown(t) FROM said").fetchall())
    return [line(said.get(text.encode("utf-8", "replace").decode(), ""), most) for text in texts]
