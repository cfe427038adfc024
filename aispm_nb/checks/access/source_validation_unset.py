from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="source-validation-unset",
    title="Versions may name any place as their source",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.SUPPLY_CHAIN,
    why="Whoever may register a version may let it point at files outside the artifact store, and what loads the model "
    "fetches them.",
    fix="Set MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX for the server to the artifact store's address, such as "
    "'^(models:/|mlflow-artifacts:/|s3://our-bucket/)'.",
    undo=Undo.BACK,
    techniques=("AML.T0010.003",),
    references=("https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html",
                "https://cwe.mitre.org/data/definitions/20.html"),
    sql="""
    -- This environment is the server's only where the database is at hand.
    SELECT 'server:/' AS asset, 'the environment of the server is not this one; scan on the server' AS reason,
           CASE WHEN max(value) FILTER (name = 'settings.scope') = 'host' THEN
               trim(max(value) FILTER (name = 'env.MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX'))
               IN ('unset', '', '.*', '^.*$') END AS fails,
           'In this environment no pattern limits the source of a version' AS says,
           max(value) FILTER (name = 'env.MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX') AS setting
    FROM registry_facts""",
    cases=(
        Case("a database at hand, nothing set",
             given={"registry_facts": [{"name": "settings.scope", "value": "host"},
                                       {"name": "env.MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX", "value": "unset"}]},
             fails=("server:/",)),
        Case("a pattern is set",
             given={"registry_facts": [{"name": "settings.scope", "value": "host"},
                                       {"name": "env.MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX", "value": "^s3://"}]},
             passes=("server:/",)),
        Case("a server elsewhere has an environment of its own",
             given={"registry_facts": [{"name": "settings.scope", "value": "client"},
                                       {"name": "env.MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX", "value": "unset"}]},
             not_assessed=("server:/",)),
    ),
)  # fmt: skip
