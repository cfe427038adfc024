"""Scans that are killed, interrupted or run beside one another: the store opens, and the next scan is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import aispm_nb as aispm
from aispm_nb.posture import Posture

from ..conftest import contents
from .conftest import Registry

SCAN = """
import sys, aispm_nb as aispm
workspace = aispm.connect(sys.argv[1], store=sys.argv[2], name="hostile")
print("begins", flush=True)
workspace.scan(progress=lambda step: print(step, flush=True))
print("ends", flush=True)
"""
RANDOM = random.Random(20260106)
MOMENTS = [round(RANDOM.uniform(0, 2.0), 3) for _ in range(3)]


def _start(registry: Registry) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCAN, f"sqlite:///{registry.database}", str(registry.store)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=registry.folder)


def _reach(process: subprocess.Popen[str], step: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if line.startswith(step):
            return
    raise AssertionError(f"the scan never came to {step}: {process.communicate()[1]}")


def _fresh(registry: Registry) -> Posture:
    return aispm.connect(f"sqlite:///{registry.database}", store=registry.folder / "fresh.duckdb", name="hostile").scan(
        progress=False
    )


def _told(posture: Posture) -> list[dict[str, object]]:
    return posture.rows("SELECT * EXCLUDE (first_seen, last_seen) FROM findings ORDER BY ALL")


def _whole(registry: Registry) -> None:
    fresh, after = _fresh(registry), registry.scan()
    assert _told(after) == _told(fresh)
    assert (after.score, after.coverage) == (fresh.score, fresh.coverage)
    skip = "registries"  # it says when each was met first
    mine, theirs = (contents(path) for path in (registry.store, registry.folder / "fresh.duckdb"))
    assert {name: row for name, row in mine.items() if not name.endswith((skip, "findings"))} == {
        name: row for name, row in theirs.items() if not name.endswith((skip, "findings"))}  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment(registry: Registry, moment: float) -> None:
    process = _start(registry)
    _reach(process, "begins")
    time.sleep(moment)
    process.kill()
    process.wait()
    _whole(registry)


@pytest.mark.parametrize("step", ["runs", "judging"])
def test_killed_in_the_second_scan_the_first_posture_stands(registry: Registry, step: str) -> None:
    first = registry.scan()
    registry.poison("UPDATE registered_models SET description = NULL")
    process = _start(registry)
    _reach(process, step)
    process.kill()
    process.wait()
    assert registry.workspace().posture().to_json() == first.to_json()
    assert len(registry.scan().diff(first)) > 0


def test_interrupted_from_the_keyboard(registry: Registry) -> None:
    first = registry.scan()
    registry.poison("UPDATE registered_models SET description = NULL")

    def interrupt(step: str) -> None:
        if step == "judging":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.workspace().scan(progress=interrupt)
    assert registry.workspace().posture().to_json() == first.to_json()
    _whole(registry)


def test_the_command_line_says_that_it_was_interrupted(registry: Registry) -> None:
    aispm_ = str(Path(sys.executable).with_name("aispm"))
    command = [aispm_, "scan", f"sqlite:///{registry.database}", "--store", str(registry.store)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=registry.folder)
    deadline = time.monotonic() + 30
    while not registry.store.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (
        (process.returncode, out) == (3, "")
        and "interrupted; what was pulled is kept" in err
        and "Traceback" not in err
    )


def test_two_at_once(registry: Registry) -> None:
    both = [_start(registry) for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0 and out.endswith("ends\n"), err
    assert [row["scan"] for row in registry.workspace().posture().rows("FROM trend")] == [1, 2]
    _whole(registry)
