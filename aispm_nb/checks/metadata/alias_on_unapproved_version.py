from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="alias-on-unapproved-version",
    title="Alias hands out a version that was not approved",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="The review that the tags record was not passed, and the version is handed out all the same.",
    fix="Move the alias back to an approved version, or finish the review and record it in the version's tag.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/ml/model-registry/workflow/",),
    needs=("registered_model_aliases", "model_version_tags"),
    # A candidate that waits for its review is what a challenger is for; a rejected one is not.
    sql="""
    WITH said AS (
        SELECT version_asset(workspace, name, version) AS asset, key AS tag, lower(trim(value)) AS value FROM model_version_tags
        WHERE regexp_matches(lower(key), '^(validation|approval|review|qa|sign_?off)(_?(status|state|result))?$|^approved$'))
    SELECT s.asset, s.served_as, said.tag, said.value,
           CASE WHEN regexp_matches(value, '^(approved|accepted|passed|pass|ok|true|yes|valid|validated|signed_?off|done|complete[d]?)$')
                THEN false
                WHEN regexp_matches(value, '^(rejected|failed|fail|false|no|invalid|blocked|denied|unapproved|not[ _-]approved)$')
                THEN true
                WHEN regexp_matches(value, '^(pending|draft|requested|in[ _-](review|progress)|open|todo|waiting|new|none|)$')
                THEN production END AS fails,
           s.served_as || ' is on a version whose ' || said.tag || ' is ' || value AS says
    FROM served s JOIN said USING (asset)""",
    cases=(
        Case("champion on a rejected version",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1}, {"name": "m", "version": 2}],
                    "model_version_tags": [{"name": "m", "version": 1, "key": "validation_status", "value": "rejected"},
                                           {"name": "m", "version": 2, "key": "validation_status", "value": "Approved"}],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 1},
                                                 {"name": "m", "alias": "next", "version": 2}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
        Case("a challenger that waits for its review",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1}],
                    "model_version_tags": [{"name": "m", "version": 1, "key": "approval", "value": "pending"}],
                    "registered_model_aliases": [{"name": "m", "alias": "challenger", "version": 1}]},
             passes=("models:/m/1",)),
        Case("a word that nobody can judge",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1}],
                    "model_version_tags": [{"name": "m", "version": 1, "key": "approval", "value": "see wiki"}],
                    "registered_model_aliases": [{"name": "m", "alias": "champion", "version": 1}]},
             not_assessed=("models:/m/1",)),
    ),
)  # fmt: skip
