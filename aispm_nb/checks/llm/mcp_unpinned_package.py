from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="mcp-unpinned-package",
    title="MCP server is started from whatever is newest",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="Whoever takes over the package's name runs code with the agent's rights at its next start, without a change in this "
    "registry.",
    fix="Write the exact version in server.json (for an image its digest, for a bundle its fileSha256), and register that.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.005", "AML.T0109", "AML.T0104"),
    references=("https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md",
                "https://cwe.mitre.org/data/definitions/1357.html"),
    needs=("mcp_server_versions",),
    sql=r"""
    WITH packages AS (
        SELECT asset, package ->> '$.identifier' AS identifier, package ->> '$.version' AS version,
               lower(coalesce(package ->> '$.registryType', package ->> '$.registry_type')) AS kind,
               coalesce(package ->> '$.fileSha256', package ->> '$.file_sha256', '') AS hash
        FROM (SELECT asset, unnest(document::JSON -> '$.packages[*]') AS package FROM mcp_versions)),
    judged AS (
        SELECT *, CASE
            WHEN kind = 'oci' THEN regexp_matches(identifier, '@sha256:[0-9a-f]{16,}') OR (
                regexp_matches(coalesce(nullif(version, ''), regexp_extract(identifier, ':([^:/@]+)$', 1)), '[0-9]')
                AND NOT regexp_matches(lower(identifier), ':latest$') AND coalesce(lower(version), '') <> 'latest')
            WHEN kind = 'mcpb' THEN hash <> ''
            WHEN kind = 'pypi' THEN regexp_matches(version, '^=*v?[0-9]+([.!][0-9A-Za-z]+)*([-_+.][0-9A-Za-z.]+)?$')
                OR regexp_matches(identifier, '==[0-9]')
            ELSE regexp_matches(version, '^[=v]*[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.+-]+)?$')
                OR regexp_matches(identifier, '[^/]@v?[0-9]+\.[0-9]+\.[0-9]+[^@/]*$') END AS pinned
        FROM packages)
    SELECT v.asset, CASE WHEN j.asset IS NOT NULL THEN true WHEN v.document IS NOT NULL THEN false END AS fails,
           v.name || ' ' || v.version || ' starts ' || coalesce(j.identifier, 'a package') || CASE WHEN coalesce(j.version, '') = ''
               THEN ' without a version' ELSE ' at ''' || j.version || '''' END AS says,
           j.kind AS registry, j.identifier AS package, j.version AS package_version
    FROM mcp_versions v LEFT JOIN (SELECT * FROM judged WHERE pinned IS NOT true) j ON j.asset = v.asset""",
    cases=(
        Case("latest, a range, none, and an image by a moving tag",
             given={"mcp_server_versions": [{"name": f"x/{name}", "version": "0.1.0", "server_json":
                    f'{{"packages": [{{"registryType": "{kind}", "identifier": "{what}"{version}}}]}}'}
                    for name, kind, what, version in (
                        ("a", "npm", "@any/a", ', "version": "latest"'), ("b", "npm", "@any/b", ', "version": "^1.2.0"'),
                        ("c", "pypi", "c", ""), ("d", "oci", "docker.io/any/d:latest", ""))]},
             fails=("mcp:/x/a/0.1.0", "mcp:/x/b/0.1.0", "mcp:/x/c/0.1.0", "mcp:/x/d/0.1.0")),
        Case("exact ones, and a server without packages",
             given={"mcp_server_versions": [
                 {"name": "x/a", "version": "0.1.0", "server_json": '{"packages": ['
                  '{"registryType": "npm", "identifier": "@any/a", "version": "1.2.3-beta.1"},'
                  '{"registryType": "pypi", "identifier": "a", "version": "1.2"},'
                  '{"registryType": "oci", "identifier": "ghcr.io/any/a:1.2"}]}'},
                 {"name": "x/b", "version": "0.1.0", "server_json": '{"packages": "none"}'}]},
             passes=("mcp:/x/a/0.1.0", "mcp:/x/b/0.1.0")),
        Case("a document that is no JSON",
             given={"mcp_server_versions": [{"name": "x/a", "version": "1.0.0", "server_json": "no"}]},
             not_assessed=("mcp:/x/a/1.0.0",)),
    ),
)  # fmt: skip
