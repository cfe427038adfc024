from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="alias-to-deleted-version",
    title="Alias points at a version that is gone",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Whatever loads the model by this alias fails, or falls back to something nobody reviewed. Whoever may create "
    "versions can take the alias's place unseen.",
    fix="Point the alias at a reviewed version, or delete it.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/ml/model-registry/",),
    needs=("registered_model_aliases", "model_versions"),
    sql="""
    SELECT model AS asset, NOT there AS fails, alias, version,
           '@' || alias || ' points at version ' || version || ', which is gone' AS says
    FROM aliases""",
    cases=(
        Case("an alias of a deleted version",
             given={"registered_models": [{"name": "fraud"}],
                    "model_versions": [{"name": "fraud", "version": 3, "current_stage": "Deleted_Internal"},
                                       {"name": "fraud", "version": 4, "current_stage": "None"}],
                    "registered_model_aliases": [{"name": "fraud", "alias": "champion", "version": 3}]},
             fails=("models:/fraud",)),
        Case("an alias of a version that is there",
             given={"registered_models": [{"name": "fraud"}],
                    "model_versions": [{"name": "fraud", "version": 3, "current_stage": "None"}],
                    "registered_model_aliases": [{"name": "fraud", "alias": "champion", "version": 3}]},
             passes=("models:/fraud",)),
        Case("a registry older than aliases", unseen=("registered_model_aliases",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
