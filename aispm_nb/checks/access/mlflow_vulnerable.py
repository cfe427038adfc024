from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="mlflow-vulnerable",
    title="MLflow in use has known vulnerabilities",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="What to do with them is published. Those of the server hold for whoever reaches it, those of the client for whoever "
    "opens a foreign model or run.",
    fix="Upgrade MLflow to a release that fixes them (pip install --upgrade mlflow), the server first.",
    undo=Undo.LOST,
    techniques=("AML.T0010.001", "AML.T0049"),
    references=("https://github.com/mlflow/mlflow/security/advisories",
                "https://osv.dev/list?ecosystem=PyPI&q=mlflow"),
    automatable=True,
    needs=("registry_facts",),
    sql="""
    WITH scale AS (SELECT ['critical', 'high', 'medium', 'low', 'info'] AS names),
    known AS (SELECT max(value) FILTER (name = 'mlflow_version') AS server,
                     max(value) FILTER (name = 'settings.scope') = 'host' AS at_hand,
                     max(value) FILTER (name = 'mlflow.client_version') AS client FROM registry_facts),
    worst AS (SELECT component, version, count(DISTINCT cve) AS n, min(list_position(names, lower(severity))) AS rank
              FROM cve_matches, scale WHERE component IN ('server', 'client') GROUP BY ALL)
    SELECT 'server:/' AS asset, true AS fails,
           CASE m.component WHEN 'server' THEN 'The server runs MLflow ' ELSE 'MLflow here is ' END || m.version || ', which has '
               || n || CASE n WHEN 1 THEN ' known vulnerability' ELSE ' known vulnerabilities' END AS says,
           -- A client meets them only through what it opens.
           names[greatest(list_position(names, lower(severity)), CASE WHEN m.component = 'client' THEN 3 ELSE 1 END)] AS severity,
           CASE WHEN lower(severity) IN ('critical', 'high') THEN 'public poc' ELSE 'none' END AS exploitation,
           m.component, m.version, cve, title, fixed, url
    FROM cve_matches m JOIN worst w USING (component, version), scale
    UNION ALL
    -- No match means something only where the list was at hand and the version in question is known.
    SELECT 'server:/', CASE WHEN EXISTS (SELECT 1 FROM mlflow_cves) AND (server IS NOT NULL OR at_hand AND client IS NOT NULL)
               THEN false END,
           NULL, NULL, NULL, NULL, coalesce(server, client), NULL, NULL, NULL, NULL FROM known""",
    cases=(
        Case("a server that is years old",
             given={"cve_matches": [{"component": "server", "version": "2.1.0", "cve": "CVE-2023-1177",
                                     "severity": "critical", "fixed": "2.2.1"}],
                    "registry_facts": [{"name": "mlflow_version", "value": "2.1.0"}]}, fails=("server:/",)),
        Case("only an old model is concerned, which is another rule's matter",
             given={"cve_matches": [{"component": "models:/a/1", "version": "2.1.0", "cve": "CVE-2023-1177",
                                     "severity": "critical"}], "mlflow_cves": [{"id": "CVE-2023-1177", "fixed": "2.2.1"}],
                    "registry_facts": [{"name": "mlflow_version", "value": "3.17.2"}]}, passes=("server:/",)),
        Case("a server that does not tell its version",
             given={"mlflow_cves": [{"id": "CVE-2023-1177", "fixed": "2.2.1"}],
                    "registry_facts": [{"name": "settings.scope", "value": "client"},
                                       {"name": "mlflow.client_version", "value": "3.17.2"}]},
             not_assessed=("server:/",)),
        Case("the list of vulnerabilities is not there",
             given={"registry_facts": [{"name": "mlflow_version", "value": "3.17.2"}]}, not_assessed=("server:/",)),
    ),
)  # fmt: skip
