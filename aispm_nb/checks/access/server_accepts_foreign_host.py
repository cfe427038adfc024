from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="server-accepts-foreign-host",
    title="MLflow server answers for a foreign host name",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="A web page that somebody opens can make its own name point at the server and then talk to it from their browser "
    "(DNS rebinding), even when the server listens on this machine only.",
    fix="Set `mlflow server --allowed-hosts` (MLFLOW_SERVER_ALLOWED_HOSTS) to the server's own names, without '*', and do "
    "not use --disable-security-middleware; MLflow before 3.5 has no such check.",
    undo=Undo.BACK,
    techniques=("AML.T0049", "AML.T0078", "AML.T0035"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/network",
                "https://nvd.nist.gov/vuln/detail/CVE-2025-14279",
                "https://cwe.mitre.org/data/definitions/350.html"),
    exploitation=Exploitation.PUBLIC_POC,
    cvss="CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N",
    sql="""
    SELECT 'server:/' AS asset, 'the server was not asked; scan with probe=True (or --probe)' AS reason, max(value) FILTER (name = 'probe.foreign_host') = 'true' AS fails,
           'The server answered a request for the host evil.example' AS says,
           -- A rebound page has no credentials to show: behind a login it reads nothing.
           CASE WHEN max(value) FILTER (name = 'probe.anonymous_read') = 'false' THEN 'medium' ELSE 'high' END AS severity,
           max(value) FILTER (name = 'tracking_uri') AS server
    FROM registry_facts""",
    cases=(
        Case("a server that answers to any name",
             given={"registry_facts": [{"name": "probe.foreign_host", "value": "true"}]}, fails=("server:/",)),
        Case("a server that knows its own names",
             given={"registry_facts": [{"name": "probe.foreign_host", "value": "false"}]}, passes=("server:/",)),
        Case("nobody asked the server", not_assessed=("server:/",)),
    ),
)  # fmt: skip
