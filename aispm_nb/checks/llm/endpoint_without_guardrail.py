from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="endpoint-without-guardrail",
    title="Endpoint has no guardrail",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROMPT_INJECTION,
    why="What users and documents say reaches the model unchecked, and its answers reach them: injected instructions, "
    "personal data, keys.",
    fix="Create a guardrail in the gateway and add it to the endpoint, one before the model and one after.",
    undo=Undo.BACK,
    techniques=("AML.T0051", "AML.T0054", "AML.T0057"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/guardrails",
                "https://genai.owasp.org/llmrisk/llm01-prompt-injection/"),
    sql="""
    SELECT 'endpoints:/' || e.name AS asset,
           NOT EXISTS (SELECT 1 FROM guardrail_configs g WHERE g.endpoint_id = e.endpoint_id) AS fails,
           'Endpoint ' || e.name || ' has no guardrail' AS says,
           (SELECT string_agg(d.provider || ' ' || d.model_name, ', ' ORDER BY d.provider, d.model_name)
            FROM endpoint_model_mappings m JOIN model_definitions d USING (model_definition_id)
            WHERE m.endpoint_id = e.endpoint_id) AS models
    FROM endpoints e WHERE e.name IS NOT NULL""",
    needs=("endpoints", "guardrail_configs"),
    cases=(
        Case("one with, one without",
             given={"endpoints": [{"endpoint_id": "1", "name": "chat-prod"}, {"endpoint_id": "2", "name": "chat-guarded"}],
                    "guardrail_configs": [{"endpoint_id": "2", "guardrail_id": "g"}]},
             fails=("endpoints:/chat-prod",), passes=("endpoints:/chat-guarded",)),
        Case("an MLflow from before guardrails", given={"endpoints": [{"endpoint_id": "1", "name": "chat-prod"}]},
             unseen=("guardrail_configs",), not_assessed=("endpoints:/chat-prod",)),
    ),
)  # fmt: skip
