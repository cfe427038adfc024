"""What leads to what: the edges of the lineage graph, and every asset there is."""

from ..vocabulary import Table, columns

LINEAGE = Table(
    "lineage",
    "An edge along which what is wrong with the source reaches the target: data set, run, logged model, version, alias; "
    "parent and child run; prompt and model; secret and endpoint; user and the model they may change.",
    columns("source, target, kind"),
    sql="""
    WITH prompt_links AS (
        SELECT 'models:/' || model_id AS target, tag_value AS links FROM logged_model_tags
        WHERE tag_key = 'mlflow.linkedPrompts'
        UNION ALL
        SELECT 'runs:/' || run_uuid, value FROM tags WHERE key = 'mlflow.linkedPrompts'),
    linked AS (
        SELECT target, unnest(from_json(links, '[{"name": "VARCHAR", "version": "VARCHAR"}]')) AS prompt
        FROM prompt_links WHERE json_valid(links)),
    grants AS (
        SELECT u.username, p.resource_pattern AS name FROM users u
        JOIN user_role_assignments a ON a.user_id = u.id JOIN role_permissions p ON p.role_id = a.role_id
        WHERE p.resource_type = 'registered_model' AND p.permission IN ('EDIT', 'MANAGE'))
    SELECT DISTINCT source, target, kind FROM (
        SELECT asset AS source, 'runs:/' || run_id AS target, 'input' AS kind FROM dataset_uses
        UNION ALL SELECT 'runs:/' || value, 'runs:/' || run_uuid, 'parent' FROM tags WHERE key = 'mlflow.parentRunId'
        UNION ALL SELECT 'runs:/' || source_run_id, 'models:/' || model_id, 'produced' FROM logged_models
        WHERE source_run_id IS NOT NULL
        UNION ALL SELECT 'models:/' || destination_id, 'runs:/' || source_id, 'consumed' FROM inputs
        WHERE source_type = 'RUN_INPUT' AND destination_type = 'MODEL_INPUT'
        UNION ALL SELECT 'models:/' || model_id, asset, 'registered' FROM versions WHERE model_id IS NOT NULL
        UNION ALL SELECT 'runs:/' || run_id, asset, 'registered' FROM versions
        WHERE model_id IS NULL AND run_id IS NOT NULL
        UNION ALL SELECT regexp_replace(source, '^models:/+', 'models:/'), asset, 'copied' FROM versions
        WHERE regexp_matches(source, '^models:/+[^/]+/[0-9]+$')
        UNION ALL SELECT target, asset, 'alias' FROM aliases
        UNION ALL SELECT model, asset, 'version' FROM versions
        UNION ALL SELECT 'prompts:/' || prompt.name || '/' || prompt.version, target, 'prompt' FROM linked
        UNION ALL SELECT 'secrets:/' || s.secret_name, 'endpoints:/' || e.name, 'secret'
        FROM endpoints e JOIN endpoint_model_mappings USING (endpoint_id)
        JOIN model_definitions d USING (model_definition_id) JOIN secrets s USING (secret_id)
        UNION ALL SELECT 'users:/' || username, asset, 'grant' FROM grants JOIN models USING (name)
    ) WHERE source <> target""",
)

ASSETS = Table(
    "assets",
    "Every asset: its name, kind, the short name to show, and who answers for it.",
    columns("asset, kind, label, model, owner, tier"),
    sql="""
    SELECT asset, any_value(kind) AS kind, any_value(label) AS label, any_value(model) AS model, any_value(owner) AS owner,
           any_value(tier) AS tier
    FROM (
        SELECT 'server:/' AS asset, 'server' AS kind, 'MLflow server' AS label, NULL AS model, NULL AS owner, NULL AS tier
        UNION ALL SELECT asset, 'registered_model', name, asset, owner, tier FROM models
        UNION ALL SELECT v.asset, 'model_version', v.name || ' v' || v.version, v.model, m.owner, m.tier
        FROM versions v LEFT JOIN models m ON m.asset = v.model WHERE NOT v.deleted
        UNION ALL SELECT v.asset, 'deleted_version', v.name || ' v' || v.version || ' (deleted)', v.model, m.owner, m.tier
        FROM versions v LEFT JOIN models m ON m.asset = v.model WHERE v.deleted
        UNION ALL SELECT asset, 'alias', name || '@' || alias, model, NULL, NULL FROM aliases
        UNION ALL SELECT 'models:/' || model_id, 'logged_model', name, NULL, NULL, NULL FROM logged_models
        UNION ALL SELECT 'runs:/' || run_uuid, 'run', coalesce(nullif(name, ''), left(run_uuid, 8)), NULL, NULL, NULL FROM runs
        UNION ALL SELECT 'experiments:/' || experiment_id, 'experiment', name, NULL, NULL, NULL FROM experiments
        UNION ALL SELECT dataset_asset(name, digest), 'dataset', name, NULL, NULL, NULL FROM datasets
        UNION ALL SELECT prompt, 'prompt', name, NULL, NULL, NULL FROM prompt_versions
        UNION ALL SELECT asset, 'prompt_version', name || ' v' || version, NULL, NULL, NULL FROM prompt_versions
        UNION ALL SELECT 'traces:/' || request_id, 'trace', coalesce(trace_name, request_id), NULL, NULL, NULL FROM trace_info
        UNION ALL SELECT 'endpoints:/' || name, 'endpoint', name, NULL, NULL, NULL FROM endpoints
        UNION ALL SELECT 'secrets:/' || secret_name, 'secret', secret_name, NULL, NULL, NULL FROM secrets
        UNION ALL SELECT mcp_asset(workspace, name, version), 'mcp_server', name || ' ' || version, NULL, NULL, NULL
        FROM mcp_server_versions
        UNION ALL SELECT 'webhooks:/' || name, 'webhook', name, NULL, NULL, NULL FROM webhooks WHERE deleted_timestamp IS NULL
        UNION ALL SELECT 'users:/' || username, 'user', username, NULL, username, NULL FROM users
        UNION ALL SELECT asset, CASE WHEN starts_with(asset, 'notebooks:') THEN 'notebook' ELSE 'file' END,
               path || CASE WHEN starts_with(asset, 'notebooks:') AND cell IS NOT NULL THEN ' (cell ' || (cell + 1) || ' from the top)' ELSE '' END, NULL, NULL, NULL
        FROM cells)
    GROUP BY asset""",
)
