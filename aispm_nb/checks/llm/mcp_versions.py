"""The MCP registry as rules ask about it: versions that are not deleted, and every address they are reached at."""

from ...vocabulary import Table, columns

MCP_VERSIONS = Table(
    "mcp_versions", "A version of an MCP server; document is its server.json, NULL when that is no JSON.",
    columns("asset, workspace, name, version, status, document"),
    sql="""
    SELECT mcp_asset(workspace, name, version) AS asset, coalesce(workspace, 'default') AS workspace, name, version,
           lower(status) AS status, CASE WHEN json_valid(server_json) THEN server_json END AS document
    FROM mcp_server_versions WHERE lower(status) IS DISTINCT FROM 'deleted'""",
)  # fmt: skip

MCP_USES = Table(
    "mcp_uses", "An alias or an access endpoint that hands out a version of an MCP server.",
    columns("asset, used_as, url"),
    sql="""
    WITH named AS (SELECT v.asset, v.workspace, v.name, v.version, a.alias FROM mcp_versions v JOIN mcp_server_aliases a
                   ON a.name = v.name AND a.version = v.version AND coalesce(a.workspace, 'default') = v.workspace)
    SELECT asset, '@' || alias AS used_as, NULL AS url FROM named
    UNION ALL
    SELECT v.asset, 'access endpoint', e.url FROM mcp_versions v JOIN mcp_access_endpoints e
    ON e.server_name = v.name AND e.server_version = v.version AND coalesce(e.workspace, 'default') = v.workspace
    UNION ALL
    SELECT n.asset, 'access endpoint of @' || n.alias, e.url FROM named n JOIN mcp_access_endpoints e
    ON e.server_name = n.name AND e.server_alias = n.alias AND coalesce(e.workspace, 'default') = n.workspace""",
)  # fmt: skip

MCP_ADDRESSES = Table(
    "mcp_addresses", "An address at which a version of an MCP server is reached, and where it is written.",
    columns("asset, said, url"),
    sql="""
    SELECT asset, said, url FROM (
        SELECT asset, 'remote' AS said, unnest(document::JSON ->> '$.remotes[*].url') AS url FROM mcp_versions
        UNION ALL
        SELECT asset, 'package', unnest(document::JSON ->> '$.packages[*].transport.url') FROM mcp_versions
        UNION ALL
        SELECT asset, used_as, url FROM mcp_uses)
    WHERE url <> ''""",
)  # fmt: skip
