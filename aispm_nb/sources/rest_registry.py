"""The model registry, and all that hangs on the server beside it: gateway, MCP servers, webhooks, jobs, users."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .rest_area import V2, V3, Refused, Row, keyed, renamed

if TYPE_CHECKING:
    from .rest_server import Server


IS_PROMPT = "tags.`mlflow.prompt.is_prompt` = 'true'"


def registered_models(server: Server) -> Iterator[Row]:
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


def model_versions(server: Server) -> Iterator[Row]:
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


def scorers(server: Server) -> Iterator[Row]:
    seen = set()
    for scorer in server.get(f"{V3}/scorers/list").get("scorers", ()):
        if scorer["scorer_id"] not in seen:  # one entry a version
            seen.add(scorer["scorer_id"])
            yield "scorers", scorer


def evaluation_datasets(server: Server) -> Iterator[Row]:
    for item in server.pages(server.post, f"{V3}/datasets/search", "datasets", max_results=50):
        yield "evaluation_datasets", item


def secrets(server: Server) -> Iterator[Row]:
    config = server.get("/ajax-api/3.0/mlflow/gateway/secrets/config")
    for secret in server.get(f"{V3}/gateway/secrets/list").get("secrets", ()):
        yield "secrets", {
            **secret, "masked_value": json.dumps(secret.get("masked_values", {})),
            "default_key": config.get("using_default_passphrase"),
        }  # fmt: skip


def model_definitions(server: Server) -> Iterator[Row]:
    for item in server.get(f"{V3}/gateway/model-definitions/list").get("model_definitions", ()):
        yield "model_definitions", item


def endpoints(server: Server) -> Iterator[Row]:
    for item in server.get(f"{V3}/gateway/endpoints/list").get("endpoints", ()):
        owner = {"endpoint_id": item["endpoint_id"]}
        yield "endpoints", {**item, "usage_tracking": item.get("usage_tracking", False)}
        yield from keyed("endpoint_tags", owner, item.get("tags"))
        for mapping in item.get("model_mappings", ()):
            yield "endpoint_model_mappings", mapping | owner
        for config in server.get(f"{V3}/gateway/guardrails/list-for-endpoint", **owner).get("configs", ()):
            guardrail = config.get("guardrail_id") or config.get("guardrail", {}).get("guardrail_id")
            yield "guardrail_configs", {**config, **owner, "guardrail_id": guardrail}


def bindings(server: Server) -> Iterator[Row]:
    for item in server.get(f"{V3}/gateway/endpoints/bindings/list").get("bindings", ()):
        yield "endpoint_bindings", item


def guardrails(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V3}/gateway/guardrails/list", "guardrails", max_results=100):
        yield "guardrails", {**item, "scorer_id": item.get("scorer", {}).get("scorer_id")}


def budgets(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V3}/gateway/budgets/list", "budget_policies", max_results=100):
        duration = item.get("duration", {})
        yield "budget_policies", {
            **item, "duration_unit": duration.get("unit"), "duration_value": duration.get("value"),
        }  # fmt: skip


def mcp(server: Server) -> Iterator[Row]:
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


def webhooks(server: Server) -> Iterator[Row]:
    for item in server.pages(server.get, f"{V2}/webhooks", "webhooks", max_results=100):
        yield "webhooks", {**item, "readable": True}
        for event in item.get("events", ()):
            yield "webhook_events", {
                "webhook_id": item["webhook_id"], **{key: str(value).lower() for key, value in event.items()},
            }  # fmt: skip


JOB_STATUS = ("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "TIMEOUT", "CANCELED", "NEEDS_RECOVERY")


def jobs(server: Server) -> Iterator[Row]:
    for item in server.post("/ajax-api/3.0/jobs/search").get("jobs", ()):
        status = JOB_STATUS.index(item["status"]) if item.get("status") in JOB_STATUS else None
        yield "jobs", {**item, "id": item["job_id"], "status": status, "params": json.dumps(item.get("params"))}


def workspaces(server: Server) -> Iterator[Row]:
    if not server.has_workspaces:
        raise Refused("this server runs without workspaces: everything is in the default one")
    if server.first:  # once, whichever workspace the others are about
        for item in server.get(f"{V3}/workspaces").get("workspaces", ()):
            yield "workspaces", item


def users(server: Server) -> Iterator[Row]:
    for user in server.get(f"{V2}/users/list").get("users", ()) if server.first else ():
        yield "users", user


def assignments(server: Server) -> Iterator[Row]:
    if not server.admin:
        raise Refused(f"the server shows all roles of a user to an admin only, and {server.user} is none")
    for user in server.get(f"{V2}/users/list").get("users", ()) if server.first else ():
        for role in user.get("roles", ()):
            yield "user_role_assignments", {"user_id": user["id"], "role_id": role["id"]}


def roles(server: Server) -> Iterator[Row]:
    for role in server.get(f"{V3}/roles/list").get("roles", ()) if server.first else ():
        yield "roles", role
        for grant in server.get(f"{V3}/roles/permissions/list", role_id=role["id"]).get("role_permissions", ()):
            yield "role_permissions", grant | {"role_id": role["id"]}
