"""Who answers for an asset, and how we know: a tag says so, or the nearest thing along the lineage does.

A tag on the asset, or on the model or prompt it is a version of, names an owner. Where there is none, the owner of what was
made from it is the nearest: of the model that a data set, run or logged model went into. Where nobody is named at all, whoever
started the run (MLflow's mlflow.user) is somebody to ask, and is told apart from an owner.
"""

from __future__ import annotations

from ..sources.mlflow_views import OWNER

_TAG = f"lower({{key}}) IN ({OWNER}) AND trim({{value}}) <> ''"


def _tagged(table: str, asset: str, key: str = "key", value: str = "value") -> str:
    said = _TAG.format(key=f"t.{key}", value=f"t.{value}")
    return f"SELECT {asset} AS asset, max(trim(t.{value})) AS owner FROM {table} t WHERE {said} GROUP BY ALL"


# asset, owner, how, owner_from. how: named (a tag of owner_from, which is the asset itself or what it is a version of), made (named
# for all that was made from it), most (for most of it), started (nobody is named; this user started the run owner_from). A query
# and no table: a posture asks it once, and judging need not wait for it.
OWNERS = f"""
    WITH said AS (
        SELECT asset, owner FROM models WHERE owner IS NOT NULL
        UNION ALL {_tagged("registered_model_tags", "prompt_asset(t.workspace, t.name)")}
        UNION ALL {_tagged("model_version_tags", "version_asset(t.workspace, t.name, t.version)")}
        UNION ALL {_tagged("logged_model_tags", "'models:/' || t.model_id", "tag_key", "tag_value")}
        UNION ALL {_tagged("tags", "'runs:/' || t.run_uuid")}
        UNION ALL {_tagged("experiment_tags", "'experiments:/' || t.experiment_id")}
        UNION ALL SELECT 'endpoints:/' || e.name, x.owner FROM ({_tagged("endpoint_tags", "t.endpoint_id")}) x
                  JOIN endpoints e ON e.endpoint_id = x.asset
        UNION ALL SELECT 'users:/' || username, username FROM users),
    -- What an asset is a version of, or a name for.
    above AS (
        SELECT asset, model AS above FROM versions UNION ALL SELECT asset, model FROM aliases
        UNION ALL SELECT asset, prompt FROM prompt_versions),
    -- What a version was made from, and who started that run.
    made AS (
        SELECT 'runs:/' || run_id AS asset, asset AS version, model FROM versions WHERE run_id IS NOT NULL AND NOT deleted
        UNION ALL SELECT 'models:/' || model_id, asset, model FROM versions WHERE model_id IS NOT NULL AND NOT deleted
        UNION ALL SELECT u.asset, v.asset, v.model FROM dataset_uses u JOIN versions v USING (run_id) WHERE NOT v.deleted),
    started AS (
        SELECT 'runs:/' || r.run_uuid AS run, coalesce(t.value, r.user_id) AS person, r.start_time
        FROM runs r LEFT JOIN tags t ON t.run_uuid = r.run_uuid AND t.key = 'mlflow.user'
        WHERE trim(coalesce(t.value, r.user_id, '')) NOT IN ('', 'unknown')),
    known AS (
        SELECT asset, owner, 'named' AS how, asset AS owner_from, 0 AS far, 0 AS fewer FROM said
        UNION ALL SELECT a.asset, s.owner, 'named', s.asset, 1, 0 FROM above a JOIN said s ON s.asset = a.above
        UNION ALL SELECT asset, owner, CASE WHEN owners = 1 THEN 'made' ELSE 'most' END, model, 2, -n FROM (
            SELECT m.asset, s.owner, max(m.model) AS model, count(DISTINCT m.version) AS n,
                   count(*) OVER (PARTITION BY m.asset) AS owners
            FROM made m JOIN said s ON s.asset = m.model GROUP BY m.asset, s.owner)
        UNION ALL SELECT run, person, 'started', run, 3, 0 FROM started
        UNION ALL SELECT v.asset, s.person, 'started', s.run, 3, -s.start_time FROM versions v JOIN started s ON s.run = 'runs:/' || v.run_id
        UNION ALL SELECT v.model, s.person, 'started', s.run, 4, -s.start_time FROM versions v JOIN started s ON s.run = 'runs:/' || v.run_id
        WHERE NOT v.deleted
        UNION ALL SELECT 'models:/' || l.model_id, s.person, 'started', s.run, 3, 0 FROM logged_models l JOIN started s ON s.run = 'runs:/' || l.source_run_id
        UNION ALL SELECT u.asset, s.person, 'started', s.run, 3, -s.start_time FROM dataset_uses u JOIN started s ON s.run = 'runs:/' || u.run_id)
    SELECT asset, best.owner, best.how, best.owner_from FROM (
        SELECT asset, min((far, fewer, owner, how, owner_from)::STRUCT(far INTEGER, fewer BIGINT, owner VARCHAR, how VARCHAR, owner_from VARCHAR)) AS best
        FROM known GROUP BY asset)"""
