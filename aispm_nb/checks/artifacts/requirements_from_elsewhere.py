from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="requirements-from-elsewhere",
    title="Model's packages come from an index, URL or channel of its own",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SUPPLY_CHAIN,
    why="Building its environment installs code from wherever the model's files say; an extra index can take over any package's name.",
    fix="Remove the option or URL, and serve private packages from one index that is set where environments are built.",
    undo=Undo.BACK,
    techniques=("AML.T0010.001", "AML.T0011.001"),
    references=("https://medium.com/@alex.birsan/dependency-confusion-4a5d60fec610", "https://pip.pypa.io/en/stable/cli/pip_install/"),
    needs=("folders", "requirements"),
    sql="""
    WITH elsewhere AS (
        SELECT location, CASE WHEN kind = 'package' THEN target ELSE name || coalesce(nullif(' ' || target, ' ' || name), '') END AS what
        FROM requirements
        WHERE kind = 'option' AND NOT regexp_matches(target, '^https://(pypi\\.org|files\\.pythonhosted\\.org|download\\.pytorch\\.org)(/|$)')
           OR kind = 'channel' AND NOT regexp_matches(target,
               '^((https://conda\\.anaconda\\.org/|https://repo\\.anaconda\\.com/(pkgs/)?)?(conda-forge|defaults|main|r|msys2|nodefaults|pytorch|nvidia|bioconda|anaconda|pkgs/main))/?$')
           OR kind = 'package' AND target IS NOT NULL)
    SELECT m.asset, e.sources, CASE WHEN m.state = 'read' THEN e.location IS NOT NULL END AS fails,
           m.label || ' installs packages from ' || e.first AS says
    FROM model_folders m
    LEFT JOIN (SELECT location, string_agg(DISTINCT what, ', ' ORDER BY what) AS sources, min(what) AS first
               FROM (SELECT location, masked(what) AS what FROM elsewhere WHERE what IS NOT NULL) GROUP BY location) e USING (location)""",
    cases=(
        Case("an extra index, a git URL, conda-forge",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2, 3)],
                    "requirements": [{"location": "/m/1", "kind": "option", "name": "--extra-index-url", "target": "http://pip.corp.example/simple"},
                                     {"location": "/m/2", "kind": "package", "name": "x", "target": "git+https://github.com/o/r"},
                                     {"location": "/m/3", "kind": "channel", "name": "conda-forge", "target": "conda-forge"}]},
             fails=("models:/m/1", "models:/m/2"), passes=("models:/m/3",)),
    ),
)  # fmt: skip
