"""The shape of the house: what may import what, how heavy it is, how long its files are, and what it never calls."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import aispm_nb

HERE = Path(aispm_nb.__file__).parent
ROOT = HERE.parent
FILES = [pytest.param(path, id=path.relative_to(HERE).as_posix()) for path in sorted(HERE.rglob("*.py"))
         if "_samples" not in path.parts]  # fmt: skip


def _run(*command: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, **more)  # type: ignore[call-overload, no-any-return]


def test_arrows_point_one_way() -> None:
    found = _run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert found.returncode == 0, found.stdout[-3000:]


@pytest.mark.parametrize("statement", ["import aispm_nb", "import aispm_nb.vocabulary", "import aispm_nb.cli"])
def test_importing_is_light(statement: str) -> None:
    heavy = ("mlflow", "numba", "plotly", "pandas", "duckdb", "pyarrow", "anywidget", "sqlalchemy", "IPython", "numpy")
    found = _run(sys.executable, "-c", f"{statement}; import sys; print(*sorted(set(sys.modules) & set({heavy!r})))")
    assert (found.returncode, found.stdout.strip()) == (0, ""), found.stderr


def test_the_words_need_the_standard_library_alone() -> None:
    found = _run(sys.executable, "-S", "-c", f"import sys; sys.path.append({str(ROOT)!r}); import aispm_nb.vocabulary")
    assert found.returncode == 0, found.stderr


# One meaning each, and longer: a kernel is one function (numba inlines nothing across them for free), its plain twin, and
# the reviewed list of what may be allowed.
LONGER = {"walker.py": 620, "machine.py": 330, "allowed.py": 410}


@pytest.mark.parametrize("path", FILES)
def test_files_are_small_and_named_for_what_they_hold(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGER.get(path.name, 300)
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
    assert not vague & {path.stem, path.parent.name}


def test_there_is_one_version() -> None:
    front = json.loads((ROOT / "extensions/posture-view/package.json").read_text(encoding="utf-8"))
    assert front["version"] == aispm_nb.__version__
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    from importlib.metadata import version

    assert version("aispm-nb") == aispm_nb.__version__


# Whatever would run what is inspected, or write to a user's registry. yaml.load is for our own loader only.
BANNED = {
    "pickle.load", "pickle.loads", "pickle.Unpickler", "cloudpickle.load", "cloudpickle.loads", "dill.load", "dill.loads",
    "joblib.load", "torch.load", "numpy.load", "pandas.read_pickle", "marshal.loads", "shelve.open", "yaml.unsafe_load",
    "yaml.full_load", "eval", "exec", "compile", "__import__", "os.system", "os.popen", "mlflow.MlflowClient",
    "mlflow.tracking.MlflowClient", "mlflow.pyfunc.load_model", "mlflow.set_tracking_uri", "skops.io.load",
}  # fmt: skip


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call by the full name of what is called, imports under other names resolved."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {alias.asname or alias.name.split(".")[0]: alias.name if alias.asname else alias.name.split(".")[0]
                      for alias in node.names}  # fmt: skip
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, *rest = ast.unparse(node.func).split(".")
            yield ".".join([known.get(first, first), *rest]), node


def complaints(source: str) -> list[str]:
    found = []
    for name, call in calls(ast.parse(source)):
        words = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if name in BANNED or (name.startswith("subprocess.") and words.get("shell", "False") != "False"):
            found.append(name)
        if name == "yaml.load" and not words.get("Loader", "").startswith("_"):
            found.append(name)
    return found


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_called_that_runs_what_it_reads(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["import pickle\npickle.loads(b'')", "from pickle import load as see\nsee(file)", "import torch as t\nt.load('x')",
     "eval('1')", "import yaml\nyaml.load(text)", "import yaml\nyaml.load(text, Loader=yaml.Loader)",
     "import subprocess as s\ns.run('ls', shell=True)", "import mlflow\nmlflow.MlflowClient()",
     "from mlflow import MlflowClient\nMlflowClient()"],
)  # fmt: skip
def test_the_guard_would_see_it(source: str) -> None:
    assert len(complaints(source)) == 1
