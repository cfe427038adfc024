from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="files-missing",
    title="A version's files are not there",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="Serving jobs fail or fall back to something else, and whoever may write the place can put another model there.",
    fix="Restore the folder from a backup, or delete the version and its aliases.",
    undo=Undo.LOST,
    techniques=("AISPM.PROVENANCE", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store/",),
    needs=("folders",),
    sql="""
    SELECT m.asset, m.location, CASE m.state WHEN 'absent' THEN true
               WHEN 'read' THEN NOT EXISTS (SELECT 1 FROM files x WHERE x.location = m.location) END AS fails,
           'the files of ' || m.label || ' are not there' AS says
    FROM model_folders m
    WHERE m.registered""",
    cases=(
        Case("absent, there, in a bucket",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "folders": [{"location": "/m/1", "state": "absent"}, {"location": "/m/2", "state": "read"},
                                {"location": "/m/3", "state": "unread", "reason": "remote"}],
                    "files": [{"location": "/m/2", "path": "MLmodel"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
