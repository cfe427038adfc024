from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="no-input-example",
    title="Model has no input example",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="Nobody can try the model, or test that it still loads, without knowing what to feed it.",
    fix="Log the model with input_example= a few made-up rows, never rows of real people.",
    undo=Undo.ADDS,
    techniques=("AISPM.EVALUATION",),
    references=("https://mlflow.org/docs/latest/ml/model/signatures/#input-examples",),
    needs=("mlmodels",),
    sql="""
    SELECT m.asset, CASE WHEN x.state = 'read' THEN NOT x.has_input_example END AS fails, m.label || ' has no input example' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location) WHERE m.registered""",
    cases=(
        Case("without and with",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "has_input_example": False},
                                 {"location": "/m/2", "state": "read", "has_input_example": True}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
