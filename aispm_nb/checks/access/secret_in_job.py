from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-in-job",
    title="A background job was given a secret in clear",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="The parameters of a job stay in the database, in clear, for everybody who may list jobs or read a backup.",
    fix="Revoke the key at its provider and issue another, give the job its name in the gateway, and delete the job's row.",
    undo=Undo.LOST,
    techniques=("AML.T0055",),
    references=("https://cwe.mitre.org/data/definitions/312.html",
                "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:H/SI:L/SA:N",
    needs=("jobs",),
    sql="""
    SELECT 'server:/' AS asset, j.id IS NOT NULL AS fails,
           'A job was given a secret in clear: ' || j.job_name || ' (' || j.secret || ')' AS says,
           j.id AS job, j.job_name, j.secret AS kind, when_ms(j.creation_time) AS made, j.creator
    FROM (SELECT 1) LEFT JOIN (SELECT * FROM jobs WHERE secret IS NOT NULL) j ON true""",
    cases=(
        Case("one job of two",
             given={"jobs": [{"id": "1", "job_name": "evaluate", "secret": "AWS access key", "creation_time": 0},
                             {"id": "2", "job_name": "evaluate"}]},
             fails=("server:/",)),
        Case("jobs without", given={"jobs": [{"id": "2", "job_name": "evaluate"}]}, passes=("server:/",)),
        Case("a schema without jobs", unseen=("jobs",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
