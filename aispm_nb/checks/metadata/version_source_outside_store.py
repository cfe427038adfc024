from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-source-outside-store",
    title="Version's files lie outside the artifact store",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.SUPPLY_CHAIN,
    why="A local folder that no experiment owns is outside the store's access rules and backups; who may write there is anyone's guess.",
    fix="Log the model in a run, so that its files are copied to the artifact store, and register that.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.003",),
    references=("https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store/",),
    needs=("model_versions", "experiments"),
    sql="""
    WITH roots AS (
        SELECT regexp_replace(rtrim(artifact_location, '/'), '^file:/+', '/') AS root FROM experiments
        WHERE artifact_location IS NOT NULL
        UNION SELECT regexp_replace(rtrim(default_artifact_root, '/'), '^file:/+', '/') FROM workspaces
        WHERE default_artifact_root IS NOT NULL
        UNION SELECT regexp_replace(rtrim(artifact_location, '/'), '^file:/+', '/') FROM logged_models
        WHERE artifact_location IS NOT NULL),
    local AS (
        SELECT asset, name, version, source, regexp_replace(source, '^file:/+', '/') AS path FROM versions
        WHERE NOT deleted AND regexp_matches(source, '^(file:|/|[A-Za-z]:[\\\\/])'))
    SELECT asset, source,
           CASE WHEN (SELECT count(*) FROM roots) > 0
                THEN NOT EXISTS (SELECT 1 FROM roots WHERE path = root OR starts_with(path, root || '/')) END AS fails,
           'the files of version ' || version || ' of ' || name || ' lie under no experiment''s artifact folder' AS says
    FROM local""",
    cases=(
        Case("inside, beside with the same beginning, and outside",
             given={"registered_models": [{"name": "m"}], "experiments": [{"experiment_id": 1, "artifact_location": "file:///srv/ml/1"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "/srv/ml/1/models/m-1/artifacts"},
                                       {"name": "m", "version": 2, "source": "file:///srv/ml/10/x"},
                                       {"name": "m", "version": 3, "source": "s3://bucket/m"}]},
             fails=("models:/m/2",), passes=("models:/m/1",)),
        Case("no experiment to compare with",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1, "source": "/x"}]},
             not_assessed=("models:/m/1",)),
    ),
)  # fmt: skip
