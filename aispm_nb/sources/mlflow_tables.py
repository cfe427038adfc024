"""MLflow's own tables as we keep them: its names, the columns that posture needs, and nothing that must not be kept.

Times are milliseconds since the epoch as MLflow writes them. Whatever a schema revision lacks comes in as NULL and is
listed in ``unseen``. Secrets, password hashes and the text of spans are judged while they come in and dropped.
"""

from ..vocabulary import Column, Table, columns


def _known(name: str, kind: str, *sources: str) -> Column:
    """A judgement on text that is not kept itself: which secret or personal datum it holds, or NULL."""
    return Column(name, "VARCHAR", "", f"{kind}(concat_ws(' ', {', '.join(sources)}))", sources)


def _holds(name: str, source: str) -> Column:
    return Column(name, "BOOLEAN", "", f"coalesce({source}::VARCHAR, '') <> ''", (source,))


TRACKING = (
    Table("workspaces", "A workspace, where the server has them.",
          columns("name, description, default_artifact_root")),
    Table("experiments", "An experiment.",
          columns("experiment_id BIGINT, name, artifact_location, lifecycle_stage, creation_time BIGINT ms,"
                  "last_update_time BIGINT ms, workspace")),
    Table("experiment_tags", "A tag of an experiment.", columns("experiment_id BIGINT, key, value")),
    Table("runs", "A run.",
          columns("run_uuid, name, user_id, status, start_time BIGINT ms, end_time BIGINT ms, deleted_time BIGINT ms,"
                  "lifecycle_stage, artifact_uri, experiment_id BIGINT, source_type, source_name, source_version")),
    Table("params", "A parameter of a run.", columns("run_uuid, key, value")),
    Table("latest_metrics", "The latest value of a metric of a run.",
          columns("run_uuid, key, value DOUBLE, timestamp BIGINT ms, step BIGINT, is_nan BOOLEAN")),
    Table("tags", "A tag of a run.", columns("run_uuid, key, value")),
    Table("datasets", "A data set that some run read, by name and digest.",
          columns("dataset_uuid, experiment_id BIGINT, name, digest, dataset_source_type, dataset_source,"
                  "dataset_schema, dataset_profile")),
    Table("inputs", "An edge: a data set or model goes into a run, a model comes out of one.",
          columns("input_uuid, source_type, source_id, destination_type, destination_id, step BIGINT")),
    Table("input_tags", "A tag of an edge; mlflow.data.context says what a data set was used for.",
          columns("input_uuid, name, value")),
    Table("logged_models", "A logged model (MLflow 3).",
          columns("model_id, experiment_id BIGINT, name, artifact_location, creation_timestamp_ms BIGINT ms,"
                  "last_updated_timestamp_ms BIGINT ms, status INTEGER, lifecycle_stage, model_type, source_run_id,"
                  "status_message")),
    Table("logged_model_tags", "A tag of a logged model.", columns("model_id, tag_key, tag_value")),
    Table("logged_model_params", "A parameter of a logged model.", columns("model_id, param_key, param_value")),
    Table("logged_model_metrics", "A metric of a logged model, with the data set it was measured on.",
          columns("model_id, metric_name, metric_value DOUBLE, run_id, dataset_name, dataset_digest")),
    Table("entity_associations", "An edge among traces, runs, evaluation data sets and prompt versions.",
          columns("source_type, source_id, destination_type, destination_id")),
)  # fmt: skip

REGISTRY = (
    Table("registered_models", "A registered model or prompt.",
          columns("name, creation_time BIGINT ms, last_updated_time BIGINT ms, description, workspace")),
    Table("registered_model_tags", "A tag of a registered model or prompt.", columns("name, key, value, workspace")),
    Table("registered_model_aliases", "An alias and the version it points at.",
          columns("name, alias, version INTEGER, workspace"), history=True),
    Table("model_versions", "A version of a model or prompt; deleted ones stay, as stage Deleted_Internal.",
          columns("name, version INTEGER, creation_time BIGINT ms, last_updated_time BIGINT ms, description, user_id,"
                  "current_stage, source, storage_location, run_id, status, status_message, workspace")),
    Table("model_version_tags", "A tag of a version.", columns("name, version INTEGER, key, value, workspace")),
)  # fmt: skip

