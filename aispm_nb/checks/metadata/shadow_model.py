from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="shadow-model",
    title="Model in use that nobody registered",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.SHADOW_AI,
    why="Runs or traces use this logged model, and no version, owner or review stands behind it.",
    fix="Register the model with an owner and a purpose, or stop using it.",
    undo=Undo.ADDS,
    techniques=("AISPM.GOVERNANCE",),
    references=("https://mlflow.org/docs/latest/ml/model-registry/",),
    needs=("logged_models", "model_versions", "inputs.RUN_INPUT"),
    sql="""
    WITH users AS (
        SELECT destination_id AS model_id, 'runs:/' || source_id AS used_by FROM inputs
        WHERE source_type = 'RUN_INPUT' AND destination_type = 'MODEL_INPUT'
        UNION ALL
        SELECT value, 'traces:/' || request_id FROM trace_request_metadata WHERE key = 'mlflow.modelId'),
    used AS (SELECT model_id, count(*) AS times, min(used_by) AS used_by FROM users GROUP BY model_id)
    SELECT 'models:/' || l.model_id AS asset, l.name, u.times, u.used_by,
           u.times IS NOT NULL AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.model_id = l.model_id AND NOT v.deleted) AS fails,
           'logged model ' || l.name || ' is used ' || u.times || ' times and not registered' AS says
    FROM logged_models l LEFT JOIN used u USING (model_id)
    WHERE l.status = 2 AND coalesce(l.lifecycle_stage, 'active') = 'active'""",
    cases=(
        Case("used and not registered; registered; neither",
             given={"logged_models": [{"model_id": m, "status": 2, "name": m} for m in ("m-1", "m-2", "m-3")],
                    "registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1, "source": "models:/m-2"}],
                    "inputs": [{"source_type": "RUN_INPUT", "source_id": "r9", "destination_type": "MODEL_INPUT", "destination_id": m}
                               for m in ("m-1", "m-2")]},
             fails=("models:/m-1",), passes=("models:/m-2", "models:/m-3")),
    ),
)  # fmt: skip
