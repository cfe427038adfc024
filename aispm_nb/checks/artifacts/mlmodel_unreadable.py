from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="mlmodel-unreadable",
    title="MLmodel is not plain YAML",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A file that tools cannot read is a file that scanners pass over: tags, bombs and broken syntax are made for that.",
    fix="Do not load the model; compare its files with the run that logged it, and log it again.",
    undo=Undo.ADDS,
    techniques=("AML.T0076", "AML.T0011.000"),
    references=("https://atlas.mitre.org/techniques/AML.T0076",),
    needs=("mlmodels",),
    exploitation=Exploitation.PUBLIC_POC,
    sql="""
    SELECT m.asset, x.reason, CASE WHEN x.state IS NOT NULL THEN x.state = 'unreadable' END AS fails,
           'the MLmodel of ' || m.label || ' is unreadable: ' || x.reason AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location)""",
    cases=(
        Case("a tag, and plain YAML",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "mlmodels": [{"location": "/m/1", "state": "unreadable", "reason": "it has the tag '!!python/object'"},
                                 {"location": "/m/2", "state": "read"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
