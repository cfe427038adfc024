"""One training run, as a careful data scientist would log it; each plant takes one care away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import mlflow
import mlflow.data
import mlflow.sklearn
import pandas as pd
from mlflow.data.dataset import Dataset
from mlflow.models import infer_signature
from mlflow.tracking import MlflowClient

from sample_registries.workshop import Workshop

COMMIT = "9f2c7d41b08a6e53c1d4f7a2908b6c5d3e1f0a74"
PINNED = tuple(f"{package}=={installed(package)}" for package in ("mlflow", "scikit-learn", "skops", "numpy", "pandas"))


@dataclass(frozen=True)
class Table:
    """Rows for training and for evaluation, cut apart, and where they came from."""

    name: str
    train: pd.DataFrame
    test: pd.DataFrame
    target: str
    source: Any

    @classmethod
    def cut(cls, name: str, frame: pd.DataFrame, target: str, source: Any) -> Table:
        half = len(frame) * 3 // 4
        return cls(name, frame[:half], frame[half:].reset_index(drop=True), target, source)

    @property
    def features(self) -> list[str]:
        return [column for column in self.train.columns if column != self.target]

    def logged(self, part: str = "train", name: str | None = None) -> Dataset:
        """The part as an MLflow data set."""
        frame = self.train if part == "train" else self.test
        known = name or (self.name if part == "train" else f"{self.name}-holdout")
        return mlflow.data.from_pandas(frame, source=self.source, name=known, targets=self.target)

    def asset(self, part: str = "train", name: str | None = None) -> str:
        data = self.logged(part, name)
        return f"datasets:/{data.name}@{data.digest}"


@dataclass(frozen=True)
class Trained:
    run_id: str
    model_id: str
    version: int = 0
    files: Path = Path()

    @property
    def run(self) -> str:
        return f"runs:/{self.run_id}"

    @property
    def logged(self) -> str:
        return f"models:/{self.model_id}"


@dataclass(frozen=True)
class Care:
    """What is logged around a fit. The defaults are good practice."""

    user: str = "dana.okafor"
    script: str = "train.py"
    script_type: str = "PROJECT"
    commit: str | None = COMMIT
    repository: str | None = "https://git.northbank.example/risk/models.git"
    dirty: bool = False
    inputs: Sequence[tuple[Dataset, str]] | None = None  # None: training and evaluation parts
    metrics: bool = True
    parent: str | None = None
    status: str = "FINISHED"
    params: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    saving: Mapping[str, Any] = field(default_factory=dict)  # to mlflow.sklearn.log_model
    signature: bool = True
    example: bool = True

    def run_tags(self) -> dict[str, str]:
        tags = {
            "mlflow.user": self.user,
            "mlflow.source.name": self.script,
            "mlflow.source.type": self.script_type,
            **self.tags,
        }
        if self.commit:
            tags["mlflow.source.git.commit"] = self.commit
            tags["mlflow.source.git.dirty"] = str(self.dirty).lower()
        if self.commit and self.repository:
            tags["mlflow.source.git.repoURL"] = self.repository
        if self.parent:
            tags["mlflow.parentRunId"] = self.parent
        return tags


SOUND = Care()


def experiment(name: str, **tags: str) -> str:
    """An experiment's id, made when needed."""
    known = mlflow.get_experiment_by_name(name)
    return known.experiment_id if known else mlflow.create_experiment(name, tags=tags)


def train(shop: Workshop, experiment_id: str, name: str, estimator: Any, table: Table, care: Care = SOUND) -> Trained:
    """Fit and log one model. Time passes, so that no two runs look alike."""
    client = MlflowClient()
    run = client.create_run(experiment_id, tags=care.run_tags(), run_name=f"{name}-fit")
    run_id = run.info.run_id
    shop.later(minutes=3)
    with mlflow.start_run(run_id=run_id):
        chosen = {key: value for key, value in estimator.get_params().items() if value is not None}
        plain = {key: value for key, value in chosen.items() if isinstance(value, str | int | float)}
        mlflow.log_params({**plain, **care.params})
        inputs = care.inputs
        if inputs is None:
            inputs = [(table.logged(), "training"), (table.logged("test"), "evaluation")]
        for data, context in inputs:
            mlflow.log_input(data, context=context)
        features = table.train[table.features].astype("float64")
        estimator.fit(features, table.train[table.target])
        predicted = estimator.predict(features)
        saving = {
            "serialization_format": "skops",
            "pip_requirements": list(PINNED),
            "signature": infer_signature(features, predicted) if care.signature else False,
            "input_example": features.head(2) if care.example else None,
            **care.saving,
        }
        info = mlflow.sklearn.log_model(estimator, name=name, **saving)
        if care.metrics:
            held = table.test[table.features].astype("float64")
            accuracy = float(estimator.score(held, table.test[table.target]))
            values = {"accuracy": round(accuracy, 4), "rows": float(len(table.train))}
            # Naming a data set here logs it as an input of the run, too
            measured = table.logged("test") if care.inputs is None else None
            mlflow.log_metrics(values, model_id=info.model_id, dataset=measured)
    shop.later(minutes=9)
    if care.status == "RUNNING":
        client.update_run(run_id, status="RUNNING")
    elif care.status != "FINISHED":
        client.set_terminated(run_id, status=care.status)
    location = mlflow.get_logged_model(info.model_id).artifact_location
    return Trained(run_id, info.model_id, files=Path(location.removeprefix("file://")))


def register(model: str, trained: Trained, *, approved: bool = True, **tags: str) -> Trained:
    """Register under `model`; returns the same with its version."""
    status = {"validation_status": "approved"} if approved else {}
    made = mlflow.register_model(trained.logged, model, tags={**status, **tags})
    return Trained(trained.run_id, trained.model_id, int(made.version), trained.files)


def document(model: str, owner: str, tier: str, licence: str, purpose: str, **tags: str) -> None:
    """Make a registered model with all that governance asks for."""
    MlflowClient().create_registered_model(
        model, tags={"owner": owner, "tier": tier, "license": licence, **tags}, description=purpose
    )


def serve(model: str, version: int, alias: str = "champion") -> None:
    """Put an alias on a version; that is what a service resolves."""
    MlflowClient().set_registered_model_alias(model, alias, version)
