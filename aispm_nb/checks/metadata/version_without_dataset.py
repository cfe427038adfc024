from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-without-dataset",
    title="Served version does not say what it was trained on",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.PROVENANCE,
    why="A poisoned or unlawful data set cannot be traced to this version, nor can this version be cleared of it.",
    fix="Log the training set with mlflow.log_input(dataset, context='training') in the run, train again and register.",
    undo=Undo.ADDS,
    techniques=("AISPM.PROVENANCE", "AML.T0020"),
    references=("https://mlflow.org/docs/latest/ml/dataset/", "https://artificialintelligenceact.eu/article/10/"),
    needs=("inputs", "datasets"),
    # A data set may be logged by the run, by its parent or child, or with the metrics of the logged model.
    sql="""
    WITH asked AS (SELECT v.asset, v.run_id, v.model_id FROM served s JOIN versions v USING (asset)),
    family AS (
        SELECT asset, run_id FROM asked WHERE run_id IS NOT NULL
        UNION SELECT v.asset, t.value FROM asked v JOIN tags t ON t.run_uuid = v.run_id AND t.key = 'mlflow.parentRunId'
        UNION SELECT v.asset, t.run_uuid FROM asked v JOIN tags t ON t.value = v.run_id AND t.key = 'mlflow.parentRunId'),
    knows AS (
        SELECT f.asset FROM family f JOIN dataset_uses u USING (run_id)
        UNION SELECT v.asset FROM asked v JOIN logged_model_metrics m USING (model_id) WHERE m.dataset_digest IS NOT NULL)
    SELECT v.asset, s.served_as, v.run_id, v.asset NOT IN (SELECT asset FROM knows) AS fails,
           'no data set is recorded for version ' || v.version || ' of ' || v.name || ' (' || s.served_as || ')' AS says
    FROM served s JOIN versions v USING (asset)""",
    cases=(
        Case("none; by the run; by the parent run",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2, 3)],
                    "registered_model_aliases": [{"name": "m", "alias": f"a{v}", "version": v} for v in (1, 2, 3)],
                    "tags": [{"run_uuid": "r3", "key": "mlflow.parentRunId", "value": "p"}],
                    "datasets": [{"dataset_uuid": "d", "name": "t", "digest": "x"}],
                    "inputs": [{"input_uuid": "i2", "source_type": "DATASET", "source_id": "d", "destination_type": "RUN", "destination_id": "r2"},
                               {"input_uuid": "i3", "source_type": "DATASET", "source_id": "d", "destination_type": "RUN", "destination_id": "p"}]},
             fails=("models:/m/1",), passes=("models:/m/2", "models:/m/3")),
        Case("MLflow older than data sets",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1, "current_stage": "Production"}]},
             unseen=("inputs", "datasets"), not_assessed=("models:/m/1",)),
    ),
)  # fmt: skip
