from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="tracking-over-plain-http",
    title="MLflow server is spoken to without encryption",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Whoever is on the way reads the password and every parameter, and may swap a model while it is loaded.",
    fix="Put the server behind TLS and use its https:// address in MLFLOW_TRACKING_URI.",
    undo=Undo.BACK,
    techniques=("AML.T0055", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/self-hosting/architecture/tracking-server",
                "https://cwe.mitre.org/data/definitions/319.html"),
    cvss="CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:P/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N",
    sql="""
    SELECT 'server:/' AS asset,
           max(value) FILTER (name = 'tracking.plain_http') = 'true'
               AND max(value) FILTER (name = 'tracking.loopback') IS DISTINCT FROM 'true' AS fails,
           'The server is reached over plain http, beyond this machine' AS says,
           max(value) FILTER (name = 'tracking_uri') AS server
    FROM registry_facts
    -- A database is not spoken to over http: there is nothing to ask.
    HAVING max(value) FILTER (name = 'settings.scope') IS DISTINCT FROM 'host'""",
    cases=(
        Case("a server elsewhere, over http",
             given={"registry_facts": [{"name": "tracking.plain_http", "value": "true"},
                                       {"name": "tracking.loopback", "value": "false"}]}, fails=("server:/",)),
        Case("a server on this machine, over http",
             given={"registry_facts": [{"name": "tracking.plain_http", "value": "true"},
                                       {"name": "tracking.loopback", "value": "true"}]}, passes=("server:/",)),
        Case("nothing known of the address", not_assessed=("server:/",)),
    ),
)  # fmt: skip
