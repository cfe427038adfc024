"""Facts about model folders. Keyed by location: a version and the logged model behind it share one."""

from __future__ import annotations

from ...vocabulary import Table, columns

MODEL_FOLDERS = Table(
    "model_folders", "Where the files of a version are, or of a logged model that was never registered; external models have none. state and reason are the folder's.",
    columns("asset, location, registered BOOLEAN, created BIGINT ms, model_id, run_id, label, state, reason"),
    sql="""
    WITH external AS (
        SELECT model_id FROM logged_model_tags WHERE tag_key = 'mlflow.model.isExternal' AND lower(tag_value) = 'true'),
    placed AS (
    SELECT asset, rtrim(location, '/') AS location, true AS registered, creation_time AS created, model_id, run_id
    FROM versions WHERE NOT deleted AND coalesce(model_id, '') NOT IN (SELECT model_id FROM external)
    UNION ALL
    SELECT 'models:/' || model_id, rtrim(artifact_location, '/'), false, creation_timestamp_ms, model_id, source_run_id
    FROM logged_models
    WHERE coalesce(lifecycle_stage, 'active') = 'active'
      AND model_id NOT IN (SELECT model_id FROM external)
      AND model_id NOT IN (SELECT model_id FROM versions WHERE model_id IS NOT NULL AND NOT deleted))
    SELECT p.*, a.label, f.state, f.reason FROM placed p JOIN assets a USING (asset) LEFT JOIN folders f ON f.location = coalesce(p.location, '')""",
)  # fmt: skip

FOLDERS = Table(
    "folders",
    "A model folder as it was found: state is read, absent, or unread with the reason and the next move.",
    columns("location, state, reason, path"),
)

FILES = Table(
    "files", "A file of a model folder; mode is the permission bits, sha256 NULL when the file was not read.",
    columns("location, path, size BIGINT bytes, mtime BIGINT ms, ctime BIGINT ns, mode INTEGER, sha256"),
    history=True,
)  # fmt: skip

MLMODELS = Table(
    "mlmodels",
    "An MLmodel file: what MLflow would do to load the model. state is read or unreadable, with the reason.",
    columns("location, state, reason, flavors VARCHAR[], loader_module, code, model_code_path, formats VARCHAR[],"
            "trusted_types VARCHAR[], has_signature BOOLEAN, has_input_example BOOLEAN, model_id, run_id, mlflow_version,"
            "python_version, env_vars VARCHAR[], declared_bytes BIGINT bytes, inputs VARCHAR[]"),
)  # fmt: skip

REQUIREMENTS = Table(
    "requirements",
    "A line of requirements.txt, python_env.yaml or conda.yaml: a package, an option such as an index URL, or a channel.",
    columns("location, file, kind, name, specifier, pinned BOOLEAN, target"),
)  # fmt: skip

INSPECTED = Table(
    "inspected",
    "What a file of a model folder, or a member of an archive in it, would do when it is loaded (aispm inspect): verdict is "
    "dangerous, unknown, not-assessed or known; dangerous and unknown are the names it names.",
    columns("location, path, format, verdict, why, dangerous VARCHAR[], unknown VARCHAR[], details VARCHAR[]"),
)  # fmt: skip

FACTS = (FOLDERS, FILES, MLMODELS, REQUIREMENTS, INSPECTED)

UNSEEN_ASSETS = Table(
    "unseen_assets", "What could not be seen of one asset, and why.", columns("asset, what, reason"),
    sql="""
    SELECT asset, unnest(['folders', 'files', 'mlmodels', 'requirements', 'inspected']) AS what, reason
    FROM model_folders WHERE state <> 'read'
    UNION ALL
    SELECT m.asset, unnest(['mlmodels', 'requirements']), 'its MLmodel is unreadable: ' || x.reason || '; mend it'
    FROM model_folders m JOIN mlmodels x USING (location) WHERE x.state = 'unreadable'""",
)  # fmt: skip
