from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="requirements-missing",
    title="Model does not say which packages it needs",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="Known vulnerabilities of its packages cannot be matched, and the model may load with others than it was tested with.",
    fix="Log the model again with pip_requirements, or set them with mlflow.models.update_model_requirements.",
    undo=Undo.BACK,
    techniques=("AML.T0010.001",),
    references=("https://mlflow.org/docs/latest/ml/model/dependencies/",),
    needs=("folders", "requirements"),
    sql="""
    SELECT m.asset,
           CASE WHEN m.state = 'read' THEN NOT EXISTS (SELECT 1 FROM requirements r WHERE r.location = m.location AND r.kind = 'package') END AS fails,
           m.label || ' names no package that it needs' AS says
    FROM model_folders m WHERE m.registered""",
    cases=(
        Case("none and some",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2)],
                    "requirements": [{"location": "/m/2", "kind": "package", "name": "scikit-learn", "pinned": True}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
