"""Model files that run code when they are loaded. Nothing here is ever loaded, not even to build.

The hostile ones are put together from opcodes; their payload would touch `CANARY` and no more.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import joblib
import mlflow
import yaml
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression, RidgeClassifier

from sample_registries.lab import (
    PINNED,
    Care,
    Trained,
    document,
    experiment,
    register,
    serve,
    train,
)
from sample_registries.vision.data import CARE, digits
from sample_registries.workshop import Workshop

CANARY = "/tmp/aispm-canary-was-run"
PICKLES, HOSTILE, TORCH = "digit-pickles", "parcel-reader", "stroke-net"


def build(shop: Workshop) -> None:
    _pickles(shop)
    _torch(shop)
    _hostile(shop)


def _pickles(shop: Workshop) -> None:
    document(PICKLES, "ines.duarte", "low", "MIT", "Older readers. Owner: vision lab.")
    home = experiment(PICKLES)
    for kind in ("pickle", "cloudpickle"):
        care = Care(user=CARE.user, saving={"serialization_format": kind})
        fit = train(shop, home, PICKLES, RidgeClassifier(), digits(shop), care)
        fit = register(PICKLES, fit)
        _is_pickle(shop, PICKLES, fit, f"sklearn flavour saved as {kind}")
        shop.later(days=2)
    # joblib is a pickle too; it comes with its own loader, as people do
    path = shop.root / "work" / "model.joblib"
    path.parent.mkdir(exist_ok=True)
    data = digits(shop)
    model = LogisticRegression(max_iter=300).fit(data.train[data.features], data.train["digit"])
    joblib.dump(model, path)
    loader = path.with_name("digits_loader.py")
    loader.write_text("import joblib\n\n\ndef _load_pyfunc(path):\n    return joblib.load(path)\n")
    with _run(home) as run:
        mlflow.log_input(data.logged(), context="training")
        info = mlflow.pyfunc.log_model(
            name=PICKLES,
            loader_module="digits_loader",
            data_path=str(path),
            code_paths=[str(loader)],
            pip_requirements=[*PINNED, "joblib==1.6.0"],
        )
    fit = register(PICKLES, Trained(run.info.run_id, info.model_id))
    _is_pickle(shop, PICKLES, fit, "data/model.joblib")
    version = f"models:/{PICKLES}/{fit.version}"
    shop.planted("loader-outside-mlflow", version, "loader_module: digits_loader", [fit.logged])
    shop.planted("code-runs-on-load", version, "a code folder", [fit.logged])
    says = "code/digits_loader.py calls joblib.load when it is loaded"
    shop.planted("dangerous-model-code", version, says, [fit.logged])
    shop.planted("no-signature", version, "no signature", [fit.logged])
    shop.planted("no-input-example", version, "no input example", [fit.logged])
    for each in path, loader:
        each.unlink()
    path.parent.rmdir()


def _torch(shop: Workshop) -> None:
    """A PyTorch archive, made without PyTorch: a zip around a pickle that names tensors only."""
    document(TORCH, "ines.duarte", "medium", "BSD-3-Clause", "Reads strokes. Owner: vision lab.")
    flavour = {"model_data": "data", "pytorch_version": "2.5.1", "code": None}
    fit = _by_hand(shop, TORCH, "pytorch", flavour, {"data/model.pth": _torch_zip(_TENSORS)})
    _is_pickle(shop, TORCH, fit, "data/model.pth is a zip around a pickle")


def _hostile(shop: Workshop) -> None:
    document(HOSTILE, "ines.duarte", "high", "MIT", "Reads parcel labels. Owner: vision lab.")
    flavour = {
        "pickled_model": "model.pkl",
        "serialization_format": "pickle",
        "sklearn_version": "1.9.1",
    }
    command = f"touch {CANARY}".encode()
    system = b"\x80\x02cposix\nsystem\nX" + len(command).to_bytes(4, "little") + command + b"\x85R."
    fit = _by_hand(shop, HOSTILE, "sklearn", flavour, {"model.pkl": system})
    serve(HOSTILE, fit.version)
    _is_pickle(shop, HOSTILE, fit, "model.pkl, and it calls os.system (a canary)")
    _runs_code(shop, fit, "model.pkl calls os.system (a canary)")
    shop.dangerous(fit.files / "model.pkl", "protocol 2: posix.system")
    # The same aim, less plainly: names pushed as strings, inside a PyTorch archive
    code = f"open({CANARY!r}, 'w').close()".encode()
    exec_ = b"\x80\x04\x8c\x08builtins\x8c\x04exec\x93\x8c" + bytes([len(code)]) + code + b"\x85R."
    shop.later(days=4)
    flavour = {"model_data": "data", "pytorch_version": "2.5.1", "code": None}
    files = {"data/model.pth": _torch_zip(exec_)}
    fit = _by_hand(shop, HOSTILE, "pytorch", flavour, files, approved=False)
    _is_pickle(shop, HOSTILE, fit, "data/model.pth, and it calls builtins.exec (a canary)")
    _runs_code(shop, fit, "data/model.pth calls builtins.exec (a canary)")
    shop.dangerous(fit.files / "data" / "model.pth", "protocol 4 in a zip: builtins.exec")


def _runs_code(shop: Workshop, fit: Trained, because: str) -> None:
    shop.planted("dangerous-pickle", f"models:/{HOSTILE}/{fit.version}", because, [fit.logged])


def _is_pickle(shop: Workshop, model: str, fit: Trained, because: str) -> None:
    asset = f"models:/{model}/{fit.version}"
    shop.planted("pickle-format", asset, f"{because}: unpickled on load", also=[fit.logged])


def _run(home: str) -> mlflow.ActiveRun:
    run = MlflowClient().create_run(home, tags=CARE.run_tags())
    return mlflow.start_run(run_id=run.info.run_id)


_TENSORS = (
    b"\x80\x02}X\x06\x00\x00\x00weightctorch._utils\n_rebuild_tensor_v2\n"
    b"((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ"
    b"K\x00K\x02K\x02\x86K\x02K\x01\x86\x89ccollections\nOrderedDict\n)RtRs."
)


def _torch_zip(pickled: bytes) -> bytes:
    content = io.BytesIO()
    parts = {"data.pkl": pickled, "data/0": bytes(16), "byteorder": b"little", "version": b"3\n"}
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            # A fixed date keeps the build the same; PyTorch itself stores without compression
            archive.writestr(zipfile.ZipInfo(f"model/{name}", (2026, 5, 1, 0, 0, 0)), part)
    return content.getvalue()


def _by_hand(
    shop: Workshop,
    model: str,
    flavour_name: str,
    flavour: dict[str, object],
    files: dict[str, bytes],
    approved: bool = True,
) -> Trained:
    """A logged model from given bytes, through MLflow's interface, without its flavour's help."""
    shop.later(hours=3)
    data = digits(shop)
    with _run(experiment(model)) as run:
        mlflow.log_input(data.logged(), context="training")
        mlflow.log_metric("accuracy", 0.94)
    client = MlflowClient()
    logged = client.create_logged_model(
        experiment(model),
        name=model,
        source_run_id=run.info.run_id,
        tags={"mlflow.user": CARE.user},
    )
    folder = shop.root / "work"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    column = '{"type": "double", "name": "px_0", "required": true}'
    mlmodel = {
        "flavors": {
            "python_function": {
                "env": {"virtualenv": "python_env.yaml"},
                "loader_module": f"mlflow.{flavour_name}",
                "python_version": "3.11.7",
            },
            flavour_name: flavour,
        },
        "mlflow_version": mlflow.__version__,
        "model_id": logged.model_id,
        "run_id": run.info.run_id,
        "signature": {"inputs": f"[{column}]", "outputs": None, "params": None},
    }
    (folder / "MLmodel").write_text(yaml.safe_dump(mlmodel))
    (folder / "requirements.txt").write_text("\n".join((*PINNED, "torch==2.5.1")) + "\n")
    (folder / "python_env.yaml").write_text("python: 3.11.7\ndependencies:\n- -r requirements.txt\n")
    client.log_model_artifacts(logged.model_id, str(folder))
    client.finalize_logged_model(logged.model_id, "READY")
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
    location = Path(logged.artifact_location)
    fit = register(model, Trained(run.info.run_id, logged.model_id, files=location), approved=approved)
    shop.planted("no-input-example", f"models:/{model}/{fit.version}", "none", [fit.logged])
    return fit
