from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="run-from-notebook",
    title="Served version was trained in a notebook",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="Cells run in any order and leave no commit: what made the model is hard to repeat.",
    fix="Move the training to a script or job under version control for what is served.",
    undo=Undo.ADDS,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/ml/tracking/",),
    needs=("tags",),
    sql="""
    SELECT s.asset, s.served_as, v.run_id, t.value AS source_type, n.value AS source_name, upper(t.value) = 'NOTEBOOK' AS fails,
           'version ' || v.version || ' of ' || v.name || ' was trained in the notebook ' || coalesce(n.value, '(unnamed)') AS says
    FROM served s JOIN versions v USING (asset) JOIN tags t ON t.run_uuid = v.run_id AND t.key = 'mlflow.source.type'
    LEFT JOIN tags n ON n.run_uuid = v.run_id AND n.key = 'mlflow.source.name'""",
    cases=(
        Case("a notebook and a script",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2)],
                    "registered_model_aliases": [{"name": "m", "alias": f"a{v}", "version": v} for v in (1, 2)],
                    "tags": [{"run_uuid": "r1", "key": "mlflow.source.type", "value": "NOTEBOOK"},
                             {"run_uuid": "r2", "key": "mlflow.source.type", "value": "LOCAL"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
