from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="pickle-deserialization-allowed",
    title="MLflow here unpickles models",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A pickled model runs its author's code on whoever loads it. MLflow allows that unless it is told not to.",
    fix="Set MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false in this environment once the models in use are saved as skops, pt2, "
    "ONNX or the like.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000",),
    references=("https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html",
                "https://docs.python.org/3/library/pickle.html", "https://cwe.mitre.org/data/definitions/502.html"),
    sql="""
    SELECT 'server:/' AS asset, lower(trim(max(value))) NOT IN ('false', '0') AS fails,
           'In this environment MLflow may unpickle a model' AS says, max(value) AS setting
    FROM registry_facts WHERE name = 'env.MLFLOW_ALLOW_PICKLE_DESERIALIZATION'""",
    cases=(
        Case("not set, which means yes",
             given={"registry_facts": [{"name": "env.MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "value": "unset"}]},
             fails=("server:/",)),
        Case("forbidden",
             given={"registry_facts": [{"name": "env.MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "value": "False"}]},
             passes=("server:/",)),
        Case("nothing known of the environment", not_assessed=("server:/",)),
    ),
)  # fmt: skip
