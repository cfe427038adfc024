from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="model-without-owner",
    title="Served model has no owner",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.GOVERNANCE,
    why="When this model is found at fault, nobody is there to decide and to mend it.",
    fix="Set the tag owner on the registered model to a team or person who answers for it.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE",),
    references=("https://airc.nist.gov/airmf-resources/airmf/5-sec-core/",),
    needs=("registered_models", "registered_model_tags"),
    sql="""
    SELECT m.asset, string_agg(s.served_as, ', ' ORDER BY s.served_as) AS served_as, m.owner IS NULL AS fails,
           m.name || ' is served and has no owner' AS says
    FROM models m JOIN served s ON s.model = m.asset GROUP BY m.asset, m.owner, m.name""",
    cases=(
        Case("served without and with an owner, and not served",
             given={"registered_models": [{"name": n} for n in ("a", "b", "c")], "model_versions": [{"name": n, "version": 1} for n in ("a", "b", "c")],
                    "registered_model_tags": [{"name": "b", "key": "Owner", "value": "risk-team@bank.example"}],
                    "registered_model_aliases": [{"name": n, "alias": "champion", "version": 1} for n in ("a", "b")]},
             fails=("models:/a",), passes=("models:/b",)),
    ),
)  # fmt: skip
