from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="run-without-commit",
    title="Run behind a registered version records no commit",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="The code that made the model cannot be found again, so the model can be neither rebuilt nor reviewed.",
    fix="Train from a git checkout (MLflow then records the commit), or set the tag mlflow.source.git.commit.",
    undo=Undo.BACK,
    techniques=("AISPM.PROVENANCE",),
    references=("https://mlflow.org/docs/latest/ml/tracking/#how-runs-and-artifacts-are-recorded",),
    needs=("runs", "tags"),
    sql="""
    WITH behind AS (SELECT DISTINCT run_id FROM versions WHERE NOT deleted AND run_id IS NOT NULL),
    committed AS (SELECT run_uuid FROM tags WHERE key IN ('mlflow.source.git.commit', 'mlflow.gitCommit', 'git_commit') AND trim(value) <> '')
    SELECT 'runs:/' || r.run_uuid AS asset, r.name, r.source_name,
           coalesce(trim(r.source_version), '') = '' AND r.run_uuid NOT IN (SELECT run_uuid FROM committed) AS fails,
           'run ' || coalesce(nullif(r.name, ''), r.run_uuid) || ' records no git commit' AS says
    FROM runs r JOIN behind b ON b.run_id = r.run_uuid""",
    cases=(
        Case("without, with the tag, not registered",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2)],
                    "runs": [{"run_uuid": r} for r in ("r1", "r2", "r3")],
                    "tags": [{"run_uuid": "r2", "key": "mlflow.source.git.commit", "value": "9f1c2d3"}]},
             fails=("runs:/r1",), passes=("runs:/r2",)),
    ),
)  # fmt: skip
