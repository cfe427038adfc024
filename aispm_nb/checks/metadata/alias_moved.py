from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="alias-moved",
    title="Alias moved in the last seven days",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.DRIFT,
    why="MLflow keeps no record of who moved an alias. A move that nobody remembers is how a swapped model goes live.",
    fix="Confirm the move with the model's owner; move the alias back if nobody made it.",
    undo=Undo.BACK,
    techniques=("AISPM.DRIFT", "AML.T0010.003"),
    references=("https://github.com/mlflow/mlflow/issues/7347",),
    needs=("registered_model_aliases",),
    sql="""
    WITH before AS (
        SELECT model_asset(p.workspace, p.name) AS model, p.alias, arg_max(p.version, p.until_scan) AS version,
               coalesce(max(s.finished), now()::TIMESTAMP) AS until
        FROM registered_model_aliases_past p LEFT JOIN scans s ON s.scan = p.until_scan GROUP BY ALL)
    SELECT a.target AS asset, a.alias, b.version AS version_before, a.version,
           CASE WHEN s.production THEN 'medium' ELSE 'low' END AS severity,
           coalesce(b.version <> a.version AND b.until > now()::TIMESTAMP - INTERVAL 7 DAY, false) AS fails,
           '@' || a.alias || ' moved from version ' || b.version || ' to ' || a.version AS says
    FROM aliases a LEFT JOIN before b USING (model, alias) LEFT JOIN served s ON s.asset = a.target WHERE a.there""",
    cases=(
        Case("moved since the last scan",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v} for v in (1, 2)],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 2}],
                    "registered_model_aliases_past": [{"name": "m", "alias": "champion", "version": 1, "until_scan": 2}]},
             fails=("models:/m/2",)),
        Case("never moved",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1}],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 1}]},
             passes=("models:/m/1",)),
    ),
)  # fmt: skip
