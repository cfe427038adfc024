from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="credentials-in-tracking-uri",
    title="Credentials stand in the tracking URI",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    why="A URI ends up in notebooks, shell histories, logs and error messages, and whoever reads it there has the account.",
    fix="Move them to MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (for PostgreSQL to PGPASSFILE), change the "
    "password, and clear it from notebooks.",
    undo=Undo.BACK,
    techniques=("AML.T0055", "AML.T0012"),
    references=("https://cwe.mitre.org/data/definitions/522.html",
                "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1"),
    cvss="CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:L/SI:L/SA:N",
    sql="""
    SELECT 'server:/' AS asset, max(value) FILTER (name = 'tracking.credentials_in_uri') = 'true' AS fails,
           'The tracking URI carries credentials' AS says,
           max(value) FILTER (name = 'tracking_uri') AS tracking_uri,
           max(value) FILTER (name = 'env.credentials_in_uris' AND value <> '') AS variables_of_this_environment
    FROM registry_facts""",
    cases=(
        Case("a URI with a password",
             given={"registry_facts": [{"name": "tracking.credentials_in_uri", "value": "true"}]}, fails=("server:/",)),
        Case("a URI without",
             given={"registry_facts": [{"name": "tracking.credentials_in_uri", "value": "false"}]}, passes=("server:/",)),
        Case("nothing known of the address", not_assessed=("server:/",)),
    ),
)  # fmt: skip
