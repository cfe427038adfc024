from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="copied-from-missing-version",
    title="Version was promoted from one that is gone",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="The promoted copy cannot be compared with what was reviewed.",
    fix="Register the model again from the run or logged model that made it.",
    undo=Undo.ADDS,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/ml/model-registry/workflow/",),
    needs=("model_versions",),
    sql="""
    WITH copies AS (
        SELECT asset, name, version, workspace, source, regexp_extract(source, '^models:/+([^/]+)/([0-9]+)$', ['origin', 'number']) AS at
        FROM versions WHERE NOT deleted AND regexp_matches(source, '^models:/+[^/]+/[0-9]+$'))
    SELECT c.asset, c.source, o.asset IS NULL AS fails,
           'version ' || c.version || ' of ' || c.name || ' was copied from ' || c.source || ', which is gone' AS says
    FROM copies c LEFT JOIN versions o ON o.name = c.at.origin AND o.version = try_cast(c.at.number AS INTEGER)
        AND o.workspace = c.workspace AND NOT o.deleted""",
    cases=(
        Case("the origin is deleted, and there",
             given={"registered_models": [{"name": "m"}, {"name": "draft"}],
                    "model_versions": [{"name": "draft", "version": 1, "current_stage": "Deleted_Internal"}, {"name": "draft", "version": 2},
                                       {"name": "m", "version": 1, "source": "models:/draft/1"},
                                       {"name": "m", "version": 2, "source": "models:/draft/2"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
