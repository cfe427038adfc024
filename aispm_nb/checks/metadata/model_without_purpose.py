from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="model-without-purpose",
    title="Served model does not say what it is for",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.GOVERNANCE,
    why="Without an intended purpose nobody can tell use from misuse, nor which rules apply to it.",
    fix="Describe on the registered model what it decides, for whom, and what it must not be used for.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE",),
    references=("https://artificialintelligenceact.eu/article/11/",),
    needs=("registered_models",),
    sql="""
    SELECT m.asset, string_agg(s.served_as, ', ' ORDER BY s.served_as) AS served_as,
           m.description IS NULL AND bool_and(v.description IS NULL) AS fails,
           m.name || ' is served and has no description' AS says
    FROM models m JOIN served s ON s.model = m.asset JOIN versions v ON v.asset = s.asset GROUP BY m.asset, m.name, m.description""",
    cases=(
        Case("described, described by its version, not described",
             given={"registered_models": [{"name": "a", "description": "scores card payments"}, {"name": "b"}, {"name": "c", "description": " "}],
                    "model_versions": [{"name": "a", "version": 1}, {"name": "b", "version": 1, "description": "ranks leads"}, {"name": "c", "version": 1}],
                    "registered_model_aliases": [{"name": n, "alias": "champion", "version": 1} for n in ("a", "b", "c")]},
             fails=("models:/c",), passes=("models:/a", "models:/b")),
    ),
)  # fmt: skip
