from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="deleted-version-residue",
    title="A deleted version left its files or tags behind",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="MLflow hides a deleted version and keeps its files and tags: what had to go is still there for whoever can read the store.",
    fix="Delete the folder in the artifact store, and the tags by SQL with the server stopped, when the deletion was meant to be complete.",
    undo=Undo.LOST,
    techniques=("AISPM.GOVERNANCE", "AISPM.PERSONAL-DATA"),
    references=("https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html",),
    needs=("model_versions.storage_location", "model_version_tags"),
    sql="""
    SELECT v.asset, v.storage_location, count(t.key) AS tags, count(t.key) > 0 OR coalesce(v.storage_location, '') <> '' AS fails,
           'deleted version ' || v.version || ' of ' || v.name || ' left '
               || CASE WHEN coalesce(v.storage_location, '') <> '' THEN 'its place in the store' ELSE 'no place in the store' END
               || ' and ' || count(t.key) || ' tags' AS says
    FROM versions v LEFT JOIN model_version_tags t ON version_asset(t.workspace, t.name, t.version) = v.asset
    WHERE v.deleted GROUP BY v.asset, v.name, v.version, v.storage_location""",
    cases=(
        Case("files left, and nothing left",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "current_stage": "Deleted_Internal", "storage_location": "s3://b/m"},
                                       {"name": "m", "version": 2, "current_stage": "Deleted_Internal"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
        Case("over REST they cannot be seen", unseen=("model_versions.storage_location",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
