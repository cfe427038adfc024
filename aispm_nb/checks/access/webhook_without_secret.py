from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="webhook-without-secret",
    title="Webhook is not signed",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Its receiver cannot tell MLflow from anybody else. Whoever finds the address may announce a new version or alias, "
    "and a pipeline behind it deploys what they name.",
    fix="Set a secret with `MlflowClient().update_webhook(id, secret=…)`, and let the receiver verify X-MLflow-Signature.",
    undo=Undo.BACK,
    techniques=("AML.T0049", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/self-hosting/webhooks", "https://cwe.mitre.org/data/definitions/345.html"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:H/SA:L",
    needs=("webhooks.has_secret",),
    sql="""
    SELECT 'webhooks:/' || name AS asset, NOT has_secret AND NOT coalesce(upper(status) = 'DISABLED', false) AS fails,
           'Webhook ' || name || ' is sent without a signature' AS says, url, status
    FROM webhooks WHERE deleted_timestamp IS NULL""",
    cases=(
        Case("one signed, one not",
             given={"webhooks": [{"name": "a", "url": "https://x.example", "status": "ACTIVE", "has_secret": False},
                                 {"name": "b", "url": "https://x.example", "status": "ACTIVE", "has_secret": True}]},
             fails=("webhooks:/a",), passes=("webhooks:/b",)),
        Case("one that is switched off sends nothing",
             given={"webhooks": [{"name": "a", "url": "https://x.example", "status": "DISABLED", "has_secret": False}]},
             passes=("webhooks:/a",)),
        Case("over REST the secret does not show",
             given={"webhooks": [{"name": "a", "url": "https://x.example", "status": "ACTIVE", "has_secret": False}]},
             unseen=("webhooks.has_secret",), not_assessed=("webhooks:/a",)),
    ),
)  # fmt: skip
