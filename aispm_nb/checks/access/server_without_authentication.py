from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="server-without-authentication",
    title="MLflow server answers without a login",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="Whoever reaches the server may read every run and model, replace a model that others load, or delete it. "
    "Open MLflow servers are searched for on the internet.",
    fix="Start the server with `mlflow server --app-name basic-auth`, or put it behind a proxy that asks for a login.",
    undo=Undo.BACK,
    techniques=("AML.T0049", "AML.T0035", "AML.T0044", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth",
                "https://cwe.mitre.org/data/definitions/306.html"),
    exploitation=Exploitation.PUBLIC_POC,
    automatable=True,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    sql="""
    SELECT 'server:/' AS asset, 'the server was not asked; scan with probe=True (or --probe)' AS reason, max(value) FILTER (name = 'probe.anonymous_read') = 'true' AS fails,
           'The server gave its experiments to a request without credentials' AS says,
           -- An address of this machine is within reach of its own users only, as far as was asked.
           CASE WHEN max(value) FILTER (name = 'tracking.loopback') = 'true' THEN 'medium' ELSE 'critical' END AS severity,
           max(value) FILTER (name = 'tracking_uri') AS server
    FROM registry_facts""",
    cases=(
        Case("a server that lets anybody in",
             given={"registry_facts": [{"name": "probe.anonymous_read", "value": "true"}]}, fails=("server:/",)),
        Case("a server that asks for a login",
             given={"registry_facts": [{"name": "probe.anonymous_read", "value": "false"}]}, passes=("server:/",)),
        Case("nobody asked the server", not_assessed=("server:/",)),
    ),
)  # fmt: skip
