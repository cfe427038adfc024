from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="dataset-over-http",
    title="Training data comes over plain HTTP or FTP",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.DATA_POISONING,
    why="Anyone on the way can change the rows while they are fetched, and every model trained on them learns it.",
    fix="Fetch the data over https, keep a copy in your own store, and record its digest.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0010.002"),
    references=("https://arxiv.org/abs/2302.10149", "https://cwe.mitre.org/data/definitions/319.html"),
    needs=("datasets",),
    sql="""
    WITH sources AS (
        SELECT dataset_asset(name, digest) AS asset, name, regexp_extract(dataset_source, '(?i)((?:http|ftp)://[^"\\s\\\\]+)', 1) AS url
        FROM datasets)
    SELECT asset, url, url <> '' AND NOT regexp_matches(url, '(?i)^http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/]|$)') AS fails,
           'data set ' || name || ' is fetched over ' || lower(regexp_extract(url, '^[A-Za-z]+')) || ' without encryption' AS says
    FROM sources""",
    cases=(
        Case("http, https, a file",
             given={"datasets": [{"name": "a", "digest": "1", "dataset_source": '{"url": "http://data.partner.example/x.csv"}'},
                                 {"name": "b", "digest": "2", "dataset_source": '{"url": "https://data.partner.example/x.csv"}'},
                                 {"name": "c", "digest": "3", "dataset_source": '{"uri": "/data/x.csv"}'}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@2", "datasets:/c@3")),
    ),
)  # fmt: skip
