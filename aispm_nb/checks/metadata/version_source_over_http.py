from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-source-over-http",
    title="Version's files come over plain HTTP or FTP",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="Anyone on the way can replace the model while it is fetched, and loading it may run code.",
    fix="Copy the model to the artifact store and register it from there, or serve it over https with a recorded digest.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.003", "AML.T0011.000"),
    references=("https://cwe.mitre.org/data/definitions/319.html",),
    needs=("model_versions",),
    sql="""
    SELECT asset, source, coalesce(regexp_matches(source, '(?i)^(http|ftp)://')
               AND NOT regexp_matches(source, '(?i)^http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/]|$)'), false) AS fails,
           'version ' || version || ' of ' || name || ' is fetched over '
               || lower(regexp_extract(source, '(?i)^([a-z]+):', 1)) || ' without encryption' AS says
    FROM versions WHERE NOT deleted""",
    cases=(
        Case("http, https and the machine itself",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "http://files.partner.example/m"},
                                       {"name": "m", "version": 2, "source": "https://files.partner.example/m"},
                                       {"name": "m", "version": 3, "source": "http://localhost:9000/m"}]},
             fails=("models:/m/1",), passes=("models:/m/2", "models:/m/3")),
    ),
)  # fmt: skip
