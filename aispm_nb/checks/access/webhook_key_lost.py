from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="webhook-key-lost",
    title="Server cannot read its webhooks any more",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.MONITORING,
    why="Without MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY MLflow makes a new key at every start. Secrets written before then "
    "cannot be opened, and all deliveries stop without a word.",
    fix="Set MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY to one Fernet key for good, restart, and set the webhooks' secrets again.",
    undo=Undo.LOST,
    techniques=("AISPM.MONITORING",),
    references=("https://mlflow.org/docs/latest/self-hosting/webhooks",),
    needs=("registry_facts",),  # a list that fails is the evidence, so it must not be a need
    sql="""
    SELECT 'server:/' AS asset, 'only the server itself can tell; scan it over http' AS reason, max(value) FILTER (name = 'webhooks.readable') = 'false' AS fails,
           'The server fails when it is asked for its webhooks' AS says,
           max(value) FILTER (name = 'env.MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY') AS key_in_this_environment
    FROM registry_facts
    UNION ALL
    SELECT 'webhooks:/' || name, 'only the server itself can tell; scan it over http', CASE WHEN has_secret OR readable IS NOT NULL THEN NOT readable ELSE false END,
           'The server cannot read webhook ' || name, NULL
    FROM webhooks WHERE deleted_timestamp IS NULL""",
    cases=(
        Case("the server fails on its own list", given={"registry_facts": [{"name": "webhooks.readable", "value": "false"}]},
             unseen=("webhooks",), fails=("server:/",)),
        Case("the server gives its list",
             given={"registry_facts": [{"name": "webhooks.readable", "value": "true"}],
                    "webhooks": [{"name": "a", "readable": True}]},
             passes=("server:/", "webhooks:/a")),
        Case("from its database alone: a signed webhook may be readable or not, an unsigned one is",
             given={"webhooks": [{"name": "a", "has_secret": True}, {"name": "b", "has_secret": False}]},
             unseen=("webhooks.readable",), not_assessed=("server:/", "webhooks:/a"), passes=("webhooks:/b",)),
    ),
)  # fmt: skip
