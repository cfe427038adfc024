from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="built-with-vulnerable-mlflow",
    title="Model was logged by an MLflow with known vulnerabilities",
    severity=Severity.INFO,
    confidence=Confidence.LOW,
    threat=Threat.SUPPLY_CHAIN,
    why="The model's requirements usually pin the same MLflow, which is then installed wherever the model is served.",
    fix="Raise the pinned MLflow with mlflow.models.update_model_requirements, or log the model again with a current one.",
    undo=Undo.BACK,
    techniques=("AML.T0010.001",),
    references=("https://github.com/mlflow/mlflow/security/advisories",),
    needs=("mlmodels", "mlflow_cves"),
    sql="""
    WITH had AS (
        SELECT version, count(DISTINCT cve) AS cves, string_agg(DISTINCT cve, ', ' ORDER BY cve) AS ids FROM cve_matches
        WHERE component = 'model' GROUP BY version)
    SELECT m.asset, x.mlflow_version, h.cves, left(h.ids, 200) AS ids, CASE WHEN x.mlflow_version IS NOT NULL THEN h.version IS NOT NULL END AS fails,
           m.label || ' was logged by MLflow ' || x.mlflow_version || ', which has ' || h.cves || ' known vulnerabilities' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location) LEFT JOIN had h ON h.version = x.mlflow_version
    WHERE m.registered""",
    cases=(
        Case("an old one, a current one, unknown",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "mlflow_version": "2.3.2"},
                                 {"location": "/m/2", "state": "read", "mlflow_version": "3.17.2"}],
                    "cve_matches": [{"component": "model", "version": "2.3.2", "cve": "CVE-2023-3765"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
