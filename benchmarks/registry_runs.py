"""Rows of the benchmark registry: experiments, runs, logged models, data sets and their edges."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

START_MS = 1_735_689_600_000  # 2025-01-01; a run every ten minutes after it
STEP_MS = 600_000
STORE = "/srv/mlflow/artifacts"
Row = tuple[Any, ...]


Batches = Iterator[tuple[str, str, Iterable[Row]]]  # table, its columns, rows


@dataclass
class Size:
    """How much of everything. A version stands on its own logged model, made by its own run."""

    models: int = 1_000
    versions: int = 20
    prompts: int = 100
    prompt_versions: int = 5
    runs: int = 50_000
    logged: int = 30_000
    experiments: int = 100
    datasets: int = 500
    traces: int = 5_000
    params: int = 8
    metrics: int = 6
    history: int = 2

    def __post_init__(self) -> None:
        if not self.models * self.versions <= self.logged <= self.runs:
            raise ValueError(
                f"needs models x versions <= logged <= runs, got {self.models} x {self.versions}, "
                f"{self.logged}, {self.runs}"
            )


@dataclass
class Ids:
    """The keys that tables refer to one another by."""

    draw: random.Random
    runs: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    datasets: list[str] = field(default_factory=list)

    def fresh(self) -> str:
        return f"{self.draw.getrandbits(128):032x}"


def experiment_of(number: int, size: Size) -> int:
    return 1 + number % size.experiments


def time_of(number: int) -> int:
    return START_MS + number * STEP_MS


def folder_of(size: Size, number: int, model: str) -> str:
    return f"{STORE}/{experiment_of(number, size)}/models/{model}/artifacts"


def runs(size: Size, ids: Ids) -> Batches:
    draw = ids.draw
    yield (
        "experiments",
        "experiment_id name artifact_location lifecycle_stage creation_time last_update_time workspace",
        [
            (n, f"study-{n:04d}", f"{STORE}/{n}", "active", START_MS, START_MS, "default")
            for n in range(1, size.experiments + 1)
        ],
    )
    status = ("FAILED", "KILLED", "RUNNING", *("FINISHED",) * 47)
    yield (
        "runs",
        "run_uuid name source_type source_name entry_point_name user_id status start_time end_time "
        "source_version lifecycle_stage artifact_uri experiment_id deleted_time",
        (
            (
                run, f"fit-{n}", "UNKNOWN", "", "", f"user-{n % 40}", draw.choice(status),
                time_of(n), time_of(n) + 300_000, "", "deleted" if n % 97 == 0 else "active",
                f"{STORE}/{experiment_of(n, size)}/{run}/artifacts", experiment_of(n, size),
                time_of(n) + STEP_MS if n % 97 == 0 else None,
            )
            for n, run in enumerate(ids.runs)
        ),
    )  # fmt: skip
    yield (
        "params",
        "key value run_uuid",
        ((f"parameter_{k}", f"{draw.random():.4f}", run) for run in ids.runs for k in range(size.params)),
    )
    yield "tags", "key value run_uuid", _run_tags(ids)
    yield (
        "latest_metrics",
        "key value timestamp step is_nan run_uuid",
        (
            (f"metric_{k}", draw.random(), time_of(n), size.history - 1, 0, run)
            for n, run in enumerate(ids.runs)
            for k in range(size.metrics)
        ),
    )
    yield (
        "metrics",
        "key value timestamp step is_nan run_uuid",
        (
            (f"metric_{k}", draw.random(), time_of(n) + step, step, 0, run)
            for n, run in enumerate(ids.runs)
            for k in range(size.metrics)
            for step in range(size.history)
        ),
    )


def _run_tags(ids: Ids) -> Iterator[Row]:
    """Six or seven a run; one in fifty is dirty, one in forty has no commit."""
    for n, run in enumerate(ids.runs):
        yield "mlflow.runName", f"fit-{n}", run
        yield "mlflow.user", f"user-{n % 40}", run
        yield "mlflow.source.name", "notebook.ipynb" if n % 30 == 0 else "train.py", run
        yield "mlflow.source.type", "NOTEBOOK" if n % 30 == 0 else "LOCAL", run
        if n % 40:
            yield "mlflow.source.git.commit", f"{n % 999:040x}", run
            yield "mlflow.source.git.dirty", "true" if n % 50 == 0 else "false", run
        if n % 2 and n > 2:
            yield "mlflow.parentRunId", ids.runs[n - 1], run


def logged_models(size: Size, ids: Ids) -> Batches:
    draw = ids.draw
    yield (
        "logged_models",
        "model_id experiment_id name artifact_location creation_timestamp_ms "
        "last_updated_timestamp_ms status lifecycle_stage model_type source_run_id",
        (
            (
                model, experiment_of(n, size), "model", folder_of(size, n, model), time_of(n),
                time_of(n), 3 if n % 500 == 0 else 2, "active", None, ids.runs[n],
            )
            for n, model in enumerate(ids.logged)
        ),
    )  # fmt: skip
    yield "logged_model_tags", "model_id experiment_id tag_key tag_value", _logged_tags(size, ids)
    yield (
        "logged_model_params",
        "model_id experiment_id param_key param_value",
        (
            (model, experiment_of(n, size), f"parameter_{k}", f"{draw.random():.4f}")
            for n, model in enumerate(ids.logged)
            for k in range(4)
        ),
    )
    yield (
        "logged_model_metrics",
        "model_id metric_name metric_timestamp_ms metric_step metric_value experiment_id run_id",
        (
            (model, "accuracy", time_of(n), 0, draw.random(), experiment_of(n, size), ids.runs[n])
            for n, model in enumerate(ids.logged)
        ),
    )


def _logged_tags(size: Size, ids: Ids) -> Iterator[Row]:
    for n, model in enumerate(ids.logged):
        home = experiment_of(n, size)
        yield model, home, "mlflow.user", f"user-{n % 40}"
        yield model, home, "mlflow.source.name", "train.py"
        if n < size.models * size.versions:
            named = {"name": model_name(n % size.models), "version": n // size.models + 1}
            yield model, home, "mlflow.modelVersions", json.dumps([named])


def model_name(number: int) -> str:
    return f"model-{number:05d}"


def datasets(size: Size, ids: Ids) -> Batches:
    schema = {"mlflow_colspec": [{"type": "double", "name": f"x{k}"} for k in range(8)]}
    yield (
        "datasets",
        "dataset_uuid experiment_id name digest dataset_source_type dataset_source dataset_schema "
        "dataset_profile",
        [
            (
                uuid, experiment_of(n, size), f"table-{n:04d}", f"{n:08x}", "local",
                json.dumps({"uri": f"/srv/data/table-{n:04d}.parquet"}), json.dumps(schema),
                json.dumps({"num_rows": 1000, "num_elements": 8000}),
            )
            for n, uuid in enumerate(ids.datasets)
        ],
    )  # fmt: skip


def edges(size: Size, ids: Ids) -> Batches:
    """Data set into run, run out to model, and a consumer for two models in three."""
    columns = "input_uuid source_type source_id destination_type destination_id step"
    trained: list[Row] = []
    for n, run in enumerate(ids.runs):
        home = n % size.experiments  # data set d belongs to experiment 1 + d % experiments
        choice = home + size.experiments * (n // size.experiments % 5)
        uuid = ids.datasets[choice if choice < size.datasets else home % size.datasets]
        trained.append((ids.fresh(), "DATASET", uuid, "RUN", run, 0))
    yield "inputs", columns, trained
    yield (
        "input_tags",
        "input_uuid name value",
        ((edge[0], "mlflow.data.context", "training") for edge in trained),
    )
    yield (
        "inputs",
        columns,
        ((ids.fresh(), "RUN_OUTPUT", ids.runs[n], "MODEL_OUTPUT", model, 0) for n, model in enumerate(ids.logged)),
    )
    yield (
        "inputs",
        columns,
        (
            (ids.fresh(), "RUN_INPUT", ids.runs[-1 - n], "MODEL_INPUT", model, 0)
            for n, model in enumerate(ids.logged)
            if n % 3
        ),
    )
