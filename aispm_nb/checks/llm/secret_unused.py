from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-unused",
    title="Gateway key is used by nothing",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    why="A key that nobody misses is one that nobody will notice being used by somebody else.",
    fix="Revoke the key at the provider and delete the secret in the gateway.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/api-keys/create-and-manage",),
    sql="""
    SELECT 'secrets:/' || s.secret_name AS asset,
           NOT EXISTS (SELECT 1 FROM model_definitions d WHERE d.secret_id = s.secret_id) AS fails,
           'No model of the gateway uses key ' || s.secret_name AS says, s.provider
    FROM secrets s""",
    needs=("secrets", "model_definitions"),
    cases=(
        Case("one in use, one not",
             given={"secrets": [{"secret_id": "1", "secret_name": "a"}, {"secret_id": "2", "secret_name": "b"}],
                    "model_definitions": [{"model_definition_id": "d", "name": "mini", "secret_id": "2"},
                                          {"model_definition_id": "e", "name": "local"}]},
             fails=("secrets:/a",), passes=("secrets:/b",)),
        Case("models out of sight", given={"secrets": [{"secret_id": "1", "secret_name": "a"}]},
             unseen=("model_definitions",), not_assessed=("secrets:/a",)),
    ),
)  # fmt: skip
