from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="budget-only-alerts",
    title="Endpoint's budget alerts and stops nothing",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="When it is spent, a message goes out and the spending goes on until somebody reads it.",
    fix="Set the policy's action to REJECT, or add a higher budget that rejects.",
    undo=Undo.BACK,
    techniques=("AML.T0034",),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/budget-alerts-limits",),
    sql="""
    SELECT 'endpoints:/' || e.name AS asset, NOT bool_or(upper(coalesce(b.budget_action, '')) = 'REJECT') AS fails,
           'The budget of endpoint ' || e.name || ' alerts and stops nothing' AS says,
           string_agg(concat_ws(' ', b.budget_amount, b.budget_unit, 'per', b.duration_value, b.duration_unit), ', ') AS budgets
    FROM endpoints e JOIN budget_policies b ON (upper(b.target_scope) = 'GLOBAL'
            OR upper(b.target_scope) = 'WORKSPACE' AND coalesce(b.workspace, 'default') = coalesce(e.workspace, 'default')
            OR upper(b.target_scope) = 'ENDPOINT' AND b.target_value = e.endpoint_id)
    WHERE e.name IS NOT NULL GROUP BY e.endpoint_id, e.name""",
    needs=("endpoints", "budget_policies"),
    cases=(
        Case("one that alerts, one that rejects as well",
             given={"endpoints": [{"endpoint_id": "1", "name": "a"}, {"endpoint_id": "2", "name": "b"}],
                    "budget_policies": [{"target_scope": "GLOBAL", "budget_action": "ALERT", "budget_amount": 200.0},
                                        {"target_scope": "ENDPOINT", "target_value": "2", "budget_action": "REJECT"}]},
             fails=("endpoints:/a",), passes=("endpoints:/b",)),
        Case("an MLflow from before budgets", given={"endpoints": [{"endpoint_id": "1", "name": "a"}]},
             unseen=("budget_policies",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
