from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="base-model-unpinned",
    title="Base model from a hub is not pinned to a revision",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.SUPPLY_CHAIN,
    why="The repository behind the name can change after the review, with its weights and with code that runs on load.",
    fix="Pass revision=<commit> when the base model is loaded, and log it as a parameter.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.003", "AML.T0058"),
    references=("https://huggingface.co/docs/transformers/main/en/models#model-revisions",),
    needs=("params",),
    sql="""
    WITH based AS MATERIALIZED (
        SELECT run_uuid, key, value FROM params
        WHERE regexp_matches(lower(key), '^(.*[._-])?(base_model|base_model_name|foundation_model|model_name_or_path|pretrained_model(_name(_or_path)?)?|hf_model(_id)?)$')
          AND regexp_matches(value, '^(https://huggingface\\.co/)?[A-Za-z0-9][\\w.-]*/[\\w.-]+(@[\\w.-]+)?$')),
    revised AS (
        SELECT DISTINCT run_uuid FROM params WHERE run_uuid IN (SELECT run_uuid FROM based) AND regexp_matches(lower(key), '(revision|commit(_hash)?|base_model_(version|sha))$')
          AND lower(value) NOT IN ('main', 'master', 'none', 'null', ''))
    SELECT DISTINCT 'runs:/' || b.run_uuid AS asset, b.key, b.value,
           b.run_uuid NOT IN (SELECT run_uuid FROM revised) AND NOT regexp_matches(b.value, '@[0-9a-f]{7,}$') AS fails,
           'the base model ' || b.value || ' has no revision' AS says
    FROM based b JOIN versions v ON v.run_id = b.run_uuid AND NOT v.deleted""",
    cases=(
        Case("without and with a revision, and a local folder",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2, 3)],
                    "params": [{"run_uuid": "r1", "key": "base_model", "value": "acme/tiny-bert"},
                               {"run_uuid": "r2", "key": "model_name_or_path", "value": "acme/tiny-bert"},
                               {"run_uuid": "r2", "key": "model_revision", "value": "9f1c2d3"},
                               {"run_uuid": "r3", "key": "model_name_or_path", "value": "/models/tiny-bert"}]},
             fails=("runs:/r1",), passes=("runs:/r2",)),
    ),
)  # fmt: skip
