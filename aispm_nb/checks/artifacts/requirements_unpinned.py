from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="requirements-unpinned",
    title="Model's packages are not pinned",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="Whatever version is newest when the environment is built is what runs, a malicious release included.",
    fix="Pin every package to an exact version (==) in pip_requirements, best with hashes.",
    undo=Undo.BACK,
    techniques=("AML.T0010.001",),
    references=("https://pip.pypa.io/en/stable/topics/secure-installs/",),
    needs=("folders", "requirements"),
    sql="""
    WITH loose AS (
        SELECT location, string_agg(DISTINCT name, ', ' ORDER BY name) AS packages, count(DISTINCT name) AS n FROM requirements
        WHERE kind = 'package' AND NOT coalesce(pinned, false) AND target IS NULL GROUP BY location)
    SELECT m.asset, l.packages, CASE WHEN m.state = 'read' THEN l.location IS NOT NULL END AS fails,
           l.n || ' packages of ' || m.label || ' are not pinned' AS says
    FROM model_folders m LEFT JOIN loose l USING (location) WHERE m.registered""",
    cases=(
        Case("loose and pinned",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2)],
                    "requirements": [{"location": "/m/1", "kind": "package", "name": "numpy", "pinned": False},
                                     {"location": "/m/2", "kind": "package", "name": "numpy", "pinned": True}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
