"""Which endpoint tells which tables.

The rows are those of MLflow's database as far as the API shows them; what it does not show is named as ``table.what``.
"""

from . import rest_registry, rest_tracking
from .rest_area import Area

AREAS = (
    Area(("workspaces",), rest_registry.workspaces),
    Area(("experiments", "experiment_tags"), rest_tracking.experiments),
    Area(("runs", "params", "tags", "latest_metrics", "datasets", "inputs", "input_tags"), rest_tracking.runs,
         ("runs.deleted_time", "runs.source_type", "runs.source_name", "runs.source_version",
          "inputs.RUN_INPUT")),  # which models a run read: told for one run at a time only
    Area(("logged_models", "logged_model_tags", "logged_model_params", "logged_model_metrics"), rest_tracking.logged_models,
         ("logged_models.deleted",)),
    Area(("registered_models", "registered_model_tags", "registered_model_aliases"), rest_registry.registered_models),
    Area(("model_versions", "model_version_tags"), rest_registry.model_versions,
         ("model_versions.storage_location", "model_versions.Deleted_Internal")),
    Area(("trace_info", "trace_tags", "trace_request_metadata", "assessments"), rest_tracking.traces),
    Area(("scorers",), rest_registry.scorers),
    Area(("evaluation_datasets",), rest_registry.evaluation_datasets),
    Area(("secrets",), rest_registry.secrets, ("secrets.kek_version",)),
    Area(("model_definitions",), rest_registry.model_definitions),
    Area(("endpoints", "endpoint_tags", "endpoint_model_mappings", "guardrail_configs"), rest_registry.endpoints),
    Area(("endpoint_bindings",), rest_registry.bindings),
    Area(("guardrails",), rest_registry.guardrails),
    Area(("budget_policies",), rest_registry.budgets),
    Area(("mcp_servers", "mcp_server_aliases", "mcp_server_versions", "mcp_access_endpoints"), rest_registry.mcp),
    # The list fails when the key that the secrets were encrypted with is gone, and so does every delivery.
    Area(("webhooks", "webhook_events"), rest_registry.webhooks, ("webhooks.has_secret", "webhooks.deleted_timestamp"),
         "webhooks.readable"),
    Area(("jobs",), rest_registry.jobs, ("jobs.has_token",)),
    Area(("users",), rest_registry.users, ("users.default_password",)),
    Area(("user_role_assignments",), rest_registry.assignments),
    Area(("roles", "role_permissions"), rest_registry.roles),
)  # fmt: skip
