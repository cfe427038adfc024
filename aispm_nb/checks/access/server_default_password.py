from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="server-default-password",
    title="An account opens with the password that MLflow shipped",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="The password stands in MLflow's documentation up to 3.16. Whoever tries it is an administrator: they may read, "
    "replace and delete everything.",
    fix="Set a new password with `mlflow.server.get_app_client('basic-auth', URI).update_user_password`, and look in the "
    "server's access log for who used the old one.",
    undo=Undo.BACK,
    techniques=("AML.T0012", "AML.T0055", "AML.T0049"),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2026-2635",
                "https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth",
                "https://cwe.mitre.org/data/definitions/1392.html"),
    exploitation=Exploitation.PUBLIC_POC,
    automatable=True,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    needs=("registry_facts",),  # the database of users is another way to know, not a condition
    sql="""
    WITH asked AS (SELECT max(value) AS answer FROM registry_facts WHERE name = 'probe.shipped_password'),
    stored AS (SELECT bool_or(default_password) AS answer FROM users)
    SELECT 'server:/' AS asset, 'neither the server was asked nor its users seen; scan with probe=True (or --probe), or give auth=… with the URI of basic_auth.db' AS reason,
           CASE WHEN asked.answer = 'true' OR stored.answer THEN true
                WHEN asked.answer = 'false' OR NOT stored.answer THEN false END AS fails,
           CASE WHEN asked.answer = 'true' THEN 'The server let ''admin'' in with the password that MLflow shipped'
                ELSE 'The stored password of ' || names || ' is one that MLflow shipped' END AS says,
           CASE WHEN asked.answer = 'true' OR admins THEN 'critical' ELSE 'high' END AS severity, names AS accounts
    FROM asked, stored, (SELECT string_agg('''' || username || '''', ', ' ORDER BY username) AS names, bool_or(is_admin) AS admins
                         FROM users WHERE default_password)""",
    cases=(
        Case("the stored hash is of the shipped password",
             given={"users": [{"id": 1, "username": "admin", "is_admin": True, "default_password": True},
                              {"id": 2, "username": "ana", "is_admin": False, "default_password": False}]},
             fails=("server:/",)),
        Case("the server let the shipped password in",
             given={"registry_facts": [{"name": "probe.shipped_password", "value": "true"}]}, fails=("server:/",)),
        Case("passwords of people's own",
             given={"users": [{"id": 1, "username": "admin", "is_admin": True, "default_password": False},
                              {"id": 2, "username": "late", "is_admin": False}]},
             passes=("server:/",)),
        Case("neither asked nor seen", unseen=("users",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
