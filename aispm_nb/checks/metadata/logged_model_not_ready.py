from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="logged-model-not-ready",
    title="Logged model was never finalised",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="A model that failed or stayed pending may have no files, or only some; registered, it fails or misleads when loaded.",
    fix="Log the model again; delete the one that was not finalised.",
    undo=Undo.LOST,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/ml/model/",),
    needs=("logged_models",),
    # MLflow's numbers: 1 pending, 2 ready, 3 failed. A model is pending while it is being logged.
    sql="""
    SELECT 'models:/' || l.model_id AS asset, l.name, l.status_message, when_ms(l.creation_timestamp_ms) AS created,
           CASE WHEN EXISTS (SELECT 1 FROM versions v WHERE v.model_id = l.model_id AND NOT v.deleted) THEN 'medium' ELSE 'low' END AS severity,
           CASE l.status WHEN 2 THEN false WHEN 3 THEN true
                WHEN 1 THEN l.creation_timestamp_ms < epoch_ms(now()::TIMESTAMP) - 86400000 END AS fails,
           'logged model ' || l.name || CASE l.status WHEN 3 THEN ' failed' ELSE ' is still pending' END AS says
    FROM logged_models l WHERE coalesce(l.lifecycle_stage, 'active') = 'active'""",
    cases=(
        Case("failed, ready, and one just being logged",
             given={"logged_models": [{"model_id": "m-1", "status": 3, "name": "a"}, {"model_id": "m-2", "status": 2, "name": "b"},
                                      {"model_id": "m-3", "status": 1, "name": "c", "creation_timestamp_ms": 9_000_000_000_000}]},
             fails=("models:/m-1",), passes=("models:/m-2", "models:/m-3")),
        Case("MLflow 2 has none", unseen=("logged_models",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
