from ...vocabulary import Case, Confidence, Rule, Severity, Threat

RULE = Rule(
    id="requirements-unpinned",
    title="Model's packages are not pinned",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="Whatever version is newest when the environment is built is what runs, a malicious release included.",
    fix="Pin every package to an exact version (==) in pip_requirements, best with hashes.",
    techniques=("AML.T0010.001",),
    references=("https://pip.pypa.io/en/stable/topics/secure-installs/",),
    needs=("folders", "requirements"),
    sql="""
    WITH loose AS (SELECT location, name FROM requirements WHERE kind = 'package' AND NOT coalesce(pinned, false) AND target IS NULL)
    SELECT m.asset, string_agg(DISTINCT l.name, ', ' ORDER BY l.name) AS packages,
           CASE WHEN f.state = 'read' THEN count(l.name) > 0 END AS fails,
           count(DISTINCT l.name) || ' packages of ' || m.label || ' are not pinned' AS says
    FROM model_folders m LEFT JOIN folders f ON f.location = m.location
    LEFT JOIN loose l ON l.location = m.location WHERE m.registered GROUP BY m.asset, f.state, m.label""",
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
