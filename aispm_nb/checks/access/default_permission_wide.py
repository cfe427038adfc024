from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="default-permission-wide",
    title="Every user may change what nobody gave them",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="default_permission holds wherever no grant does. With EDIT every account may move aliases and add versions of every "
    "model; with MANAGE delete them too.",
    fix="Set `default_permission = NO_PERMISSIONS` (or READ) in basic_auth.ini, and give what is needed by roles.",
    undo=Undo.BACK,
    techniques=("AML.T0012", "AML.T0010.003", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth",
                "https://cwe.mitre.org/data/definitions/276.html"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:L/VI:H/VA:L/SC:N/SI:N/SA:N",
    sql="""
    SELECT 'server:/' AS asset, 'basic_auth.ini was not seen; give auth_ini=… (or --auth-ini)' AS reason, given IN ('USE', 'EDIT', 'MANAGE') AS fails,
           'basic_auth.ini gives every user ' || given || ' on everything that no grant speaks of' AS says,
           CASE WHEN given = 'USE' THEN 'low' ELSE 'medium' END AS severity, given AS default_permission
    FROM (SELECT nullif(upper(trim(max(value))), '') AS given FROM registry_facts WHERE name = 'auth.default_permission')""",
    cases=(
        Case("EDIT by default",
             given={"registry_facts": [{"name": "auth.default_permission", "value": "edit"}]}, fails=("server:/",)),
        Case("READ, as MLflow ships it",
             given={"registry_facts": [{"name": "auth.default_permission", "value": "READ"}]}, passes=("server:/",)),
        Case("no basic_auth.ini was given", not_assessed=("server:/",)),
    ),
)  # fmt: skip
