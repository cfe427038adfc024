from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-in-model-metadata",
    title="Tags or description of a model hold a secret",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Everybody who may read the registry can use it, and every backup and export carries it on.",
    fix="Revoke the secret, then delete the tag or the sentence that holds it.",
    undo=Undo.LOST,
    techniques=("AML.T0055",),
    references=("https://cwe.mitre.org/data/definitions/522.html",),
    needs=("registered_model_tags", "model_version_tags"),
    sql="""
    WITH said AS (
        SELECT model_asset(workspace, name) AS asset, 'tag ' || key AS place, key, value FROM registered_model_tags
        UNION ALL SELECT model_asset(workspace, name), 'description', '', description FROM registered_models
        UNION ALL SELECT version_asset(workspace, name, version), 'tag ' || key, key, value FROM model_version_tags
        WHERE key NOT IN ('mlflow.prompt.text', '_mlflow_prompt_model_config')
        UNION ALL SELECT version_asset(workspace, name, version), 'description', '', description FROM model_versions
        UNION ALL SELECT 'models:/' || model_id, 'tag ' || tag_key, tag_key, tag_value FROM logged_model_tags
        UNION ALL SELECT 'models:/' || model_id, 'parameter ' || param_key, param_key, param_value FROM logged_model_params),
    judged AS MATERIALIZED (
        SELECT asset, place, coalesce(secret_kind(value), CASE WHEN secret_name(key, value) THEN 'a value named ' || key END) AS holds
        FROM said WHERE strlen(value) >= 6)
    SELECT asset, place, holds, true AS fails, 'the ' || place || ' holds ' || with_article(holds) AS says FROM judged WHERE holds IS NOT NULL
    UNION ALL
    SELECT asset, NULL, NULL, false, NULL FROM (SELECT asset FROM models UNION SELECT asset FROM versions WHERE NOT deleted)
    WHERE asset NOT IN (SELECT asset FROM judged WHERE holds IS NOT NULL)""",
    cases=(
        Case("in a tag, in a description, and a figure of speech",
             given={"registered_models": [{"name": "a", "description": "deploy with ghp_" + "A1b2" * 9}, {"name": "b", "description": "our secret sauce"}],
                    "model_versions": [{"name": "b", "version": 1}],
                    "model_version_tags": [{"name": "b", "version": 1, "key": "api_key", "value": "sk-proj-" + "Zx9" * 9}]},
             fails=("models:/a", "models:/b/1"), passes=("models:/b",)),
    ),
)  # fmt: skip
