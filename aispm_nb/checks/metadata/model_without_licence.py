from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="model-without-licence",
    title="Served model has no licence",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    threat=Threat.GOVERNANCE,
    why="Under what terms the model and its base may be used is not recorded.",
    fix="Set the tag license on the registered model, as an SPDX expression or 'proprietary'.",
    undo=Undo.BACK,
    techniques=("AISPM.LICENCE",),
    references=("https://spdx.org/licenses/",),
    needs=("registered_models", "registered_model_tags"),
    sql="""
    SELECT m.asset, m.licence, m.licence IS NULL AS fails, m.name || ' is served and has no licence tag' AS says
    FROM models m JOIN (SELECT DISTINCT model FROM served) s ON s.model = m.asset""",
    cases=(
        Case("with and without",
             given={"registered_models": [{"name": n} for n in ("a", "b")], "model_versions": [{"name": n, "version": 1} for n in ("a", "b")],
                    "registered_model_tags": [{"name": "b", "key": "license", "value": "Apache-2.0"}],
                    "registered_model_aliases": [{"name": n, "alias": "champion", "version": 1} for n in ("a", "b")]},
             fails=("models:/a",), passes=("models:/b",)),
    ),
)  # fmt: skip
