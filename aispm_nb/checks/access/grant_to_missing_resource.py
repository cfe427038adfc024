from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="grant-to-missing-resource",
    title="User has a right on something that is gone",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="Whoever makes a model of that name later makes it for this user too, without deciding to.",
    fix="Revoke the grant, in the role that holds it.",
    undo=Undo.BACK,
    techniques=("AML.T0012", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/role-based-access-control",
                "https://cwe.mitre.org/data/definitions/672.html"),
    sql="""
    WITH there AS (
        SELECT unnest(['registered_model', 'prompt']) AS kind, name AS id, workspace FROM registered_models
        UNION ALL SELECT 'experiment', experiment_id::VARCHAR, NULL FROM experiments),
    grants AS (
        SELECT DISTINCT a.user_id, r.name AS role, coalesce(r.workspace, 'default') AS workspace,
               lower(p.resource_type) AS kind, p.resource_pattern AS id, upper(p.permission) AS permission
        FROM role_permissions p JOIN roles r ON r.id = p.role_id JOIN user_role_assignments a ON a.role_id = p.role_id
        WHERE lower(p.resource_type) IN ('registered_model', 'prompt', 'experiment') AND p.resource_pattern <> '*'
          AND upper(p.permission) NOT IN ('DENY', 'NO_PERMISSIONS')),
    gone AS (
        SELECT * FROM grants g WHERE NOT EXISTS (
            SELECT 1 FROM there t WHERE t.kind = g.kind AND t.id = g.id AND coalesce(t.workspace, g.workspace) = g.workspace))
    SELECT 'users:/' || u.username AS asset, g.user_id IS NOT NULL AS fails,
           u.username || ' has ' || g.permission || ' on ' || replace(g.kind, '_', ' ') || ' ' || g.id || ', which is gone' AS says,
           g.role, g.kind, g.id AS resource, g.permission
    FROM users u LEFT JOIN gone g ON g.user_id = u.id""",
    needs=("users", "roles", "role_permissions", "user_role_assignments", "registered_models", "experiments"),
    cases=(
        Case("EDIT on a model that nobody has",
             given={"users": [{"id": 1, "username": "noor"}], "roles": [{"id": 7, "name": "__user_1__"}],
                    "role_permissions": [{"role_id": 7, "resource_type": "registered_model",
                                          "resource_pattern": "scorecard-2019", "permission": "EDIT"}],
                    "user_role_assignments": [{"user_id": 1, "role_id": 7}],
                    "registered_models": [{"name": "scorecard"}]},
             fails=("users:/noor",)),
        Case("grants on what is there, on everything, and a denial ahead of time",
             given={"users": [{"id": 1, "username": "noor"}], "roles": [{"id": 7, "name": "__user_1__"}],
                    "role_permissions": [
                        {"role_id": 7, "resource_type": "registered_model", "resource_pattern": "scorecard", "permission": "EDIT"},
                        {"role_id": 7, "resource_type": "experiment", "resource_pattern": "4", "permission": "MANAGE"},
                        {"role_id": 7, "resource_type": "experiment", "resource_pattern": "*", "permission": "READ"},
                        {"role_id": 7, "resource_type": "prompt", "resource_pattern": "hr", "permission": "DENY"}],
                    "user_role_assignments": [{"user_id": 1, "role_id": 7}],
                    "registered_models": [{"name": "scorecard", "workspace": "default"}],
                    "experiments": [{"experiment_id": 4, "lifecycle_stage": "deleted"}]},
             passes=("users:/noor",)),
        Case("no roles to see", given={"users": [{"id": 1, "username": "noor"}]}, unseen=("roles",),
             not_assessed=("users:/noor",)),
    ),
)  # fmt: skip
