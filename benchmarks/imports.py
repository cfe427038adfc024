"""How long ``import aispm_nb`` takes, and what the first use of it then loads: in processes that loaded nothing before."""

from __future__ import annotations

import statistics
import subprocess
import sys
from importlib.metadata import version

from benchmarks.measure import ROOT, Row

_TIMED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"


def timed(statement: str, times: int = 5) -> float:
    command = [sys.executable, "-c", _TIMED.format(statement)]
    runs = (subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True) for _ in range(times))
    return statistics.median(float(run.stdout) for run in runs)


def rows(full: bool) -> list[Row]:
    ours, use = timed("import aispm_nb", times=9), timed("from aispm_nb import connect")
    peer = timed("import mlflow")
    named = f"`import mlflow` {version('mlflow')}: {peer:.2f} s"
    return [
        Row("`import aispm_nb`", f"{ours * 1000:.0f} ms", named, f"{peer / ours:.0f} x", "< 0.3 s", ours < 0.3),
        Row("… and the first `aispm_nb.connect`", f"{use:.2f} s", named, f"{peer / use:.1f} x", "reported", None),
    ]
