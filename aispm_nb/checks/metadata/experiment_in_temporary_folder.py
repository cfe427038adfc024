from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="experiment-in-temporary-folder",
    title="An experiment keeps its artifacts where anyone can write or they vanish",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.MISCONFIGURATION,
    why="Files in a temporary folder can be replaced by other users of the machine, and are gone after a restart.",
    fix="Create a new experiment with an artifact location in your artifact store, and move the models over.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.003",),
    references=("https://cwe.mitre.org/data/definitions/379.html",),
    needs=("experiments",),
    # A deployment that lives in a temporary folder as a whole is somebody's trial, and says nothing.
    sql="""
    WITH home AS (SELECT regexp_replace(regexp_replace(max(value), '^(sqlite|file):/+', '/'), '/[^/]*$', '') AS folder
             FROM registry_facts WHERE name = 'tracking_uri' AND regexp_matches(value, '^(sqlite|file):')),
    placed AS (SELECT *, regexp_replace(artifact_location, '^file:/+', '/') AS path FROM experiments
               WHERE coalesce(lifecycle_stage, 'active') = 'active')
    SELECT 'experiments:/' || experiment_id AS asset, name, artifact_location,
           coalesce(regexp_matches(path, '^(/private)?(/tmp|/var/tmp|/dev/shm)(/|$)|(?i)^[a-z]:[\\\\/](windows[\\\\/])?temp[\\\\/]|^(http|ftp)://'), false)
               AND NOT coalesce(starts_with(path, home.folder || '/'), false) AS fails,
           'experiment ' || name || ' keeps its artifacts in ' || artifact_location AS says
    FROM placed, home""",
    cases=(
        Case("under /tmp, in a bucket",
             given={"experiments": [{"experiment_id": 1, "name": "a", "artifact_location": "file:///tmp/mlruns/1"},
                                    {"experiment_id": 2, "name": "b", "artifact_location": "s3://models/tmp/2"}]},
             fails=("experiments:/1",), passes=("experiments:/2",)),
        Case("the whole deployment is a trial",
             given={"experiments": [{"experiment_id": 1, "name": "a", "artifact_location": "/tmp/trial/mlruns/1"}],
                    "registry_facts": [{"name": "tracking_uri", "value": "sqlite:////tmp/trial/mlflow.db"}]},
             passes=("experiments:/1",)),
    ),
)  # fmt: skip
