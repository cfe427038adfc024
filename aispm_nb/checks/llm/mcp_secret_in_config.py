from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="mcp-secret-in-config",
    title="A secret is typed into an MCP server's settings",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Everybody who may read the MCP registry can use it, and every agent that loads the settings carries it along.",
    fix="Revoke the key and issue another, and register a version whose value is a placeholder such as ${NAME}, filled in "
    "where the server starts.",
    undo=Undo.LOST,
    techniques=("AML.T0083", "AML.T0055"),
    references=("https://cwe.mitre.org/data/definitions/798.html",
                "https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:H/SI:L/SA:N",
    needs=("mcp_server_versions",),
    sql=r"""
    WITH inputs AS (
        SELECT v.asset, t.value ->> '$.name' AS name, t.value ->> '$.isSecret' = 'true' AS declared,
               coalesce(nullif(t.value ->> '$.value', ''), t.value ->> '$.default') AS written
        FROM mcp_versions v, json_tree(v.document::JSON) t WHERE t.type = 'OBJECT'),
    judged AS MATERIALIZED (SELECT *, secret_kind(written) AS kind FROM inputs),
    texts AS (
        SELECT mcp_asset(workspace, name, version) AS asset, unnest(['server.json', 'tools']) AS place,
               secret_kind(unnest([server_json, tools])) AS kind FROM mcp_server_versions),
    found AS (
        -- What is marked as a secret is one when a value stands there, unless that is a placeholder.
        SELECT asset, name AS place, coalesce(kind, 'a value marked isSecret') AS kind FROM judged
        WHERE declared AND strlen(trim(written)) >= 8
          AND NOT regexp_matches(written, '(?i)[{}<>$]|^\W*(your|my|the|enter|change|replace|insert|example|dummy|todo|xxx)')
        UNION ALL SELECT asset, name, coalesce(kind, 'a value that reads like a key') FROM judged
        WHERE NOT coalesce(declared, false) AND (kind IS NOT NULL OR secret_name(name, written)
            OR regexp_matches(written, '(?i)^(bearer|basic|token) +[a-z0-9._~+/=-]{16,}$'))
        UNION ALL SELECT asset, place, kind FROM texts WHERE kind <> 'password')
    SELECT v.asset, f.asset IS NOT NULL AS fails,
           v.name || ' ' || v.version || ' has a secret typed into its settings' AS says, f.place, f.kind
    FROM mcp_versions v LEFT JOIN found f ON f.asset = v.asset""",
    cases=(
        Case("a key as a variable's value, a token in a header, a password that is marked",
             given={"mcp_server_versions": [
                 {"name": "x/a", "version": "1.2.0", "server_json": '{"packages": [{"environmentVariables": [{"name": "STRIPE_KEY",'
                  '"isSecret": true, "value": "' + "sk_" + 'live_8Zx4Cv7Bn2Mk5Lj9Hg3F"}]}]}'},
                 {"name": "x/b", "version": "1.2.0", "server_json": '{"remotes": [{"headers": [{"name": "Authorization",'
                  '"value": "Bearer ' + "ghp_" + '2Vb7Nm4Kj9Hg5Fd8Sa3Qw6Er1Ty0UiPoLkMn"}]}]}'},
                 {"name": "x/c", "version": "1.2.0", "server_json":
                  '{"packages": [{"runtimeArguments": [{"name": "--pin", "isSecret": true, "default": "Tr0ub4dor&3"}]}]}'}]},
             fails=("mcp:/x/a/1.2.0", "mcp:/x/b/1.2.0", "mcp:/x/c/1.2.0")),
        Case("placeholders and declarations",
             given={"mcp_server_versions": [
                 {"name": "x/a", "version": "1.0.0", "tools": '[{"name": "login", "description": "api_key: your-key-goes-here"}]',
                  "server_json": '{"packages": [{"environmentVariables": [{"name": "API_KEY", "isSecret": true, "value": "${API_KEY}"},'
                  '{"name": "TOKEN", "isSecret": true}, {"name": "SECRET", "isSecret": true, "value": "your-secret"}]}],'
                  '"remotes": [{"headers": [{"name": "Authorization", "value": "Bearer {token}"}]}]}'}]},
             passes=("mcp:/x/a/1.0.0",)),
        Case("a schema without an MCP registry", unseen=("mcp_server_versions",), not_assessed=("server:/",)),
    ),
)  # fmt: skip
