from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="database-open-to-others",
    title="Every user of this machine may open MLflow's files",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="Who may write the database may point an alias at a model of their own, past every login. Who may read it has all "
    "parameters, traces and wrapped keys.",
    fix="Run `chmod 600` on the file and `chmod 700` on its folder, and start MLflow with umask 077.",
    undo=Undo.BACK,
    techniques=("AML.T0037", "AML.T0010.003", "AML.T0055"),
    references=("https://cwe.mitre.org/data/definitions/732.html",
                "https://mlflow.org/docs/latest/self-hosting/architecture/backend-store"),
    cvss="CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    sql="""
    WITH files(name, file, readable) AS (VALUES
        ('database', 'The database', 'low'), ('auth.database', 'The database of users', 'medium'),
        ('auth.file', 'basic_auth.ini', 'low')),
    found AS (
        SELECT f.name, f.file, f.readable, max(r.value) FILTER (r.name = f.name || '.world_writable') = 'true' AS w,
               max(r.value) FILTER (r.name = f.name || '.world_readable') = 'true' AS r,
               max(r.value) FILTER (f.name = 'auth.file' AND r.name = 'auth.admin_password_in_file') = 'true' AS password
        FROM files f LEFT JOIN registry_facts r ON true GROUP BY f.name, f.file, f.readable)
    SELECT 'server:/' AS asset, w OR r AS fails,
           file || CASE WHEN w THEN ' can be changed' ELSE ' can be read' END || ' by every user of this machine' AS says,
           CASE WHEN w OR password THEN 'high' ELSE readable END AS severity, name AS which, w AS writable, r AS readable_by_all
    FROM found
    -- A database server has no file here; of the auth app's files nothing is said unless they were given.
    WHERE w IS NOT NULL OR r IS NOT NULL
       OR name = 'database' AND NOT EXISTS (SELECT 1 FROM registry_facts WHERE name = 'settings.scope' AND value = 'client')""",
    cases=(
        Case("a file that all may write",
             given={"registry_facts": [{"name": "database.world_readable", "value": "true"},
                                       {"name": "database.world_writable", "value": "true"}]}, fails=("server:/",)),
        Case("a file of one's own",
             given={"registry_facts": [{"name": "database.world_readable", "value": "false"},
                                       {"name": "database.world_writable", "value": "false"}]}, passes=("server:/",)),
        Case("a database server: no file to look at",
             given={"registry_facts": [{"name": "settings.scope", "value": "host"}]}, not_assessed=("server:/",)),
    ),
)  # fmt: skip
