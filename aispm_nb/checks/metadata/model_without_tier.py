from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="model-without-tier",
    title="Served model has no declared risk tier",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.GOVERNANCE,
    why="Nobody has said how much hangs on this model, so its findings are ranked as of medium impact.",
    fix="Set the tag tier on the registered model: critical, high, medium or low.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE",),
    references=("https://artificialintelligenceact.eu/article/6/",),
    needs=("registered_models", "registered_model_tags"),
    sql="""
    SELECT m.asset, m.tier, t.tier IS NULL AS fails,
           m.name || CASE WHEN m.tier IS NULL THEN ' is served and has no tier' ELSE ' has a tier that is no known word: ' || m.tier END AS says
    FROM models m JOIN (SELECT DISTINCT model FROM served) s ON s.model = m.asset LEFT JOIN tiers t ON t.tier = lower(trim(m.tier))""",
    cases=(
        Case("none, a known word, an unknown word",
             given={"registered_models": [{"name": n} for n in ("a", "b", "c")], "model_versions": [{"name": n, "version": 1} for n in ("a", "b", "c")],
                    "registered_model_tags": [{"name": "b", "key": "tier", "value": "High"}, {"name": "c", "key": "tier", "value": "purple"}],
                    "registered_model_aliases": [{"name": n, "alias": "champion", "version": 1} for n in ("a", "b", "c")]},
             fails=("models:/a", "models:/c"), passes=("models:/b",)),
    ),
)  # fmt: skip
