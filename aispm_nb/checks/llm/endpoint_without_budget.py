from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="endpoint-without-budget",
    title="Endpoint has no budget",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="A loop in an agent, or a stranger with access, spends the provider's account until it is empty.",
    fix="Create a budget policy in the gateway for this endpoint, its workspace or all, with the action REJECT.",
    undo=Undo.BACK,
    techniques=("AML.T0034", "AML.T0029"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/budget-alerts-limits",
                "https://genai.owasp.org/llmrisk/llm102025-unbounded-consumption/"),
    sql="""
    -- A budget of one user bounds that user, not the endpoint.
    SELECT 'endpoints:/' || e.name AS asset,
           NOT EXISTS (SELECT 1 FROM budget_policies b WHERE (upper(b.target_scope) = 'GLOBAL'
            OR upper(b.target_scope) = 'WORKSPACE' AND coalesce(b.workspace, 'default') = coalesce(e.workspace, 'default')
            OR upper(b.target_scope) = 'ENDPOINT' AND b.target_value = e.endpoint_id)) AS fails,
           'Endpoint ' || e.name || ' has no budget' AS says
    FROM endpoints e WHERE e.name IS NOT NULL""",
    needs=("endpoints", "budget_policies"),
    cases=(
        Case("only a user and another endpoint have one",
             given={"endpoints": [{"endpoint_id": "1", "name": "chat"}],
                    "budget_policies": [{"target_scope": "USER", "target_value": "ana"},
                                        {"target_scope": "ENDPOINT", "target_value": "2"}]},
             fails=("endpoints:/chat",)),
        Case("a budget of its own, and one of its workspace",
             given={"endpoints": [{"endpoint_id": "1", "name": "a", "workspace": "x"},
                                  {"endpoint_id": "2", "name": "b", "workspace": "default"}],
                    "budget_policies": [{"target_scope": "ENDPOINT", "target_value": "1"},
                                        {"target_scope": "WORKSPACE"}]},
             passes=("endpoints:/a", "endpoints:/b")),
        Case("an MLflow from before budgets", given={"endpoints": [{"endpoint_id": "1", "name": "chat"}]},
             unseen=("budget_policies",), not_assessed=("endpoints:/chat",)),
    ),
)  # fmt: skip
