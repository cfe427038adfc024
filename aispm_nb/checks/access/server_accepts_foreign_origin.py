from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="server-accepts-foreign-origin",
    title="MLflow server takes requests from foreign web pages",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="A web page that somebody opens can post to the server with that person's reach and login: register a version, "
    "move an alias, delete a run.",
    fix="Set `mlflow server --cors-allowed-origins` (MLFLOW_SERVER_CORS_ALLOWED_ORIGINS) to the pages that need it, "
    "without '*', and do not use --disable-security-middleware; MLflow before 3.5 has no such check.",
    undo=Undo.BACK,
    techniques=("AML.T0049", "AML.T0078"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/network",
                "https://cwe.mitre.org/data/definitions/352.html"),
    exploitation=Exploitation.PUBLIC_POC,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N",
    sql="""
    SELECT 'server:/' AS asset, 'the server was not asked; scan with probe=True (or --probe)' AS reason, max(value) FILTER (name = 'probe.foreign_origin') = 'true' AS fails,
           'The server took a POST that came from the page http://evil.example' AS says,
           max(value) FILTER (name = 'tracking_uri') AS server
    FROM registry_facts""",
    cases=(
        Case("a server that takes a foreign page's post",
             given={"registry_facts": [{"name": "probe.foreign_origin", "value": "true"}]}, fails=("server:/",)),
        Case("a server that refuses it",
             given={"registry_facts": [{"name": "probe.foreign_origin", "value": "false"}]}, passes=("server:/",)),
        Case("nobody asked the server", not_assessed=("server:/",)),
    ),
)  # fmt: skip
