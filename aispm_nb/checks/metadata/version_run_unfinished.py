from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-run-unfinished",
    title="The run behind a version did not finish",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.PROVENANCE,
    why="A model of a failed, killed or never ended run may be half trained, or of a run whose checks never ran.",
    fix="Train again to a finished run and register that, or record why this version may stay.",
    undo=Undo.ADDS,
    techniques=("AISPM.PROVENANCE", "AISPM.EVALUATION"),
    references=("https://mlflow.org/docs/latest/ml/tracking/",),
    needs=("model_versions", "runs"),
    # Registering from inside a run is usual, so one that is still running counts after a day, or when it is served.
    sql="""
    SELECT v.asset, r.run_uuid AS run_id, r.status, when_ms(r.start_time) AS started,
           r.status IN ('FAILED', 'KILLED') OR r.status IN ('RUNNING', 'SCHEDULED')
               AND (s.asset IS NOT NULL OR r.start_time < epoch_ms(now()::TIMESTAMP) - 86400000) AS fails,
           'the run behind version ' || v.version || ' of ' || v.name || ' is ' || r.status AS says
    FROM versions v JOIN runs r ON r.run_uuid = v.run_id LEFT JOIN served s ON s.asset = v.asset WHERE NOT v.deleted""",
    cases=(
        Case("failed, running for long, finished",
             given={"registered_models": [{"name": "m"}],
                    "runs": [{"run_uuid": "r1", "status": "FAILED"}, {"run_uuid": "r2", "status": "RUNNING", "start_time": 1_700_000_000_000},
                             {"run_uuid": "r3", "status": "FINISHED"}, {"run_uuid": "r4", "status": "RUNNING", "start_time": 9_000_000_000_000}],
                    "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2, 3, 4)]},
             fails=("models:/m/1", "models:/m/2"), passes=("models:/m/3", "models:/m/4")),
    ),
)  # fmt: skip
