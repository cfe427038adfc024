from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-run-missing",
    title="The run behind a version is gone",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="Parameters, data and code of this version were deleted with its run; `mlflow gc` will remove what is left.",
    fix="Restore the run (MlflowClient.restore_run) before `mlflow gc`, or retrain and register a version whose run is kept.",
    undo=Undo.BACK,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-gc",),
    needs=("model_versions", "runs"),
    sql="""
    SELECT v.asset, v.run_id, r.lifecycle_stage, r.run_uuid IS NULL OR r.lifecycle_stage = 'deleted' AS fails,
           'the run behind version ' || v.version || ' of ' || v.name || CASE WHEN r.run_uuid IS NULL THEN ' is not there'
           ELSE ' is deleted' END AS says
    FROM versions v LEFT JOIN runs r ON r.run_uuid = v.run_id WHERE NOT v.deleted AND v.run_id IS NOT NULL""",
    cases=(
        Case("deleted, absent and kept",
             given={"registered_models": [{"name": "m"}],
                    "runs": [{"run_uuid": "r1", "lifecycle_stage": "deleted"}, {"run_uuid": "r3", "lifecycle_stage": "active"}],
                    "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2, 3)]},
             fails=("models:/m/1", "models:/m/2"), passes=("models:/m/3",)),
        Case("runs out of sight",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1, "run_id": "r1"}]},
             unseen=("runs",), not_assessed=("models:/m/1",)),
    ),
)  # fmt: skip
