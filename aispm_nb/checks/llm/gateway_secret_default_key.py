from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="gateway-secret-default-key",
    title="Gateway key opens with the passphrase that MLflow ships",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    why="The passphrase stands in MLflow's source code. Whoever gets the database or a backup of it has the provider's key, "
    "and its bill.",
    fix="Stop the server, set MLFLOW_CRYPTO_KEK_PASSPHRASE to the shipped passphrase, run `mlflow crypto rotate-kek` with one "
    "of your own, start with that, and issue new keys at the providers.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AML.T0034"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/api-keys/key-rotation",
                "https://cwe.mitre.org/data/definitions/1394.html"),
    exploitation=Exploitation.PUBLIC_POC,
    cvss="CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:H/SI:H/SA:L",
    needs=("secrets.default_key",),
    sql="""
    SELECT 'secrets:/' || secret_name AS asset, default_key AS fails,
           -- Over REST the server tells what it uses now, which a key of an earlier time may differ from.
           CASE WHEN EXISTS (SELECT 1 FROM registry_facts WHERE name = 'gateway.default_passphrase')
               THEN 'The server that keeps gateway key ' || secret_name || ' uses the passphrase that MLflow ships'
               ELSE 'Gateway key ' || secret_name || ' opens with the passphrase that MLflow ships' END AS says,
           provider, kek_version, when_ms(last_updated_at) AS last_changed
    FROM secrets""",
    cases=(
        Case("one under the shipped passphrase, one under another, one that cannot be told",
             given={"secrets": [{"secret_name": "openai", "provider": "openai", "default_key": True},
                                {"secret_name": "own", "provider": "openai", "default_key": False},
                                {"secret_name": "odd", "provider": "openai"}]},
             fails=("secrets:/openai",), passes=("secrets:/own",), not_assessed=("secrets:/odd",)),
        Case("a schema without a gateway", unseen=("secrets",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
