from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .addresses import host, reach

RULE = Rule(
    id="webhook-to-private-address",
    title="Webhook is sent to an address inside the network",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.MISCONFIGURATION,
    why="MLflow refuses such addresses unless MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS is set; then whoever may make a webhook can "
    "make the server call anything that it reaches, a cloud's metadata service included.",
    fix="Unset MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS, and deliver through a relay with a public https name, or delete the webhook.",
    undo=Undo.LOST,
    techniques=("AML.T0049",),
    references=("https://mlflow.org/docs/latest/self-hosting/webhooks", "https://nvd.nist.gov/vuln/detail/CVE-2026-2393",
                "https://cwe.mitre.org/data/definitions/918.html"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:N/VI:N/VA:N/SC:H/SI:L/SA:N",
    sql=f"""
    SELECT 'webhooks:/' || name AS asset, {reach('url')} <> 'public' AND NOT coalesce(upper(status) = 'DISABLED', false) AS fails,
           'Webhook ' || name || ' is sent to ' || {host('url')} || ', a ' || {reach('url')} || ' address' AS says,
           CASE {reach('url')} WHEN 'link-local' THEN 'high' WHEN 'loopback' THEN 'low' ELSE 'medium' END AS severity,
           url, status
    FROM webhooks WHERE deleted_timestamp IS NULL""",
    cases=(
        Case("the intranet, a cloud's metadata, an address written as one number",
             given={"webhooks": [{"name": "a", "url": "https://10.20.0.5/hook", "status": "ACTIVE"},
                                 {"name": "b", "url": "https://[fe80::1]/hook", "status": "ACTIVE"},
                                 {"name": "c", "url": "https://2852039166/latest", "status": "ACTIVE"}]},
             fails=("webhooks:/a", "webhooks:/b", "webhooks:/c")),
        Case("public names that look like it",
             given={"webhooks": [{"name": "a", "url": "https://10.example.com/hook?host=10.0.0.1", "status": "ACTIVE"},
                                 {"name": "b", "url": "https://172.32.0.1/", "status": None}]},
             passes=("webhooks:/a", "webhooks:/b")),
        Case("a schema without webhooks", unseen=("webhooks",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
