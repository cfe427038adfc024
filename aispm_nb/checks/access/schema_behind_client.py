from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="schema-behind-client",
    title="Database is of another schema revision than MLflow here",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="An older MLflow wrote this database and may still serve it, with that version's faults. A newer client that opens "
    "it changes the schema in place, after which the older one no longer starts.",
    fix="Make a backup, and bring database and packages to one release with `mlflow db upgrade URI`.",
    undo=Undo.LOST,
    techniques=("AML.T0010.001", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/self-hosting/architecture/backend-store",),
    sql="""
    SELECT 'server:/' AS asset, 'the schema revision is hidden behind the server; scan the database itself' AS reason, schema <> head AS fails,
           'The database is of schema revision ' || schema || ', MLflow here expects ' || head AS says,
           schema AS schema_revision, head AS expected, client AS mlflow_here
    FROM (SELECT max(value) FILTER (name = 'schema_revision') AS schema,
                 max(value) FILTER (name = 'mlflow.client_head_revision') AS head,
                 max(value) FILTER (name = 'mlflow.client_version') AS client FROM registry_facts)""",
    cases=(
        Case("a database of last year",
             given={"registry_facts": [{"name": "schema_revision", "value": "770bee3ae1dd"},
                                       {"name": "mlflow.client_head_revision", "value": "dc11669786a5"}]},
             fails=("server:/",)),
        Case("one revision on both sides",
             given={"registry_facts": [{"name": "schema_revision", "value": "dc11669786a5"},
                                       {"name": "mlflow.client_head_revision", "value": "dc11669786a5"}]},
             passes=("server:/",)),
        Case("over REST the revision does not show",
             given={"registry_facts": [{"name": "mlflow.client_head_revision", "value": "dc11669786a5"}]},
             not_assessed=("server:/",)),
    ),
)  # fmt: skip
