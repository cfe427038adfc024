from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="files-writable-by-others",
    title="Every user of the machine can change a model's files",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Any account, and any job that was taken over, can replace the model that others load.",
    fix="Remove the write right of others: chmod -R o-w on the folder, and set the umask of the job that writes it.",
    undo=Undo.BACK,
    techniques=("AML.T0018", "AML.T0012"),
    references=("https://cwe.mitre.org/data/definitions/732.html",),
    needs=("files",),
    cvss="CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    sql="""
    WITH open AS (SELECT location, path, mode FROM files WHERE mode & 2 = 2 AND sha256 IS NOT NULL)
    SELECT m.asset, o.path, format('{:o}', o.mode) AS mode, CASE WHEN m.state = 'read' THEN o.path IS NOT NULL END AS fails,
           'anyone on the machine can write ' || o.path || ' of ' || m.label AS says
    FROM model_folders m
    LEFT JOIN open o ON o.location = m.location""",
    cases=(
        Case("0666 and 0644",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2)],
                    "files": [{"location": "/m/1", "path": "model.skops", "mode": 0o666, "sha256": "a"},
                              {"location": "/m/2", "path": "model.skops", "mode": 0o644, "sha256": "a"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
