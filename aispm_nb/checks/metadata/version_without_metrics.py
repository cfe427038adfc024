from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-without-metrics",
    title="Served version was never measured",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.MONITORING,
    why="Without one metric nobody can tell whether this version is worse than the one before it, or was tampered with.",
    fix="Evaluate the version on held-out data (mlflow.models.evaluate) and log the metrics with the data set.",
    undo=Undo.ADDS,
    techniques=("AISPM.EVALUATION",),
    references=("https://mlflow.org/docs/latest/ml/evaluation/",),
    needs=("latest_metrics",),
    sql="""
    WITH asked AS (SELECT v.asset, v.run_id, v.model_id FROM served s JOIN versions v USING (asset)),
    family AS (
        SELECT asset, run_id FROM asked WHERE run_id IS NOT NULL
        UNION SELECT v.asset, t.run_uuid FROM asked v JOIN tags t ON t.value = v.run_id AND t.key = 'mlflow.parentRunId'),
    measured AS (
        SELECT f.asset FROM family f JOIN latest_metrics m ON m.run_uuid = f.run_id
        UNION SELECT v.asset FROM asked v JOIN logged_model_metrics m USING (model_id))
    SELECT s.asset, s.served_as, s.asset NOT IN (SELECT asset FROM measured) AS fails,
           'version ' || v.version || ' of ' || v.name || ' (' || s.served_as || ') has no metric' AS says
    FROM served s JOIN versions v USING (asset)""",
    cases=(
        Case("without and with a metric",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2)],
                    "registered_model_aliases": [{"name": "m", "alias": f"a{v}", "version": v} for v in (1, 2)],
                    "latest_metrics": [{"run_uuid": "r2", "key": "auc", "value": 0.9}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
