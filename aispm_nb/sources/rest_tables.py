"""Which endpoint tells which tables, and how its answer becomes their rows.

An area is one way of asking; its ``read`` gives pairs of a table's name and a row. The rows are those of MLflow's
database as far as the API shows them; what it does not show is named in ``hidden`` as ``table.what``.
Ids that the API hides (of data sets and of edges) are made from what identifies them, the same way everywhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..vocabulary import Table
from .land import from_rows

if TYPE_CHECKING:
    from .rest import Server

Json = dict[str, Any]
Row = tuple[str, Json]
V2, V3 = "/api/2.0/mlflow", "/api/3.0/mlflow"
BATCH = 10_000
HIDDEN = "MLflow's REST API does not show it; scan the server's database instead"
IS_PROMPT = "tags.`mlflow.prompt.is_prompt` = 'true'"


class Refused(Exception):
    """The server did not tell, and this is why; ``broken`` when it wanted to and could not."""

    def __init__(self, why: str, broken: bool = False):
        super().__init__(why)
        self.broken = broken


@dataclass(frozen=True)
class Area:
    tables: tuple[str, ...]
    read: Callable[[Server], Iterable[Row]]
    hidden: tuple[str, ...] = ()
    readable: str = ""  # the fact that says whether the server itself can still read it


class Rows:
    """Rows of several tables as they come, kept as Arrow but for the last few."""

    def __init__(self, tables: Iterable[Table]):
        self._tables = {table.name: table for table in tables}
        self._rows: dict[str, list[Json]] = {name: [] for name in self._tables}
        self._done: dict[str, list[pa.Table]] = {name: [] for name in self._tables}

    def add(self, name: str, row: Json) -> None:
        if name in self._rows:
            self._rows[name].append(row)
            if len(self._rows[name]) == BATCH:
                self._flush(name)

    def arrow(self, table: Table) -> pa.Table:
        self._flush(table.name)
        return pa.concat_tables(self._done[table.name])

    def _flush(self, name: str) -> None:
        self._done[name].append(from_rows(self._tables[name], self._rows[name]))
        self._rows[name] = []


def renamed(item: Mapping[str, Any], **names: str) -> Json:
    """``item`` with some keys under the names of MLflow's columns: ``column="key"``."""
    return {**item, **{column: item.get(key) for column, key in names.items()}}


def keyed(name: str, owner: Json, pairs: Any) -> Iterator[Row]:
    """Tags and the like, which the API gives as a list of key and value or as one object."""
    items = pairs.items() if isinstance(pairs, dict) else ((pair["key"], pair.get("value")) for pair in pairs or ())
    for key, value in items:
        yield name, {**owner, "key": key, "value": value}


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


def _experiments(server: Server) -> Iterator[Row]:
    for item in _all_experiments(server):
        yield "experiments", item
        yield from keyed("experiment_tags", {"experiment_id": item["experiment_id"]}, item.get("tags"))


def _runs(server: Server) -> Iterator[Row]:
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


def _logged_models(server: Server) -> Iterator[Row]:
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


def _registered_models(server: Server) -> Iterator[Row]:
    seen = set()
    for wanted in ({}, {"filter": IS_PROMPT}):  # prompts are left out unless asked for
        for model in server.pages(
            server.get, f"{V2}/registered-models/search", "registered_models", max_results=200, **wanted
        ):
            if model["name"] in seen:
                continue
            seen.add(model["name"])
            owner = {"name": model["name"]}
            yield (
                "registered_models",
                renamed(model, creation_time="creation_timestamp", last_updated_time="last_updated_timestamp"),
            )
            yield from keyed("registered_model_tags", owner, model.get("tags"))
            for alias in model.get("aliases", ()):
                yield "registered_model_aliases", owner | alias


