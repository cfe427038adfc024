from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="run-dirty-commit",
    title="Run behind a registered version had changes that were not committed",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="The recorded commit is not the code that ran; what differed is in nobody's review.",
    fix="Commit, train again from the clean checkout, and register that version.",
    undo=Undo.ADDS,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/genai/prompt-version-mgmt/version-tracking/track-application-versions-with-mlflow/",),
    needs=("tags",),
    sql="""
    WITH dirty AS (
        SELECT run_uuid, any_value(key) AS tag FROM tags
        WHERE key = 'mlflow.source.git.dirty' AND lower(value) = 'true' OR key = 'mlflow.source.git.diff' AND trim(value) <> '' GROUP BY run_uuid)
    SELECT 'runs:/' || v.run_id AS asset, d.tag, d.run_uuid IS NOT NULL AS fails,
           'the code of run ' || coalesce(nullif(r.name, ''), v.run_id) || ' had changes that were not committed' AS says
    FROM (SELECT DISTINCT run_id FROM versions WHERE NOT deleted AND run_id IS NOT NULL) v LEFT JOIN dirty d ON d.run_uuid = v.run_id LEFT JOIN runs r ON r.run_uuid = v.run_id""",
    cases=(
        Case("dirty and clean",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2)],
                    "tags": [{"run_uuid": "r1", "key": "mlflow.source.git.dirty", "value": "True"},
                             {"run_uuid": "r2", "key": "mlflow.source.git.dirty", "value": "false"}]},
             fails=("runs:/r1",), passes=("runs:/r2",)),
    ),
)  # fmt: skip
