from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="many-administrators",
    title="Many users are administrators",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="No grant or denial holds for an administrator. Each such account, taken over, opens every model and experiment.",
    fix="Take the right from those who do not administer, with update_user_admin(username, False), and give them a role.",
    undo=Undo.BACK,
    techniques=("AML.T0012", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/security/role-based-access-control",
                "https://cwe.mitre.org/data/definitions/250.html"),
    sql="""
    -- One administrator and a deputy are good practice; more than three, or most of a team, are many.
    SELECT 'server:/' AS asset, admins > 3 OR (everybody >= 3 AND admins * 2 > everybody) AS fails,
           admins || ' of ' || everybody || ' users are administrators' AS says, names AS administrators
    FROM (SELECT count(*) FILTER (is_admin) AS admins, count(*) AS everybody,
                 string_agg(username, ', ' ORDER BY username) FILTER (is_admin) AS names FROM users)
    WHERE everybody > 0""",
    cases=(
        Case("four of nine",
             given={"users": [{"id": i, "username": f"u{i}", "is_admin": i < 4} for i in range(9)]},
             fails=("server:/",)),
        Case("the only user is the administrator, as on the first day",
             given={"users": [{"id": 1, "username": "admin", "is_admin": True}]}, passes=("server:/",)),
        Case("an administrator and a deputy of six",
             given={"users": [{"id": i, "username": f"u{i}", "is_admin": i < 2} for i in range(6)]},
             passes=("server:/",)),
        Case("no list of users", unseen=("users",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
