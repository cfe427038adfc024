from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="version-source-link-local",
    title="Version's source points at a cloud metadata address",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="A server that follows this source hands its cloud credentials to whoever registered the version (request forgery).",
    fix="Delete the version, find who registered it, rotate the server's cloud credentials, and set "
    "MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX.",
    undo=Undo.LOST,
    techniques=("AML.T0049", "AML.T0055"),
    references=("https://owasp.org/www-community/attacks/Server_Side_Request_Forgery",
                "https://mlflow.org/docs/latest/self-hosting/security/network/"),
    needs=("model_versions",),
    exploitation=Exploitation.ACTIVE,
    automatable=True,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:H/SI:L/SA:N",
    sql="""
    SELECT asset, source, coalesce(regexp_matches(lower(source),
               '^[a-z0-9+.-]+:/+([^/@]*@)?(169\\.254\\.|\\[?fe80:|\\[?fd00:ec2::254|100\\.100\\.100\\.200|metadata(\\.google)?\\.internal'
               || '|2852039166|0xa9fea9fe|instance-data([./:]|$))'), false) AS fails,
           'version ' || version || ' of ' || name || ' has its source at a cloud metadata address' AS says
    FROM versions WHERE NOT deleted""",
    cases=(
        Case("metadata addresses in several spellings, and a bucket",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "http://169.254.169.254/latest/meta-data/iam"},
                                       {"name": "m", "version": 2, "source": "HTTP://metadata.google.internal/x"},
                                       {"name": "m", "version": 3, "source": "s3://models-169.254/m"}]},
             fails=("models:/m/1", "models:/m/2"), passes=("models:/m/3",)),
    ),
)  # fmt: skip
