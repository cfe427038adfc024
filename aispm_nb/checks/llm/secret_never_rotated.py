from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-never-rotated",
    title="Gateway key was never changed",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    why="The older a key, the more copies of it are about: in backups, with people who left, in old scripts.",
    fix="Issue a new key at the provider, update the secret in the gateway, and revoke the old one.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/api-keys/key-rotation",
                "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
                "https://cwe.mitre.org/data/definitions/324.html"),
    sql="""
    SELECT 'secrets:/' || secret_name AS asset,
           last_updated_at <= created_at AND days > 180 AS fails,
           'Gateway key ' || secret_name || ' is ' || days || ' days old and was never changed' AS says, provider, created_at AS made_ms, days
    FROM (SELECT *, TRY((epoch_ms(now()::TIMESTAMP) - created_at) // 86400000) AS days FROM secrets)""",
    needs=("secrets",),
    cases=(
        Case("as old as the epoch",
             given={"secrets": [{"secret_name": "a", "created_at": 0, "last_updated_at": 0}]}, fails=("secrets:/a",)),
        Case("changed since, and made lately",
             given={"secrets": [{"secret_name": "a", "created_at": 0, "last_updated_at": 5},
                                {"secret_name": "b", "created_at": 4102444800000, "last_updated_at": 4102444800000}]},
             passes=("secrets:/a", "secrets:/b")),
        Case("no dates", given={"secrets": [{"secret_name": "a"}]}, not_assessed=("secrets:/a",)),
    ),
)  # fmt: skip
