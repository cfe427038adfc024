from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="wildcard-grant",
    title="User may change everything of a kind",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="One stolen password, or one mistake in a script, then changes every model or experiment, those of other teams "
    "included.",
    fix="Replace the '*' in the role by grants on the models and experiments that the user works on, or lower it to READ.",
    undo=Undo.BACK,
    techniques=("AML.T0012", "AML.T0010.003", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/role-based-access-control",
                "https://cwe.mitre.org/data/definitions/732.html"),
    sql="""
    -- Only kinds for which MLflow also takes a grant on one thing; runs, traces and versions know '*' alone.
    WITH grants AS (
        SELECT a.user_id, r.name AS role, coalesce(r.workspace, 'default') AS workspace, p.resource_type, upper(p.permission) AS permission
        FROM role_permissions p JOIN roles r ON r.id = p.role_id JOIN user_role_assignments a ON a.role_id = p.role_id
        WHERE p.resource_pattern = '*' AND upper(p.permission) IN ('EDIT', 'MANAGE') AND lower(p.resource_type) IN (
            'experiment', 'registered_model', 'prompt', 'scorer', 'mcp_server', 'gateway_secret', 'gateway_endpoint',
            'gateway_model_definition', 'workspace'))
    SELECT 'users:/' || u.username AS asset, g.user_id IS NOT NULL AS fails,
           u.username || CASE WHEN g.resource_type = 'workspace' THEN ' may manage all of workspace ' || g.workspace
               ELSE ' has ' || g.permission || ' on every ' || replace(g.resource_type, '_', ' ') END
               || ', by role ' || g.role AS says,
           CASE WHEN g.resource_type = 'workspace' THEN 'low' ELSE 'medium' END AS severity,
           g.role, g.workspace, g.resource_type, g.permission
    FROM users u LEFT JOIN grants g ON g.user_id = u.id AND NOT coalesce(u.is_admin, false)""",
    needs=("users", "roles", "role_permissions", "user_role_assignments"),
    cases=(
        Case("EDIT on every model",
             given={"users": [{"id": 1, "username": "lee"}], "roles": [{"id": 7, "name": "engineers"}],
                    "role_permissions": [{"role_id": 7, "resource_type": "registered_model", "resource_pattern": "*",
                                          "permission": "EDIT"}],
                    "user_role_assignments": [{"user_id": 1, "role_id": 7}]},
             fails=("users:/lee",)),
        Case("READ on every model, EDIT on one, and membership of the workspace",
             given={"users": [{"id": 1, "username": "lee"}], "roles": [{"id": 7, "name": "engineers"}],
                    "role_permissions": [
                        {"role_id": 7, "resource_type": "registered_model", "resource_pattern": "*", "permission": "READ"},
                        {"role_id": 7, "resource_type": "registered_model", "resource_pattern": "x", "permission": "EDIT"},
                        {"role_id": 7, "resource_type": "workspace", "resource_pattern": "*", "permission": "USE"},
                        {"role_id": 7, "resource_type": "run", "resource_pattern": "*", "permission": "EDIT"}],
                    "user_role_assignments": [{"user_id": 1, "role_id": 7}]},
             passes=("users:/lee",)),
        Case("an auth database from before roles", given={"users": [{"id": 1, "username": "lee"}]},
             unseen=("role_permissions",), not_assessed=("users:/lee",)),
    ),
)  # fmt: skip