GENAI = (
    Table("trace_info", "A trace; its previews are judged and not kept.", (
        *columns("request_id, experiment_id BIGINT, timestamp_ms BIGINT ms, status, trace_name"),
        _known("secret", "secret_kind", "request_preview", "response_preview"),
        _known("personal", "personal_kind", "request_preview", "response_preview"))),
    Table("trace_tags", "A tag of a trace.", columns("request_id, key, value")),
    Table("trace_request_metadata", "Metadata of a trace.", columns("request_id, key, value")),
    Table("spans", "A span; its inputs and outputs are judged and not kept.", (
        *columns("trace_id, span_id, parent_span_id, name, type, status, model_name, model_provider"),
        Column("content_bytes", "BIGINT", "bytes", "strlen(content)", ("content",)),
        _known("secret", "secret_kind", "content"),
        _known("personal", "personal_kind", "content"))),
    Table("assessments", "A judgement on a trace, by a person or a scorer.",
          columns("assessment_id, trace_id, name, assessment_type, source_type, source_id, valid BOOLEAN")),
    Table("scorers", "A scorer.", columns("scorer_id, experiment_id BIGINT, scorer_name")),
    Table("evaluation_datasets", "An evaluation data set.",
          columns("dataset_id, name, digest, created_time BIGINT ms, workspace")),
)  # fmt: skip

GATEWAY = (
    Table("secrets", "A gateway secret, without its value; default_key: it opens with the key that MLflow ships.",
          columns("secret_id, secret_name, kek_version INTEGER, masked_value, provider, created_at BIGINT ms,"
                  "last_updated_at BIGINT ms, workspace, default_key BOOLEAN")),
    Table("model_definitions", "A model of a provider, as the gateway calls it.",
          columns("model_definition_id, name, secret_id, provider, model_name, workspace")),
    Table("endpoints", "A gateway endpoint.",
          columns("endpoint_id, name, created_at BIGINT ms, routing_strategy, experiment_id BIGINT,"
                  "usage_tracking BOOLEAN, workspace")),
    Table("endpoint_tags", "A tag of an endpoint.", columns("endpoint_id, key, value")),
    Table("endpoint_model_mappings", "Which models an endpoint calls.",
          columns("endpoint_id, model_definition_id, weight DOUBLE, linkage_type")),
    Table("endpoint_bindings", "What an endpoint is used by.", columns("endpoint_id, resource_type, resource_id")),
    Table("guardrails", "A guardrail.", columns("guardrail_id, name, scorer_id, stage, action, workspace")),
    Table("guardrail_configs", "Which guardrails an endpoint has.",
          columns("endpoint_id, guardrail_id, execution_order INTEGER, workspace")),
    Table("budget_policies", "A budget.",
          columns("budget_policy_id, budget_unit, budget_amount DOUBLE, duration_unit, duration_value INTEGER,"
                  "target_scope, target_value, budget_action, workspace")),
    Table("mcp_servers", "An MCP server.", columns("name, display_name, description, workspace")),
    Table("mcp_server_versions", "A version of an MCP server, with its server.json and tools.",
          columns("name, version, status, server_json, tools, source, connect_options, workspace")),
    Table("mcp_server_aliases", "An alias of an MCP server.", columns("name, alias, version, workspace")),
    Table("mcp_access_endpoints", "An address at which an MCP server is reached.",
          columns("server_name, server_version, server_alias, url, transport_type, workspace")),
)  # fmt: skip

OPERATIONS = (
    Table("webhooks", "A webhook, without its secret; readable: the server could still decrypt it.", (
        *columns("webhook_id, name, url, status, creation_timestamp BIGINT ms, deleted_timestamp BIGINT ms, workspace"),
        _holds("has_secret", "secret"), Column("readable", "BOOLEAN"))),
    Table("webhook_events", "An event that a webhook listens to.", columns("webhook_id, entity, action")),
    Table("jobs", "A background job; its parameters are judged and not kept.", (
        *columns("id, job_name, status INTEGER, creation_time BIGINT ms, creator, workspace"),
        _known("secret", "secret_kind", "params"), _holds("has_token", "token_hash"))),
)  # fmt: skip

AUTH = (
    Table("users", "A user of MLflow's basic auth; default_password: the shipped one opens the account.",
          columns("id INTEGER, username, is_admin BOOLEAN, default_password BOOLEAN")),
    Table("roles", "A role.", columns("id INTEGER, name, workspace")),
    Table("role_permissions", "What a role may do.",
          columns("role_id INTEGER, resource_type, resource_pattern, permission")),
    Table("user_role_assignments", "Who has which role.", columns("user_id INTEGER, role_id INTEGER")),
    Table("experiment_permissions", "A grant of the old kind, on an experiment.",
          columns("user_id INTEGER, experiment_id, permission")),
    Table("registered_model_permissions", "A grant of the old kind, on a model.",
          columns("user_id INTEGER, name, permission, workspace")),
)  # fmt: skip
