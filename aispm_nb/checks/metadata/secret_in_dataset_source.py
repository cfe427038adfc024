from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-in-dataset-source",
    title="The source of a data set holds a secret",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Whoever may read the experiment can read, and often write, the training data with it.",
    fix="Revoke the credential, log the data set from a source without it, and delete the runs that carry it.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AML.T0010.002"),
    references=("https://cwe.mitre.org/data/definitions/522.html",),
    needs=("datasets",),
    sql="""
    SELECT asset, type, holds, holds IS NOT NULL AS fails, 'the source of data set ' || name || ' holds ' || with_article(holds) AS says
    FROM (SELECT dataset_asset(name, digest) AS asset, name, dataset_source_type AS type, secret_kind(dataset_source) AS holds
          FROM datasets)""",
    cases=(
        Case("a password in a URL, and a URL",
             given={"datasets": [{"name": "a", "digest": "1", "dataset_source": '{"url": "postgresql://etl:hunter2secret@db.bank.example/x"}'},
                                 {"name": "b", "digest": "2", "dataset_source": '{"url": "https://data.example/x.csv"}'}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@2",)),
    ),
)  # fmt: skip
