"""Experiments, runs with all they log, logged models and traces, over REST.

Ids that the API hides (of data sets and of edges) are made from what identifies them, the same way everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from .rest_area import V2, V3, Json, Row, keyed, renamed

if TYPE_CHECKING:
    from .rest_server import Server


def _all_experiments(server: Server) -> list[Json]:
    """In the order they were made, so that a new one does not move the pages; deleted ones too. Asked for once."""
    if server.workspace not in server.experiments:
        server.experiments[server.workspace] = list(
            server.pages(server.post, f"{V2}/experiments/search", "experiments",
                         view_type="ALL", max_results=1000, order_by=["creation_time"])
        )  # fmt: skip
    return server.experiments[server.workspace]


def _experiment_ids(server: Server) -> list[str]:
    return [str(item["experiment_id"]) for item in _all_experiments(server)]


def experiments(server: Server) -> Iterator[Row]:
    for item in _all_experiments(server):
        yield "experiments", item
        yield from keyed("experiment_tags", {"experiment_id": item["experiment_id"]}, item.get("tags"))


def runs(server: Server) -> Iterator[Row]:
    def of(experiment: str) -> Iterator[Row]:
        for run in server.pages(
            server.post, f"{V2}/runs/search", "runs", experiment_ids=[experiment], run_view_type="ALL", max_results=1000
        ):
            yield from _run(run)

    datasets: dict[str, Json] = {}
    for name, row in server.each(of, _experiment_ids(server)):
        if name != "datasets":
            yield name, row
        elif row["dataset_uuid"] not in datasets:
            datasets[row["dataset_uuid"]] = row
            yield name, row


def _run(run: Json) -> Iterator[Row]:
    info, data = run["info"], run.get("data", {})
    run_id = info["run_id"]
    yield "runs", renamed(info, run_uuid="run_id", name="run_name")
    yield from keyed("params", {"run_uuid": run_id}, data.get("params"))
    yield from keyed("tags", {"run_uuid": run_id}, data.get("tags"))
    for metric in data.get("metrics", ()):
        value = float(metric.get("value", 0))
        nan = math.isnan(value)
        yield "latest_metrics", {**metric, "run_uuid": run_id, "value": 0.0 if nan else value, "is_nan": nan,
                                 "step": metric.get("step", 0)}  # fmt: skip
    inputs, outputs = run.get("inputs", {}), run.get("outputs", {})
    for used in inputs.get("dataset_inputs", ()):
        dataset = used["dataset"]
        uuid = f"{info['experiment_id']}/{dataset['name']}@{dataset['digest']}"
        yield "datasets", {
            "dataset_uuid": uuid, "experiment_id": info["experiment_id"], "name": dataset["name"],
            "digest": dataset["digest"], "dataset_source_type": dataset.get("source_type"),
            "dataset_source": dataset.get("source"), "dataset_schema": dataset.get("schema"),
            "dataset_profile": dataset.get("profile"),
        }  # fmt: skip
        edge = _edge("DATASET", uuid, "RUN", run_id)
        yield edge
        for tag in used.get("tags", ()):
            yield "input_tags", {"input_uuid": edge[1]["input_uuid"], "name": tag["key"], "value": tag.get("value")}
    for model in inputs.get("model_inputs", ()):
        yield _edge("RUN_INPUT", run_id, "MODEL_INPUT", model["model_id"])
    for model in outputs.get("model_outputs", ()):
        yield _edge("RUN_OUTPUT", run_id, "MODEL_OUTPUT", model["model_id"], model.get("step", 0))


def _edge(source: str, source_id: str, destination: str, destination_id: str, step: int = 0) -> Row:
    return "inputs", {
        "input_uuid": f"{source_id}>{destination_id}", "source_type": source, "source_id": source_id,
        "destination_type": destination, "destination_id": destination_id, "step": step,
    }  # fmt: skip


MODEL_STATUS = {"LOGGED_MODEL_PENDING": 1, "LOGGED_MODEL_READY": 2, "LOGGED_MODEL_UPLOAD_FAILED": 3}


def logged_models(server: Server) -> Iterator[Row]:
    def of(experiment: str) -> Iterator[Row]:
        for model in server.pages(
            server.post, f"{V2}/logged-models/search", "models", experiment_ids=[experiment], max_results=50
        ):
            yield from _logged_model(model["info"], model.get("data", {}))

    return server.each(of, _experiment_ids(server))


def _logged_model(info: Json, data: Json) -> Iterator[Row]:
    owner = {"model_id": info["model_id"]}
    yield "logged_models", {
        **info, "artifact_location": info.get("artifact_uri"), "lifecycle_stage": "active",
        "status": MODEL_STATUS.get(info.get("status", ""), info.get("status")),
    }  # fmt: skip
    for _, tag in keyed("", owner, info.get("tags")):
        yield "logged_model_tags", renamed(tag, tag_key="key", tag_value="value")
    for _, param in keyed("", owner, data.get("params")):
        yield "logged_model_params", renamed(param, param_key="key", param_value="value")
    for metric in data.get("metrics", ()):
        yield "logged_model_metrics", owner | renamed(metric, metric_name="key", metric_value="value")


def traces(server: Server) -> Iterator[Row]:
    def of(experiment: str) -> Iterator[Row]:
        place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": experiment}}
        for trace in server.pages(server.post, f"{V3}/traces/search", "traces", locations=[place], max_results=200):
            yield from _trace(trace, experiment)

    return server.each(of, _experiment_ids(server))


def _trace(trace: Json, experiment: str) -> Iterator[Row]:
    owner = {"request_id": trace["trace_id"]}
    yield "trace_info", {
        **trace, **owner, "experiment_id": experiment, "timestamp_ms": _ms(trace.get("request_time")),
        "status": trace.get("state"), "trace_name": trace.get("tags", {}).get("mlflow.traceName"),
    }  # fmt: skip
    # The database keeps the name in a column of its own; the server adds it to the tags for older clients.
    tags = {key: value for key, value in trace.get("tags", {}).items() if key != "mlflow.traceName"}
    yield from keyed("trace_tags", owner, tags)
    yield from keyed("trace_request_metadata", owner, trace.get("trace_metadata"))
    for item in trace.get("assessments", ()):
        kind = next((kind for kind in ("feedback", "expectation", "issue") if kind in item), None)
        yield "assessments", {
            **item, **item.get("source", {}), "trace_id": trace["trace_id"], "name": item.get("assessment_name"),
            "assessment_type": kind,
        }  # fmt: skip


def _ms(when: str | None) -> int | None:
    if not when:
        return None
    moment = datetime.fromisoformat(when.replace("Z", "+00:00"))
    return round(moment.timestamp() * 1000)
