from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="legacy-grants-ignored",
    title="Grants of the old kind are kept but no longer read",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.ACCESS,
    why="Since MLflow moved grants to roles, the old tables stay on disk and count for nothing. A NO_PERMISSIONS in them "
    "denies no longer: that user has the default permission.",
    fix="Give each user by a role what the old row meant (DENY where it said NO_PERMISSIONS), and then delete the row.",
    undo=Undo.LOST,
    techniques=("AML.T0012", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/role-based-access-control",
                "https://github.com/mlflow/mlflow/issues/23087"),
    sql="""
    WITH old AS (
        SELECT user_id, 'experiment' AS kind, experiment_id AS id, upper(permission) AS permission FROM experiment_permissions
        UNION ALL SELECT user_id, 'registered_model', name, upper(permission) FROM registered_model_permissions),
    -- What MLflow's migration carried over has a counterpart among the roles; it drops NO_PERMISSIONS.
    lost AS (
        SELECT * FROM old WHERE permission IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM user_role_assignments a JOIN role_permissions p USING (role_id)
            WHERE a.user_id = old.user_id AND lower(p.resource_type) IN (old.kind, replace(old.kind, 'registered_model', 'prompt'))
              AND p.resource_pattern IN (old.id, '*')
              AND (upper(p.permission) = 'DENY' OR old.permission <> 'NO_PERMISSIONS')))
    SELECT 'server:/' AS asset, l.user_id IS NOT NULL AS fails,
           (SELECT count(*) FROM lost) || ' grants of the old kind have no counterpart among the roles' AS says,
           CASE WHEN l.permission = 'NO_PERMISSIONS' THEN 'medium' ELSE 'low' END AS severity,
           u.username AS user, l.kind, l.id AS resource, l.permission
    FROM (SELECT 1) LEFT JOIN lost l ON true LEFT JOIN users u ON u.id = l.user_id
    -- Roles that exist beside grants that are still read: the one revision before the move.
    WHERE NOT EXISTS (SELECT 1 FROM registry_facts WHERE name = 'auth_schema_revision' AND value = 'c3d4e5f6a7b8')""",
    needs=("experiment_permissions", "registered_model_permissions", "role_permissions", "user_role_assignments"),
    cases=(
        Case("a denial that was not carried over",
             given={"users": [{"id": 1, "username": "mara"}],
                    "registered_model_permissions": [{"user_id": 1, "name": "payroll", "permission": "NO_PERMISSIONS"}]},
             fails=("server:/",)),
        Case("what the migration carried over",
             given={"users": [{"id": 1, "username": "mara"}],
                    "experiment_permissions": [{"user_id": 1, "experiment_id": "1", "permission": "MANAGE"}],
                    "role_permissions": [{"role_id": 7, "resource_type": "experiment", "resource_pattern": "1",
                                          "permission": "MANAGE"}],
                    "user_role_assignments": [{"user_id": 1, "role_id": 7}]},
             passes=("server:/",)),
        Case("an auth database from before roles, where the old grants hold", unseen=("role_permissions",),
             not_assessed=("server:/",)),
    ),
)  # fmt: skip