def _model_versions(server: Server) -> Iterator[Row]:
    seen = set()
    for wanted in ({}, {"filter": IS_PROMPT}):
        for item in server.pages(
            server.get, f"{V2}/model-versions/search", "model_versions", max_results=1000, **wanted
        ):
            owner = {"name": item["name"], "version": item["version"]}
            if tuple(owner.values()) in seen:
                continue
            seen.add(tuple(owner.values()))
            yield (
                "model_versions",
                renamed(item, creation_time="creation_timestamp", last_updated_time="last_updated_timestamp"),
            )
            yield from keyed("model_version_tags", owner, item.get("tags"))


def _traces(server: Server) -> Iterator[Row]:
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


def _scorers(server: Server) -> Iterator[Row]:
    seen = set()
    for scorer in server.get(f"{V3}/scorers/list").get("scorers", ()):
        if scorer["scorer_id"] not in seen:  # one entry a version
            seen.add(scorer["scorer_id"])
            yield "scorers", scorer


def _evaluation_datasets(server: Server) -> Iterator[Row]:
    for item in server.pages(server.post, f"{V3}/datasets/search", "datasets", max_results=50):
        yield "evaluation_datasets", item


def _secrets(server: Server) -> Iterator[Row]:
    config = server.get("/ajax-api/3.0/mlflow/gateway/secrets/config")
    for secret in server.get(f"{V3}/gateway/secrets/list").get("secrets", ()):
        yield "secrets", {
            **secret, "masked_value": json.dumps(secret.get("masked_values", {})),
            "default_key": config.get("using_default_passphrase"),
        }  # fmt: skip


def _model_definitions(server: Server) -> Iterator[Row]:
    for item in server.get(f"{V3}/gateway/model-definitions/list").get("model_definitions", ()):
        yield "model_definitions", item


def _endpoints(server: Server) -> Iterator[Row]:
    for item in server.get(f"{V3}/gateway/endpoints/list").get("endpoints", ()):
        owner = {"endpoint_id": item["endpoint_id"]}
        yield "endpoints", {**item, "usage_tracking": item.get("usage_tracking", False)}
        yield from keyed("endpoint_tags", owner, item.get("tags"))
        for mapping in item.get("model_mappings", ()):
            yield "endpoint_model_mappings", mapping | owner
        for config in server.get(f"{V3}/gateway/guardrails/list-for-endpoint", **owner).get("configs", ()):
            guardrail = config.get("guardrail_id") or config.get("guardrail", {}).get("guardrail_id")
            yield "guardrail_configs", {**config, **owner, "guardrail_id": guardrail}


def _bindings(server: Server) -> Iterator[Row]:
    for item in server.get(f"{V3}/gateway/endpoints/bindings/list").get("bindings", ()):
        yield "endpoint_bindings", item


def _guardrails(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V3}/gateway/guardrails/list", "guardrails", max_results=100):
        yield "guardrails", {**item, "scorer_id": item.get("scorer", {}).get("scorer_id")}


def _budgets(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V3}/gateway/budgets/list", "budget_policies", max_results=100):
        duration = item.get("duration", {})
        yield "budget_policies", {
            **item, "duration_unit": duration.get("unit"), "duration_value": duration.get("value"),
        }  # fmt: skip


def _mcp(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V3}/mcp-servers", "mcp_servers", max_results=100):
        yield "mcp_servers", item
        for alias in item.get("aliases", ()):
            yield "mcp_server_aliases", {"name": item["name"], **alias}
        for version in server.pages(
            server.get, f"{V3}/mcp-servers/{item['name']}/versions", "mcp_server_versions", max_results=100
        ):
            yield "mcp_server_versions", {
                **version, "server_json": _text(version.get("server_json")), "tools": _text(version.get("tools")),
                "connect_options": _text(version.get("connect_options")),
            }  # fmt: skip
    for item in server.pages(server.get, f"{V3}/mcp-servers/endpoints", "mcp_access_endpoints", max_results=100):
        yield "mcp_access_endpoints", item


def _text(value: Any) -> str | None:
    """JSON as MLflow stores it: absent when empty, no nulls for fields that were never given."""
    return json.dumps(_given(value)) if value else None


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _given(item) for key, item in value.items() if item is not None}
    return [_given(item) for item in value] if isinstance(value, list) else value


