"""MLmodel files, requirements and folders that are not what MLflow wrote or what they claim."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlflow
import yaml
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from sample_registries.lab import PINNED, Trained, document, experiment, register, serve, train
from sample_registries.vision.data import CARE, digits
from sample_registries.vision.formats import CANARY
from sample_registries.workshop import Workshop

Edit = Callable[[Path], None]


def build(shop: Workshop) -> dict[str, int]:
    """Returns the file modes that have to survive packing."""
    _from_code(shop)
    _requirements(shop)
    _mlmodels(shop)
    _trusted_types(shop)
    return _files(shop)


def _odd(shop: Workshop, model: str, edit: Edit | None = None, **changes: Any) -> Trained:
    """A sound model whose folder is edited after logging, then registered."""
    shop.later(days=1)
    if not MlflowClient().search_registered_models(f"name = '{model}'"):
        document(model, "ines.duarte", "medium", "MIT", f"{model}. Owner: vision lab.")
    care = replace(CARE, **changes)
    estimator = LogisticRegression(max_iter=300)
    fit = train(shop, experiment(model), model, estimator, digits(shop), care)
    if edit:
        edit(fit.files)
    return register(model, fit)


def _edited(**values: Any) -> Edit:
    """Set keys of MLmodel."""

    def edit(files: Path) -> None:
        content = yaml.safe_load((files / "MLmodel").read_text())
        content.update(values)
        (files / "MLmodel").write_text(yaml.safe_dump(content))

    return edit


def _from_code(shop: Workshop) -> None:
    model = "thresholder"
    document(model, "ines.duarte", "low", "MIT", "Ink above a threshold. Owner: vision lab.")
    script = shop.root / "ink.py"
    script.write_text(
        "import mlflow\n\n\nclass Ink(mlflow.pyfunc.PythonModel):\n"
        "    def predict(self, context, model_input, params=None):\n"
        "        return (model_input.sum(axis=1) > 70).astype(int)\n\n\n"
        "mlflow.models.set_model(Ink())\n"
    )
    made = MlflowClient().create_run(experiment(model), tags=CARE.run_tags())
    with mlflow.start_run(run_id=made.info.run_id):
        mlflow.log_input(digits(shop).logged(), context="training")
        info = mlflow.pyfunc.log_model(name=model, python_model=str(script), pip_requirements=list(PINNED))
    script.unlink()
    fit = register(model, Trained(made.info.run_id, info.model_id))
    version = f"models:/{model}/{fit.version}"
    shop.planted("model-from-code", version, "model_code_path: ink.py", [fit.logged])
    shop.planted("no-signature", version, "no signature", [fit.logged])
    shop.planted("no-input-example", version, "no input example", [fit.logged])


def _requirements(shop: Workshop) -> None:
    model = "plate-reader"

    def ask(*lines: str, channel: str | None = None) -> Edit:
        def edit(files: Path) -> None:
            (files / "requirements.txt").write_text("\n".join(lines) + "\n")
            conda = yaml.safe_load((files / "conda.yaml").read_text())
            conda["dependencies"][-1]["pip"] = list(lines)
            conda["channels"] = [channel] if channel else conda["channels"]
            (files / "conda.yaml").write_text(yaml.safe_dump(conda))

        return edit

    cases = (
        ("requirements-from-elsewhere", "an extra index",
         ask("--extra-index-url https://pypi.partner.example/simple", *PINNED)),
        ("requirements-from-elsewhere", "a package by git+https",
         ask(*PINNED, "plate-kit @ git+https://git.partner.example/plate-kit.git@main")),
        ("requirements-from-elsewhere", "an unknown conda channel",
         ask(*PINNED, channel="https://conda.partner.example/dev")),
        ("requirements-unpinned", "numpy and pandas>=2", ask(*PINNED[:3], "numpy", "pandas>=2")),
        ("requirements-missing", "no requirements, conda or python_env file", _bare),
    )  # fmt: skip
    for rule, because, edit in cases:
        fit = _odd(shop, model, edit)
        shop.planted(rule, f"models:/{model}/{fit.version}", because, [fit.logged])
    # A decoy: hashes, markers, extras and a comment are all still pins
    fine = ask("# locked", *PINNED, "requests[socks]==2.34.2 ; python_version >= '3.9'")
    fit = _odd(shop, model, fine)
    serve(model, fit.version)
    shop.clean(f"models:/{model}/{fit.version}")


def _bare(files: Path) -> None:
    for name in ("requirements.txt", "conda.yaml", "python_env.yaml"):
        (files / name).unlink()
    _edited(flavors={"sklearn": {"pickled_model": "model.skops", "serialization_format": "skops"}})(files)


def _mlmodels(shop: Workshop) -> None:
    def tagged(files: Path) -> None:
        # A loader that honours tags would run it; it would touch a canary and no more
        with (files / "MLmodel").open("a") as content:
            content.write(f'extra: !!python/object/apply:os.system ["touch {CANARY}"]\n')

    def aged(files: Path) -> None:
        _edited(mlflow_version="2.9.1")(files)
        for name in ("MLmodel", "conda.yaml", "python_env.yaml"):
            text = (files / name).read_text()
            (files / name).write_text(text.replace("3.11.7", "3.7.16"))

    fit = _odd(shop, "sign-router", tagged)
    version = f"models:/sign-router/{fit.version}"
    shop.planted("mlmodel-unreadable", version, "a YAML tag asks for a call", [fit.logged])
    shop.planted("dangerous-config", version, "a YAML tag makes a loader call os.system", [fit.logged])
    fit = _odd(shop, "meter-reader", aged)
    version = f"models:/meter-reader/{fit.version}"
    shop.planted("built-with-vulnerable-mlflow", version, "mlflow_version: 2.9.1", [fit.logged])
    shop.planted("python-end-of-life", version, "python_version: 3.7.16", [fit.logged])
    fit = _odd(shop, "door-bell", _edited(env_vars=["DOORBELL_API_KEY", "HOME_REGION"]))
    version = f"models:/door-bell/{fit.version}"
    shop.planted("environment-variables-needed", version, "env_vars: DOORBELL_API_KEY", [fit.logged])
    other = _odd(shop, "twin-a")
    swapped = _edited(model_id=other.model_id, model_uuid=other.model_id, run_id=other.run_id)
    fit = _odd(shop, "twin-b", swapped)
    version = f"models:/twin-b/{fit.version}"
    shop.planted("mlmodel-names-another-model", version, "MLmodel has the ids of twin-a", [fit.logged])
    shop.clean("models:/twin-a/1")


def _trusted_types(shop: Workshop) -> None:
    """skops refuses trees unless told to trust their node storage; so people tell it."""
    model = "tree-reader"
    document(model, "ines.duarte", "low", "MIT", "Digits by trees. Owner: vision lab.")
    saving = {"skops_trusted_types": ["sklearn.tree._tree.Tree"]}
    tree = DecisionTreeClassifier(max_depth=4, random_state=0)
    care = replace(CARE, saving=saving)
    fit = register(model, train(shop, experiment(model), model, tree, digits(shop), care))
    shop.possible(
        "skops-trusted-types",
        f"models:/{model}/{fit.version}",
        "the rule counts sklearn.tree._tree.Tree, which skops 0.16 makes every tree model list",
    )
    wide = replace(CARE, saving={"skops_trusted_types": ["operator.methodcaller", "builtins.getattr"]})
    fit = register(model, train(shop, experiment(model), model, GaussianNB(), digits(shop), wide))
    shop.planted(
        "skops-trusted-types",
        f"models:/{model}/{fit.version}",
        "trusts operator.methodcaller and builtins.getattr",
        [fit.logged],
    )


def _files(shop: Workshop) -> dict[str, int]:
    gone = _odd(shop, "lost-and-found")
    shop.planted(
        "files-missing",
        f"models:/lost-and-found/{gone.version}",
        "the folder was removed",
        [gone.logged],
    )
    late = _odd(shop, "late-edit")
    shop.planted(
        "files-newer-than-registration",
        f"models:/late-edit/{late.version}",
        "model.skops was written 40 days after registration",
        [late.logged],
    )
    open_ = _odd(shop, "door-camera")
    shop.planted(
        "files-writable-by-others",
        f"models:/door-camera/{open_.version}",
        "model.skops has mode 0666",
        [open_.logged],
    )
    serve("late-edit", late.version)
    serve("door-camera", open_.version)
    shop.planted("unsigned-model", f"models:/door-camera/{open_.version}", "served, no signature file")
    registered = shop.now()
    shop.later(days=50)
    shutil.rmtree(gone.files)
    shop.touched(late.files / "model.skops", registered + 40 * 86_400)
    writable = (open_.files / "model.skops").relative_to(shop.root).as_posix()
    return {writable: 0o666}
