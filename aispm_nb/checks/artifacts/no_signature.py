from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="no-signature",
    title="Model has no signature",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="What goes in and comes out is not checked: wrong columns or types are scored without an error.",
    fix="Log the model with signature=infer_signature(X, model.predict(X)), or set it with mlflow.models.set_signature.",
    undo=Undo.BACK,
    techniques=("AISPM.EVALUATION",),
    references=("https://mlflow.org/docs/latest/ml/model/signatures/",),
    needs=("mlmodels",),
    sql="""
    SELECT m.asset, CASE WHEN x.state = 'read' THEN NOT x.has_signature END AS fails, m.label || ' has no signature' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location) WHERE m.registered""",
    cases=(
        Case("without and with",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "has_signature": False}, {"location": "/m/2", "state": "read", "has_signature": True}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