def _webhooks(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V2}/webhooks", "webhooks", max_results=100):
        yield "webhooks", {**item, "readable": True}
        for event in item.get("events", ()):
            yield "webhook_events", {
                "webhook_id": item["webhook_id"], **{key: str(value).lower() for key, value in event.items()},
            }  # fmt: skip


JOB_STATUS = ("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "TIMEOUT", "CANCELED", "NEEDS_RECOVERY")


def _jobs(server: Server) -> Iterator[Row]:
    for item in server.post("/ajax-api/3.0/jobs/search").get("jobs", ()):
        status = JOB_STATUS.index(item["status"]) if item.get("status") in JOB_STATUS else None
        yield "jobs", {**item, "id": item["job_id"], "status": status, "params": json.dumps(item.get("params"))}


def _workspaces(server: Server) -> Iterator[Row]:
    if not server.has_workspaces:
        raise Refused("this server runs without workspaces: everything is in the default one")
    if server.first:  # once, whichever workspace the others are about
        for item in server.get(f"{V3}/workspaces").get("workspaces", ()):
            yield "workspaces", item


def _users(server: Server) -> Iterator[Row]:
    for user in server.get(f"{V2}/users/list").get("users", ()) if server.first else ():
        yield "users", user


def _assignments(server: Server) -> Iterator[Row]:
    if not server.admin:
        raise Refused(f"the server shows all roles of a user to an admin only, and {server.user} is none")
    for user in server.get(f"{V2}/users/list").get("users", ()) if server.first else ():
        for role in user.get("roles", ()):
            yield "user_role_assignments", {"user_id": user["id"], "role_id": role["id"]}


def _roles(server: Server) -> Iterator[Row]:
    for role in server.get(f"{V3}/roles/list").get("roles", ()) if server.first else ():
        yield "roles", role
        for grant in server.get(f"{V3}/roles/permissions/list", role_id=role["id"]).get("role_permissions", ()):
            yield "role_permissions", grant | {"role_id": role["id"]}


AREAS = (
    Area(("workspaces",), _workspaces),
    Area(("experiments", "experiment_tags"), _experiments),
    Area(("runs", "params", "tags", "latest_metrics", "datasets", "inputs", "input_tags"), _runs,
         ("runs.deleted_time", "runs.source_type", "runs.source_name", "runs.source_version",
          "inputs.RUN_INPUT")),  # which models a run read: told for one run at a time only
    Area(("logged_models", "logged_model_tags", "logged_model_params", "logged_model_metrics"), _logged_models,
         ("logged_models.deleted",)),
    Area(("registered_models", "registered_model_tags", "registered_model_aliases"), _registered_models),
    Area(("model_versions", "model_version_tags"), _model_versions,
         ("model_versions.storage_location", "model_versions.Deleted_Internal")),
    Area(("trace_info", "trace_tags", "trace_request_metadata", "assessments"), _traces),
    Area(("scorers",), _scorers),
    Area(("evaluation_datasets",), _evaluation_datasets),
    Area(("secrets",), _secrets, ("secrets.kek_version",)),
    Area(("model_definitions",), _model_definitions),
    Area(("endpoints", "endpoint_tags", "endpoint_model_mappings", "guardrail_configs"), _endpoints),
    Area(("endpoint_bindings",), _bindings),
    Area(("guardrails",), _guardrails),
    Area(("budget_policies",), _budgets),
    Area(("mcp_servers", "mcp_server_aliases", "mcp_server_versions", "mcp_access_endpoints"), _mcp),
    # The list fails when the key that the secrets were encrypted with is gone, and so does every delivery.
    Area(("webhooks", "webhook_events"), _webhooks, ("webhooks.has_secret", "webhooks.deleted_timestamp"),
         "webhooks.readable"),
    Area(("jobs",), _jobs, ("jobs.has_token",)),
    Area(("users",), _users, ("users.default_password",)),
    Area(("user_role_assignments",), _assignments),
    Area(("roles", "role_permissions"), _roles),
)  # fmt: skip
