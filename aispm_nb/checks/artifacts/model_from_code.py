from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="model-from-code",
    title="Model is a Python file that is run when it is loaded",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Loading executes the file from top to bottom; whoever can change it runs code as whoever loads the model.",
    fix="Review the file, keep it under version control, and record its digest with the version.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://mlflow.org/docs/latest/ml/model/models-from-code/",),
    needs=("mlmodels",),
    sql="""
    SELECT m.asset, x.model_code_path, CASE WHEN x.state = 'read' THEN x.model_code_path IS NOT NULL END AS fails,
           m.label || ' runs ' || regexp_extract(x.model_code_path, '[^/\\\\]+$') || ' when it is loaded' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location)""",
    cases=(
        Case("from code, and not",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "model_code_path": "agent.py"}, {"location": "/m/2", "state": "read"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
