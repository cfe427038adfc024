from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from ..access.addresses import plain_http

RULE = Rule(
    id="mcp-over-http",
    title="MCP server is reached without encryption",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.PROMPT_INJECTION,
    why="Whoever is on the way reads what an agent sends, and can answer with tool descriptions and results of their own, "
    "which the agent then follows.",
    fix="Put the server behind TLS, and register its https:// address (remotes of server.json and MLflow's access endpoint).",
    undo=Undo.BACK,
    techniques=("AML.T0110", "AML.T0051.001", "AML.T0085.001"),
    references=("https://modelcontextprotocol.io/specification/2025-06-18/basic/security_best_practices",
                "https://cwe.mitre.org/data/definitions/319.html"),
    cvss="CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:H/SA:N",
    needs=("mcp_server_versions", "mcp_access_endpoints", "mcp_server_aliases"),
    sql=f"""
    SELECT v.asset, CASE WHEN a.url IS NOT NULL THEN true WHEN v.document IS NOT NULL THEN false END AS fails,
           v.name || ' ' || v.version || ' is reached over plain http' AS says, a.url, a.said AS written_in
    FROM mcp_versions v LEFT JOIN (SELECT * FROM mcp_addresses WHERE {plain_http('url')}) a ON a.asset = v.asset""",
    cases=(
        Case("a remote, and an access endpoint by alias",
             given={"mcp_server_versions": [
                 {"name": "x/a", "version": "1.0.0", "status": "active",
                  "server_json": '{"remotes": [{"type": "sse", "url": "HTTP://a.example/sse"}]}'},
                 {"name": "x/b", "version": "1.0.0", "status": "active", "server_json": "{}"}],
                 "mcp_server_aliases": [{"name": "x/b", "alias": "live", "version": "1.0.0"}],
                 "mcp_access_endpoints": [{"server_name": "x/b", "server_alias": "live", "url": "http://b.example/mcp"}]},
             fails=("mcp:/x/a/1.0.0", "mcp:/x/b/1.0.0")),
        Case("https, this machine, a home page, and a deleted version",
             given={"mcp_server_versions": [
                 {"name": "x/a", "version": "1.0.0", "status": "active",
                  "server_json": '{"websiteUrl": "http://a.example", "remotes": [{"url": "https://a.example/sse"}, {"url": 7}],'
                                 '"packages": [{"transport": {"url": "http://localhost:{port}/mcp"}}]}'},
                 {"name": "x/b", "version": "1.0.0", "status": "deleted", "server_json": '{"remotes": [{"url": "http://b"}]}'}]},
             passes=("mcp:/x/a/1.0.0",)),
        Case("a document that is no JSON",
             given={"mcp_server_versions": [{"name": "x/a", "version": "1.0.0", "server_json": "{"}]},
             not_assessed=("mcp:/x/a/1.0.0",)),
    ),
)  # fmt: skip
