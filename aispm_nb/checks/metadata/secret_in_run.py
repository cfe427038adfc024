from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-in-run",
    title="A run's parameters or tags hold a secret",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Everybody who may read the experiment can use it, and every backup and export carries it on.",
    fix="Revoke the secret, then delete the parameter's run or the tag, and pass secrets by environment.",
    undo=Undo.LOST,
    techniques=("AML.T0055",),
    references=("https://cwe.mitre.org/data/definitions/522.html",),
    needs=("params", "tags"),
    # A name that promises a secret counts only with a value that could be one: pad_token is a word, not a key.
    sql="""
    WITH said AS (
        SELECT run_uuid, 'parameter' AS kind, key, value FROM params
        UNION ALL
        SELECT run_uuid, 'tag', key, value FROM tags
        WHERE key NOT IN ('mlflow.source.git.repoURL', 'mlflow.source.name', 'mlflow.loggedArtifacts', 'mlflow.log-model.history',
                          'mlflow.source.git.diff', 'mlflow.note.content', 'mlflow.project.gitRepoURL')),
    judged AS MATERIALIZED (
        SELECT run_uuid, kind, key, coalesce(secret_kind(value), CASE WHEN secret_name(key, value) THEN 'a value named ' || key END) AS holds
        FROM said WHERE strlen(value) >= 6)
    SELECT 'runs:/' || run_uuid AS asset, kind, key, holds, true AS fails, 'the ' || kind || ' ' || key || ' holds ' || with_article(holds) AS says
    FROM judged WHERE holds IS NOT NULL
    UNION ALL
    SELECT 'runs:/' || run_uuid, NULL, NULL, NULL, false, NULL FROM runs
    WHERE run_uuid NOT IN (SELECT run_uuid FROM judged WHERE holds IS NOT NULL)""",
    cases=(
        Case("keys and passwords",
             given={"runs": [{"run_uuid": r} for r in ("r1", "r2", "r3")],
                    "params": [{"run_uuid": "r1", "key": "aws", "value": "AKIA" + "ABCDEFGHIJ234567"},
                               {"run_uuid": "r2", "key": "db_password", "value": "Tr0ub4dor&3"}],
                    "tags": [{"run_uuid": "r3", "key": "note", "value": "curl -H token hf_" + "a1B2" * 9}]},
             fails=("runs:/r1", "runs:/r2", "runs:/r3")),
        Case("look-alikes",
             given={"runs": [{"run_uuid": "r1"}],
                    "params": [{"run_uuid": "r1", "key": k, "value": v} for k, v in (
                        ("token_count", "512"), ("tokenizer", "bert-base-uncased"), ("pad_token", "[PAD]"), ("password_policy", "strict"),
                        ("max_tokens", "4096"), ("password", "${DB_PASSWORD}"), ("secret", "vault:kv/ml#db"), ("eos_token", "<|endoftext|>"))]},
             passes=("runs:/r1",)),
    ),
)  # fmt: skip
