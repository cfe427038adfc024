from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="endpoint-without-usage-tracking",
    title="Endpoint's use is not recorded",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.MONITORING,
    why="Nobody can tell afterwards who asked what, nor notice that somebody takes too much.",
    fix="Switch usage tracking on in the endpoint's settings.",
    undo=Undo.BACK,
    techniques=("AISPM.MONITORING", "AML.T0034"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/usage-tracking",
                "https://cwe.mitre.org/data/definitions/778.html"),
    sql="""
    SELECT 'endpoints:/' || name AS asset, NOT usage_tracking AS fails, 'Endpoint ' || name || ' does not record its use' AS says
    FROM endpoints WHERE name IS NOT NULL""",
    needs=("endpoints.usage_tracking",),
    cases=(
        Case("off, on, and not known",
             given={"endpoints": [{"name": "a", "usage_tracking": False}, {"name": "b", "usage_tracking": True}, {"name": "c"}]},
             fails=("endpoints:/a",), passes=("endpoints:/b",), not_assessed=("endpoints:/c",)),
    ),
)  # fmt: skip
