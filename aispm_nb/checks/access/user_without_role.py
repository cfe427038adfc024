from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="user-without-role",
    title="User has no role",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="Such an account is usually left over. It still has the default permission, which is READ on everything unless "
    "changed.",
    fix="Delete the user, or give them the role that they need.",
    undo=Undo.LOST,
    techniques=("AML.T0012", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/role-based-access-control",),
    sql="""
    SELECT 'users:/' || username AS asset,
           NOT coalesce(is_admin, false) AND id NOT IN (SELECT user_id FROM user_role_assignments WHERE user_id IS NOT NULL) AS fails,
           username || ' has neither a role nor a grant of their own' AS says
    FROM users""",
    cases=(
        Case("an account that nothing was given to",
             given={"users": [{"id": 1, "username": "guest"}, {"id": 2, "username": "lee"}],
                    "user_role_assignments": [{"user_id": 2, "role_id": 7}]},
             fails=("users:/guest",), passes=("users:/lee",)),
        Case("an administrator needs no role", given={"users": [{"id": 1, "username": "admin", "is_admin": True}]},
             passes=("users:/admin",)),
        Case("an auth database from before roles", given={"users": [{"id": 1, "username": "guest"}]},
             unseen=("user_role_assignments",), not_assessed=("users:/guest",)),
    ),
)  # fmt: skip
