"""Seeded tables of a made-up bank. No column is personal unless a plant says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sample_registries.lab import Table
from sample_registries.workshop import Workshop

COLUMNS = {
    "credit_accounts": ("debt_ratio", "utilisation", "late_payments", "months_on_book"),
    "card_payments": ("amount", "merchant_risk", "hour_of_day", "distance_km"),
    "deposits": ("balance_mean", "balance_trend", "withdrawals", "term_months"),
    "footfall": ("weekday", "rain_mm", "queue_minutes", "tellers"),
}


def rows(name: str, seed: int = 0) -> pd.DataFrame:
    """240 rows with a label that the columns explain, some noise aside."""
    draw = np.random.default_rng([*name.encode(), seed])
    names = COLUMNS[name]
    values = np.round(draw.gamma(2.0, 1.0, size=(240, len(names))), 3)
    frame = pd.DataFrame(values, columns=list(names))
    score = values @ np.linspace(1.0, -0.5, len(names)) + draw.normal(0, 0.3, len(values))
    frame["label"] = (score > np.median(score)).astype("int64")
    return frame


def table(shop: Workshop, name: str, source: Any = None) -> Table:
    """A table; without another source it is a file under the registry's own folder."""
    frame = rows(name)
    if source is None:
        path = shop.root / "data" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        if not path.is_file():
            frame.to_csv(path, index=False)
        source = str(path)
    return Table.cut(name, frame, "label", source)
