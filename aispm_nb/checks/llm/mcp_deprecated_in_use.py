from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="mcp-deprecated-in-use",
    title="A deprecated MCP server is still handed out",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="Agents go on using what its owners gave up, and will not get its fixes.",
    fix="Point the alias and the access endpoint at the current version.",
    undo=Undo.BACK,
    techniques=("AML.T0010.005", "AISPM.GOVERNANCE"),
    references=("https://cwe.mitre.org/data/definitions/1104.html",),
    needs=("mcp_server_versions", "mcp_server_aliases", "mcp_access_endpoints"),
    sql="""
    SELECT v.asset, coalesce(v.status = 'deprecated', false) AND u.asset IS NOT NULL AS fails,
           v.name || ' ' || v.version || ' is deprecated and still handed out' AS says, u.used_as, u.url
    FROM mcp_versions v LEFT JOIN mcp_uses u ON u.asset = v.asset""",
    cases=(
        Case("an alias names it",
             given={"mcp_server_versions": [{"name": "x/a", "version": "0.8.0", "status": "deprecated", "server_json": "{}"}],
                    "mcp_server_aliases": [{"name": "x/a", "alias": "old-desk", "version": "0.8.0"}]},
             fails=("mcp:/x/a/0.8.0",)),
        Case("deprecated and unused; in use and current",
             given={"mcp_server_versions": [{"name": "x/a", "version": "0.8.0", "status": "deprecated", "server_json": "{}"},
                                            {"name": "x/a", "version": "1.0.0", "status": "active", "server_json": "{}"}],
                    "mcp_access_endpoints": [{"server_name": "x/a", "server_version": "1.0.0", "url": "https://a.example"}]},
             passes=("mcp:/x/a/0.8.0", "mcp:/x/a/1.0.0")),
        Case("a schema without an MCP registry", unseen=("mcp_server_versions",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
