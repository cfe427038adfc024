"""What all subjects share: a row of the table, a fresh process, a folder for data, medians."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
CACHE = Path(os.environ.get("AISPM_BENCH_DATA", Path(tempfile.gettempdir()) / "aispm-benchmarks"))

_CALL = "import importlib, json, sys; print(json.dumps(getattr(importlib.import_module(sys.argv[1]), sys.argv[2])(*sys.argv[3:])))"


class Row(NamedTuple):
    what: str
    ours: str
    peer: str
    ratio: str
    target: str
    met: bool | None


def fresh(function: Callable[..., Any], *arguments: object) -> Any:
    """The answer of a function of a module, called with text in a process of its own.

    Python keeps the bytecode of what it imports there, as it does for a user, whatever this machine is set to.
    """
    called = [sys.executable, "-W", "ignore", "-c", _CALL, function.__module__, function.__name__, *map(str, arguments)]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = str(CACHE / "bytecode")
    done = subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False, env=kept)
    if done.returncode:
        raise RuntimeError(f"{function.__module__}.{function.__name__}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def median(function: Callable[..., Any], *arguments: object, times: int = 5) -> float:
    """Of several fresh processes."""
    return statistics.median(float(fresh(function, *arguments)) for _ in range(times))


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def registry() -> Path:
    """The big registry, made when it is not there yet."""
    from benchmarks.registry import make

    path = CACHE / "mlflow.db"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        make(path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
    return path


def peak() -> float:
    """The most memory that this process held, in MB; ru_maxrss would count the parent's."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def machine() -> str:
    models = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    packages = ("duckdb", "pyarrow", "mlflow", "adbc-driver-sqlite")
    named = ", ".join(f"{name} {version(name)}" for name in packages)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC; {os.cpu_count()} x {models[0] if models else platform.machine()}; "
        f"{platform.system()}, Python {platform.python_version()}; {named}; load {load}"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
