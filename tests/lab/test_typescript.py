"""The front end's own checks: strict types without ``any``, and its unit tests, which read the golden postures that Python's tests read."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ..conftest import require

EXTENSIONS = Path(__file__).parents[2] / "extensions"
PACKAGES = ("posture-view", "jupyterlab-aispm")
ANY = re.compile(r"[:<|&,(]\s*any\b|\bas any\b|\bany\[\]|@ts-(ignore|nocheck|expect-error)")


def sources(package: str) -> list[Path]:
    return sorted((EXTENSIONS / package / "src").rglob("*.ts"))


@pytest.fixture(scope="module", params=PACKAGES)
def package(request: pytest.FixtureRequest) -> Path:
    """An extension's folder with what its lock file names."""
    folder: Path = EXTENSIONS / request.param
    require(shutil.which("node") and shutil.which("npm"), "Node 20 and npm")
    if not (folder / "node_modules").is_dir():
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True)
        require(done.returncode == 0, f"the packages of {folder.name}/package-lock.json: {done.stderr[-400:]}")
    return folder


def run(package: Path, script: str) -> str:
    done = subprocess.run(["npm", "run", "--silent", script], cwd=package, capture_output=True, text=True, timeout=300)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-6000:]
    return said


def test_types_are_strict(package: Path) -> None:
    run(package, "check")
    configured = (EXTENSIONS / "posture-view" / "tsconfig.json").read_text()
    assert '"strict": true' in configured and '"noUncheckedIndexedAccess": true' in configured


def test_its_unit_tests(package: Path) -> None:
    said = run(package, "test")
    passed = re.search(r"^. pass (\d+)$", said, re.MULTILINE)
    assert passed and int(passed[1]) >= 15, said[-2000:]


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_is_of_any_type(name: str) -> None:
    assert len(sources(name)) > 20
    found = [f"{path.name}: {line}" for path in sources(name) for line in path.read_text("utf-8").splitlines()
             if ANY.search(re.sub(r"\"[^\"]*\"|//.*", "", line))]  # fmt: skip
    assert not found
