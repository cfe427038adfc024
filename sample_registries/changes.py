"""What somebody did between two scans: a change that only a comparison can find.

`make(sample)` alters an unpacked copy and says which findings the next scan owes. MLflow has no
record of either act, and both leave every time stamp as it was.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from . import Sample

Expected = tuple[str, str, str]  # rule, asset, because


def make(sample: Sample) -> list[Expected]:
    """Move the champion of one model of the bank, and alter a file of another."""
    if sample.name != "bank":
        raise ValueError(f"changes are known for the bank only, not for {sample.name}")
    with closing(sqlite3.connect(sample.folder / "mlflow.db")) as connection, connection:
        connection.execute(
            "UPDATE registered_model_aliases SET version = 4 WHERE name = 'credit-risk' AND alias = 'champion'"
        )
        (location,) = connection.execute(
            "SELECT storage_location FROM model_versions WHERE name = 'branch-footfall' AND version = 3"
        ).fetchone()
    model = Path(location) / "model.skops"
    kept = model.stat()
    with model.open("ab") as content:
        content.write(b"\0")  # a zip archive still opens with a byte after its end
    os.utime(model, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    return [
        ("alias-moved", "models:/credit-risk/4", "champion pointed at version 6 before"),
        ("alias-behind-approved-version", "models:/credit-risk/4", "6 is approved"),
        ("files-changed", "models:/branch-footfall/3", "model.skops has one byte more"),
    ]
