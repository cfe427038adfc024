"""The extension as it is shipped: fresh, of one version, and installed by a wheel where there is no Node."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import aispm_nb

from ..conftest import require

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "aispm_nb" / "labextension"
EXTENSIONS = ROOT / "extensions"


def test_the_committed_bundle_is_of_these_sources() -> None:
    """As build.mjs counts them: our sources and the board's, which the bundle holds too."""
    own = EXTENSIONS / "jupyterlab-aispm"
    files = [own / "build.mjs", own / "package.json", own / "package-lock.json"]
    for folder in (own / "src", own / "schema", own / "style", EXTENSIONS / "posture-view" / "src"):
        files += [path for path in folder.rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(EXTENSIONS).as_posix(), path) for path in files):
        digest.update(f"{name}\n".encode() + path.read_bytes())
    stored = (BUNDLE / "sources.sha256").read_text().strip()
    assert digest.hexdigest() == stored, "the sources have changed since the bundle was built: make front"


def test_the_version_is_one_number_everywhere() -> None:
    numbers = {
        str(path.relative_to(ROOT)): json.loads(path.read_text())["version"]
        for path in (
            BUNDLE / "package.json",
            EXTENSIONS / "jupyterlab-aispm" / "package.json",
            EXTENSIONS / "jupyterlab-aispm" / "package-lock.json",
            EXTENSIONS / "posture-view" / "package.json",
        )
    }
    assert set(numbers.values()) == {aispm_nb.__version__}, numbers
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "aispm_nb/version.py"


def test_the_bundle_names_no_other_host() -> None:
    for script in (BUNDLE / "static").glob("*.js"):
        text = script.read_text("utf-8")
        assert "//cdn" not in text and "unpkg" not in text, script.name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a clean checkout of what is committed, with no Node on the path."""
    require((ROOT / ".git").exists() and shutil.which("git"), "a git checkout, to build a wheel from")
    folder = tmp_path_factory.mktemp("wheel")
    tree = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    (folder / "tree").mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder / "tree")], input=tree, check=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=folder / "tree", env=without_node(), check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def without_node(**more: str) -> dict[str, str]:
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if not (Path(p) / "node").exists())
    assert shutil.which("node", path=path) is None
    return os.environ | {"PATH": path} | more


def test_the_wheel_carries_the_extension_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith("aispm_nb/labextension/")]
    shared = [name for name in names if "/share/jupyter/labextensions/aispm-nb/" in name]
    assert any(name.endswith("install.json") for name in shared) and any("remoteEntry" in name for name in shared)


def test_jupyterlab_lists_it_as_enabled_and_ok(wheel: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--ignore-installed", "--no-warn-script-location",
         "--prefix", str(tmp_path), str(wheel)],
        env=without_node(), check=True, capture_output=True,
    )  # fmt: skip
    listed = subprocess.run(
        [sys.executable, "-m", "jupyter", "labextension", "list"],
        env=without_node(JUPYTER_PATH=str(tmp_path / "share" / "jupyter"), JUPYTER_CONFIG_DIR=str(tmp_path / "config")),
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    said = [line for line in (listed.stdout + listed.stderr).splitlines() if "aispm-nb" in line]
    line = next(line for line in said if " v" in line)
    assert f"aispm-nb v{aispm_nb.__version__}" in line and "enabled" in line and "OK" in line, said
