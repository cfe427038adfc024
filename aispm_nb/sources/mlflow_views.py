"""MLflow's tables joined into the things people speak of: models, versions, prompts, data sets and what leads to what.

The joins are those that MLflow's fluent API really writes (docs/decisions.md, "Lineage"); two of them hide in tags.
"""

from ..vocabulary import Table, columns

# Tags by which people say who answers for a model, how much hangs on it and under what terms it may be used.
OWNER = "'owner', 'owners', 'team', 'contact', 'maintainer', 'aispm.owner', 'business_owner', 'model_owner'"
TIER = (
    "'tier', 'risk_tier', 'risk', 'risk_level', 'risk_class', 'criticality', 'aispm.tier', 'ai_act_risk', 'eu_ai_act'"
)
LICENCE = "'license', 'licence', 'spdx', 'aispm.licence'"

PROMPT_NAMES = Table(
    "prompt_names", "Which registered models are prompts.", columns("workspace, name"),
    sql="""
    SELECT DISTINCT coalesce(workspace, 'default') AS workspace, name FROM registered_model_tags
    WHERE key = 'mlflow.prompt.is_prompt' AND lower(value) = 'true'""",
)  # fmt: skip

MODELS = Table(
    "models", "A registered model that is no prompt, with what its tags say of it.",
    columns("asset, workspace, name, description, owner, tier, licence, creation_time BIGINT ms"),
    sql=f"""
    WITH said AS (
        SELECT coalesce(workspace, 'default') AS workspace, name,
               max(value) FILTER (lower(key) IN ({OWNER}) AND trim(value) <> '') AS owner,
               max(value) FILTER (lower(key) IN ({TIER}) AND trim(value) <> '') AS tier,
               max(value) FILTER (lower(key) IN ({LICENCE}) AND trim(value) <> '') AS licence
        FROM registered_model_tags GROUP BY ALL)
    SELECT model_asset(m.workspace, m.name) AS asset, coalesce(m.workspace, 'default') AS workspace, m.name,
           nullif(trim(m.description), '') AS description, s.owner, s.tier, s.licence, m.creation_time
    FROM registered_models m LEFT JOIN said s ON s.name = m.name AND s.workspace = coalesce(m.workspace, 'default')
    WHERE (coalesce(m.workspace, 'default'), m.name) NOT IN (SELECT (workspace, name) FROM prompt_names)""",
)  # fmt: skip

VERSIONS = Table(
    "versions", "A version of a registered model; location is where its files are, model_id the logged model behind it.",
    columns("asset, model, workspace, name, version INTEGER, deleted BOOLEAN, stage, status, source, storage_location,"
            "model_id, run_id, location, description, creation_time BIGINT ms"),
    sql=r"""
    SELECT version_asset(v.workspace, v.name, v.version) AS asset, model_asset(v.workspace, v.name) AS model,
           coalesce(v.workspace, 'default') AS workspace, v.name, v.version,
           coalesce(v.current_stage = 'Deleted_Internal', false) AS deleted, v.current_stage AS stage, v.status,
           v.source, v.storage_location, l.model_id,
           coalesce(nullif(v.run_id, ''), l.source_run_id) AS run_id,
           coalesce(l.artifact_location, nullif(v.storage_location, ''),
                    CASE WHEN v.source NOT LIKE 'models:/%' THEN v.source END) AS location,
           nullif(trim(v.description), '') AS description, v.creation_time
    FROM model_versions v
    LEFT JOIN logged_models l ON l.model_id = regexp_extract(v.source, '^models:/+(m-[0-9a-f]+)$', 1)
    WHERE (coalesce(v.workspace, 'default'), v.name) NOT IN (SELECT (workspace, name) FROM prompt_names)""",
)  # fmt: skip

ALIASES = Table(
    "aliases", "An alias of a model: the version it names, and whether that version is there.",
    columns("asset, model, workspace, name, alias, version INTEGER, target, there BOOLEAN"),
    sql="""
    SELECT m.asset || '@' || a.alias AS asset, m.asset AS model, m.workspace, m.name, a.alias, a.version,
           version_asset(m.workspace, m.name, a.version) AS target, v.asset IS NOT NULL AS there
    FROM registered_model_aliases a
    JOIN models m ON m.name = a.name AND m.workspace = coalesce(a.workspace, 'default')
    LEFT JOIN versions v ON v.model = m.asset AND v.version = a.version AND NOT v.deleted""",
)  # fmt: skip

SERVED = Table(
    "served", "A version that is handed out by name: by an alias, or by a stage of the old kind.",
    columns("asset, model, name, served_as, production BOOLEAN"),
    sql="""
    WITH names AS (
        SELECT target AS asset, model, name, '@' || alias AS served_as,
               regexp_matches(lower(alias), '^(champion|prod(uction)?|live|main|current|default|latest|stable|released?)$')
                   OR regexp_matches(lower(alias), '(^|[-_.])(champion|prod(uction)?|live)([-_.]|$)') AS production
        FROM aliases WHERE there
        UNION ALL
        SELECT asset, model, name, stage, stage = 'Production' FROM versions
        WHERE NOT deleted AND stage IN ('Production', 'Staging'))
    SELECT asset, any_value(model) AS model, any_value(name) AS name,
           string_agg(served_as, ', ' ORDER BY production DESC, served_as) AS served_as, bool_or(production) AS production
    FROM names GROUP BY asset""",
)  # fmt: skip

PROMPT_VERSIONS = Table(
    "prompt_versions", "A version of a prompt with its text and the aliases that hand it out.",
    columns("asset, prompt, name, version INTEGER, deleted BOOLEAN, source, text, config, aliases, creation_time BIGINT ms"),
    sql="""
    SELECT prompt_version_asset(v.workspace, v.name, v.version) AS asset, prompt_asset(v.workspace, v.name) AS prompt,
           v.name, v.version, coalesce(v.current_stage = 'Deleted_Internal', false) AS deleted, v.source,
           max(t.value) FILTER (t.key = 'mlflow.prompt.text') AS text,
           max(t.value) FILTER (t.key = '_mlflow_prompt_model_config') AS config,
           (SELECT string_agg('@' || a.alias, ', ' ORDER BY a.alias) FROM registered_model_aliases a
            WHERE a.name = v.name AND a.version = v.version
              AND coalesce(a.workspace, 'default') = coalesce(v.workspace, 'default')) AS aliases,
           v.creation_time
    FROM model_versions v
    LEFT JOIN model_version_tags t ON t.name = v.name AND t.version = v.version
        AND coalesce(t.workspace, 'default') = coalesce(v.workspace, 'default')
    WHERE (coalesce(v.workspace, 'default'), v.name) IN (SELECT (workspace, name) FROM prompt_names)
    GROUP BY v.workspace, v.name, v.version, v.current_stage, v.source, v.creation_time""",
)  # fmt: skip

DATASET_USES = Table(
    "dataset_uses", "A data set went into a run; context is what for (training, validation, …), when it was said.",
    columns("asset, name, digest, run_id, context"),
    sql="""
    SELECT DISTINCT dataset_asset(d.name, d.digest) AS asset, d.name, d.digest, i.destination_id AS run_id,
           lower(t.value) AS context
    FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
    LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
    WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN'""",
)  # fmt: skip

TABLES = (PROMPT_NAMES, MODELS, VERSIONS, ALIASES, SERVED, PROMPT_VERSIONS, DATASET_USES)
