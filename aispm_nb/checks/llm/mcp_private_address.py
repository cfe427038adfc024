from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from ..access.addresses import host, reach

RULE = Rule(
    id="mcp-private-address",
    title="MCP server is at an address inside the network",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.MISCONFIGURATION,
    why="An agent that is talked into calling it reaches inside the network on a stranger's behalf. Who runs a machine at such "
    "an address changes without notice.",
    fix="Register the server under a name with a certificate, behind a login, and let agents reach that address only.",
    undo=Undo.BACK,
    techniques=("AML.T0053", "AML.T0085.001"),
    references=("https://modelcontextprotocol.io/specification/2025-06-18/basic/security_best_practices",
                "https://cwe.mitre.org/data/definitions/918.html"),
    needs=("mcp_server_versions", "mcp_access_endpoints", "mcp_server_aliases"),
    sql=f"""
    WITH inside AS (
        SELECT asset, said, url, {host('url')} AS host, {reach('url')} AS reach FROM mcp_addresses
        -- A package that is run here listens here.
        WHERE {reach('url')} <> 'public' AND NOT (said = 'package' AND {reach('url')} = 'loopback'))
    SELECT v.asset, CASE WHEN i.url IS NOT NULL THEN true WHEN v.document IS NOT NULL THEN false END AS fails,
           v.name || ' ' || v.version || ' is reached at ' || i.host || ', a ' || i.reach || ' address' AS says,
           CASE i.reach WHEN 'link-local' THEN 'high' WHEN 'loopback' THEN 'low' ELSE 'medium' END AS severity,
           i.url, i.said AS written_in
    FROM mcp_versions v LEFT JOIN inside i ON i.asset = v.asset""",
    cases=(
        Case("an access endpoint in the office",
             given={"mcp_server_versions": [{"name": "x/a", "version": "2.1.0", "status": "active", "server_json": "{}"}],
                    "mcp_access_endpoints": [{"server_name": "x/a", "server_version": "2.1.0",
                                              "url": "https://192.168.7.20/mcp"}]},
             fails=("mcp:/x/a/2.1.0",)),
        Case("a public name, a package that listens here, an endpoint of another version",
             given={"mcp_server_versions": [{"name": "x/a", "version": "2.1.0", "status": "active", "server_json":
                    '{"remotes": [{"url": "https://mcp.internal.example.com/a"}],'
                    '"packages": [{"transport": {"url": "http://127.0.0.1:8080/mcp"}}]}'}],
                    "mcp_access_endpoints": [{"server_name": "x/a", "server_version": "9.0.0", "url": "https://10.0.0.1/"}]},
             passes=("mcp:/x/a/2.1.0",)),
        Case("a schema without an MCP registry", unseen=("mcp_server_versions",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
