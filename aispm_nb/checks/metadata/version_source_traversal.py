from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-source-traversal",
    title="Version's source climbs out of its folder with '..'",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="A source with '..' makes a server read files outside the artifact store; several MLflow CVEs were of this kind.",
    fix="Delete the version, find who registered it, and upgrade MLflow to a version that refuses such sources.",
    undo=Undo.LOST,
    techniques=("AML.T0049",),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2023-6909", "https://cwe.mitre.org/data/definitions/22.html"),
    needs=("model_versions",),
    exploitation=Exploitation.PUBLIC_POC,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
    sql="""
    SELECT asset, source,
           coalesce(regexp_matches(lower(source), '(^|[/\\\\:]|%2f|%5c)(\\.|%(25)*2e){2}([/\\\\?#;]|%(25)*2f|%(25)*5c|$)'), false) AS fails,
           'the source of version ' || version || ' of ' || name || ' climbs out of its folder' AS says
    FROM versions WHERE NOT deleted""",
    cases=(
        Case("plain, encoded twice, and a name with dots",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "s3://bucket/a/../../etc"},
                                       {"name": "m", "version": 2, "source": "mlflow-artifacts:/1/%252e%252e/x"},
                                       {"name": "m", "version": 3, "source": "s3://bucket/model..v2/1.2..3"}]},
             fails=("models:/m/1", "models:/m/2"), passes=("models:/m/3",)),
    ),
)  # fmt: skip
