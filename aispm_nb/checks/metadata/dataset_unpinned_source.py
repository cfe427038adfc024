from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="dataset-unpinned-source",
    title="Training data from outside is not pinned to a revision",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="What is behind the address can change after the review; web-scale sets were shown to be poisoned this way (split view).",
    fix="Name a revision or commit of the hub data set, or keep a copy in your own store under its SHA-256.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.002", "AML.T0019"),
    references=("https://arxiv.org/abs/2302.10149", "https://atlas.mitre.org/studies/AML.CS0025"),
    needs=("datasets",),
    sql="""
    WITH outside AS (
        SELECT dataset_asset(name, digest) AS asset, name, dataset_source_type AS type, dataset_source AS source,
               CASE WHEN json_valid(dataset_source) THEN dataset_source ->> '$.revision' END AS revision
        FROM datasets
        WHERE dataset_source_type IN ('hugging_face', 'huggingface', 'http', 'https', 'tensorflow_datasets')
           OR regexp_matches(dataset_source, '(?i)"(https?|ftp)://'))
    SELECT asset, type, masked(left(source, 200)) AS source,
           CASE WHEN type LIKE 'hugging%' THEN coalesce(revision, 'main') IN ('main', 'master', '')
                ELSE NOT regexp_matches(source, '(?i)[0-9a-f]{40}|sha(256|512)|versionid=|/v?[0-9]+\\.[0-9]+\\.[0-9]+/') END AS fails,
           'data set ' || name || ' is read from outside without a revision' AS says
    FROM outside""",
    cases=(
        Case("a hub with and without a revision, a local file",
             given={"datasets": [{"name": "a", "digest": "1", "dataset_source_type": "hugging_face", "dataset_source": '{"path": "o/d", "revision": null}'},
                                 {"name": "b", "digest": "2", "dataset_source_type": "hugging_face", "dataset_source": '{"path": "o/d", "revision": "9f1c2d3"}'},
                                 {"name": "c", "digest": "3", "dataset_source_type": "local", "dataset_source": '{"uri": "/data/x.csv"}'}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@2",)),
    ),
)  # fmt: skip
