from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-not-ready",
    title="Version was never completely registered",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Its registration failed or never ended: its files may be missing or partly copied.",
    fix="Delete the version and register the model again.",
    undo=Undo.LOST,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/ml/model-registry/",),
    needs=("model_versions",),
    sql="""
    SELECT asset, status, status NOT IN ('READY') AS fails,
           'version ' || version || ' of ' || name || ' has the status ' || status AS says
    FROM versions WHERE NOT deleted""",
    cases=(
        Case("failed and ready",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "status": "FAILED_REGISTRATION"},
                                       {"name": "m", "version": 2, "status": "READY"}, {"name": "m", "version": 3}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
