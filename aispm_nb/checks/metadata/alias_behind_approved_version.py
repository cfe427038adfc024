from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="alias-behind-approved-version",
    title="Production alias is behind a newer approved version",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.GOVERNANCE,
    why="What was improved or mended in the newer version does not reach those who use the model.",
    fix="Move the alias to the newer approved version, or record why it stays.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE",),
    references=("https://mlflow.org/docs/latest/ml/model-registry/workflow/",),
    needs=("registered_model_aliases", "model_version_tags"),
    sql="""
    WITH approved AS (
        SELECT model_asset(workspace, name) AS model, version FROM model_version_tags
        WHERE regexp_matches(lower(key), '^(validation|approval|review)(_?status)?$|^approved$')
          AND lower(trim(value)) IN ('approved', 'passed', 'accepted', 'true', 'yes')),
    there AS (SELECT v.model, v.version FROM versions v JOIN approved USING (model, version) WHERE NOT v.deleted)
    SELECT v.asset, s.served_as, max(t.version) AS newer, max(t.version) IS NOT NULL AS fails,
           s.served_as || ' is on version ' || v.version || ' while ' || max(t.version) || ' is approved' AS says
    FROM served s JOIN versions v USING (asset) LEFT JOIN there t ON t.model = v.model AND t.version > v.version
    WHERE s.production GROUP BY v.asset, v.version, s.served_as""",
    cases=(
        Case("champion stays behind",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v} for v in (1, 2)],
                    "model_version_tags": [{"name": "m", "version": 2, "key": "validation_status", "value": "approved"}],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 1}]},
             fails=("models:/m/1",)),
        Case("the newer one is not approved",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v} for v in (1, 2)],
                    "model_version_tags": [{"name": "m", "version": 2, "key": "validation_status", "value": "pending"}],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 1}]},
             passes=("models:/m/1",)),
    ),
)  # fmt: skip
