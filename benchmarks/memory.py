"""The whole scan of the big registry in a process of its own: peak memory, the first scan's time, and that of one unchanged."""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Row, fresh, registry, seconds


def scanning(path: str) -> list[float]:
    """Peak of memory after one scan in GiB, seconds of it (imports within), seconds of the next."""
    with tempfile.TemporaryDirectory() as folder:

        def scan() -> None:
            from aispm_nb import connect

            connect(f"sqlite:///{path}", store=Path(folder) / "store.duckdb", name="big").scan(progress=False)

        first = seconds(scan)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return [peak / 2**30, first, seconds(scan)]


def rows(full: bool) -> list[Row]:
    peak, first, again = (
        sorted(values)[1] for values in zip(*(fresh(scanning, registry()) for _ in range(3)), strict=True)
    )
    return [
        Row("peak memory of a whole scan", f"{peak:.2f} GiB", "none", "", "< 1 GiB", peak < 1),
        Row("whole scan, imports within", f"{first:.1f} s", "none", "", "reported", None),
        Row(
            "scan again, nothing changed",
            f"{again:.1f} s",
            "none",
            f"{again / first:.2f} of the first",
            "reported",
            None,
        ),
    ]
