from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-without-run",
    title="Version does not say which run made it",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="Code, data and author of this version cannot be found, so nobody can tell a replaced model from the real one.",
    fix="Register the model again from the run or logged model that made it, and move the aliases over.",
    undo=Undo.BACK,
    techniques=("AISPM.PROVENANCE", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/ml/model-registry/",),
    needs=("model_versions",),
    sql="""
    SELECT asset, source, run_id IS NULL AND NOT coalesce(regexp_matches(source, '^models:/+[^/]+/[0-9]+$'), false) AS fails,
           'version ' || version || ' of ' || name || ' has no run behind it' AS says
    FROM versions WHERE NOT deleted""",
    cases=(
        Case("a bare folder was registered",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "/models/m"},
                                       {"name": "m", "version": 2, "source": "/models/m", "run_id": "r1"},
                                       {"name": "m", "version": 3, "source": "models:/draft/7"}]},
             fails=("models:/m/1",), passes=("models:/m/2", "models:/m/3")),
        Case("the run is known by the logged model",
             given={"registered_models": [{"name": "m"}],
                    "logged_models": [{"model_id": "m-0a", "source_run_id": "r1"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "models:/m-0a"}]},
             passes=("models:/m/1",)),
    ),
)  # fmt: skip
