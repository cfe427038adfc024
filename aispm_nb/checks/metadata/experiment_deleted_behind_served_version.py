from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="experiment-deleted-behind-served-version",
    title="Served version comes from a deleted experiment",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="`mlflow gc` removes the runs and files of deleted experiments, and with them what is served.",
    fix="Restore the experiment (MlflowClient.restore_experiment) before `mlflow gc` runs.",
    undo=Undo.BACK,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-gc",),
    needs=("runs", "experiments"),
    sql="""
    SELECT s.asset, s.served_as, e.name AS experiment, e.lifecycle_stage = 'deleted' AS fails,
           'version ' || v.version || ' of ' || v.name || ' (' || s.served_as || ') comes from the deleted experiment ' || e.name AS says
    FROM served s JOIN versions v USING (asset) JOIN runs r ON r.run_uuid = v.run_id JOIN experiments e USING (experiment_id)""",
    cases=(
        Case("deleted and active",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2)],
                    "registered_model_aliases": [{"name": "m", "alias": f"a{v}", "version": v} for v in (1, 2)],
                    "runs": [{"run_uuid": "r1", "experiment_id": 1}, {"run_uuid": "r2", "experiment_id": 2}],
                    "experiments": [{"experiment_id": 1, "name": "old", "lifecycle_stage": "deleted"},
                                    {"experiment_id": 2, "name": "new", "lifecycle_stage": "active"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
