from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .addresses import plain_http

RULE = Rule(
    id="webhook-over-http",
    title="Webhook is sent without encryption",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Whoever is on the way reads which models change, and may answer in the receiver's place or hold a message back.",
    fix="Give the receiver a certificate and set its https:// address with `MlflowClient().update_webhook(id, url=…)`; take "
    "http out of MLFLOW_WEBHOOK_ALLOWED_SCHEMES.",
    undo=Undo.BACK,
    techniques=("AML.T0049", "AML.T0036"),
    references=("https://mlflow.org/docs/latest/self-hosting/webhooks", "https://cwe.mitre.org/data/definitions/319.html"),
    cvss="CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:N/VC:L/VI:H/VA:N/SC:L/SI:H/SA:N",
    sql=f"""
    SELECT 'webhooks:/' || name AS asset, {plain_http('url')} AND NOT coalesce(upper(status) = 'DISABLED', false) AS fails,
           'Webhook ' || name || ' is sent over plain http' AS says, url, status
    FROM webhooks WHERE deleted_timestamp IS NULL""",
    cases=(
        Case("plain http, whatever its case",
             given={"webhooks": [{"name": "ci", "url": " HTTP://ci.example/hook", "status": "ACTIVE"}]},
             fails=("webhooks:/ci",)),
        Case("https, this machine only, and one that was deleted",
             given={"webhooks": [{"name": "a", "url": "https://ci.example/?next=http://x", "status": "ACTIVE"},
                                 {"name": "b", "url": "http://127.0.0.1:9000/hook", "status": "ACTIVE"},
                                 {"name": "c", "url": "http://ci.example", "status": "ACTIVE", "deleted_timestamp": 1}]},
             passes=("webhooks:/a", "webhooks:/b")),
        Case("a schema without webhooks", unseen=("webhooks",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
