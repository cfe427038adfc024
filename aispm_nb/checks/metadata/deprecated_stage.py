from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="deprecated-stage",
    title="Version is served by a stage, which MLflow has given up",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="Stages are deprecated since MLflow 2.9 and will go; aliases and tags say the same with access rights of their own.",
    fix="Set an alias on this version and let the serving job use it, then set the stage to None.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE",),
    references=("https://mlflow.org/docs/latest/ml/model-registry/#migrating-from-stages",),
    needs=("model_versions",),
    sql="""
    SELECT asset, stage, stage IN ('Production', 'Staging') AS fails,
           'version ' || version || ' of ' || name || ' is in the stage ' || stage AS says
    FROM versions WHERE NOT deleted AND stage IS NOT NULL""",
    cases=(
        Case("in Production, and in none",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "current_stage": "Production"},
                                       {"name": "m", "version": 2, "current_stage": "None"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
