from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="tls-verification-off",
    title="MLflow here takes any certificate",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Whoever is on the way can pose as the server: they get the credentials, and hand out models of their own.",
    fix="Unset MLFLOW_TRACKING_INSECURE_TLS, and name the authority's certificate in MLFLOW_TRACKING_SERVER_CERT_PATH.",
    undo=Undo.BACK,
    techniques=("AML.T0055", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html",
                "https://cwe.mitre.org/data/definitions/295.html"),
    cvss="CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N",
    sql="""
    SELECT 'server:/' AS asset,
           lower(trim(max(value) FILTER (name = 'env.MLFLOW_TRACKING_INSECURE_TLS'))) IN ('true', '1') AS fails,
           'In this environment MLFLOW_TRACKING_INSECURE_TLS is set: certificates are not verified' AS says,
           -- With a database at hand there is no server to be deceived about yet.
           CASE WHEN max(value) FILTER (name = 'settings.scope') = 'host' THEN 'low' ELSE 'high' END AS severity,
           max(value) FILTER (name = 'env.MLFLOW_TRACKING_INSECURE_TLS') AS setting
    FROM registry_facts""",
    cases=(
        Case("switched off",
             given={"registry_facts": [{"name": "env.MLFLOW_TRACKING_INSECURE_TLS", "value": "TRUE"}]}, fails=("server:/",)),
        Case("left alone",
             given={"registry_facts": [{"name": "env.MLFLOW_TRACKING_INSECURE_TLS", "value": "unset"}]},
             passes=("server:/",)),
        Case("nothing known of the environment", not_assessed=("server:/",)),
    ),
)  # fmt: skip
