from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="alias-on-quarantined-version",
    title="Alias hands out a version that is under quarantine",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Somebody took this version out of use for a reason, and it is handed out all the same.",
    fix="Delete the alias or move it to another version; lift the quarantine only after the reason is gone.",
    undo=Undo.BACK,
    techniques=("AISPM.REMEDIATION", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/ml/model-registry/workflow/",),
    needs=("registered_model_aliases", "model_version_tags"),
    exploitation=Exploitation.PUBLIC_POC,
    sql="""
    WITH tagged AS (
        SELECT version_asset(workspace, name, version) AS asset, any_value(key || ' = ' || value) AS tag FROM model_version_tags
        WHERE regexp_matches(lower(key), '(^|[._-])(quarantined?|blocked|revoked|do[_-]?not[_-]?use)$')
          AND lower(trim(value)) NOT IN ('', 'false', 'no', '0', 'none', 'lifted', 'released') GROUP BY ALL)
    SELECT s.asset, s.served_as, t.tag, t.asset IS NOT NULL AS fails,
           s.served_as || ' hands out a version tagged ' || t.tag AS says
    FROM served s LEFT JOIN tagged t USING (asset)""",
    cases=(
        Case("in quarantine and served",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1}],
                    "model_version_tags": [{"name": "m", "version": 1, "key": "spm.quarantine", "value": "2026-11-02"}],
                    "registered_model_aliases": [{"name": "m", "alias": "challenger", "version": 1}]},
             fails=("models:/m/1",)),
        Case("the quarantine was lifted",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1}],
                    "model_version_tags": [{"name": "m", "version": 1, "key": "quarantine", "value": "false"}],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 1}]},
             passes=("models:/m/1",)),
    ),
)  # fmt: skip
