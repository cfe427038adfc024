"""How far trouble travels: which served versions lie downstream of an asset, and what hangs on them.

Exposure and impact are SSVC's questions, answered from lineage (docs/decisions.md, "Priority"): a version behind a
production name is *open* unless an access control was seen, behind any other name *controlled*, and *small* when nothing
hands it out. Impact is the declared tier of what is reached; undeclared counts as medium when it is served.
"""

from __future__ import annotations

from ..vocabulary import Table, columns

REACH = Table(
    "reach", "An asset and a served version downstream of it; a served version reaches itself.",
    columns("asset, served"),
    sql="""
    -- DuckDB keeps the whole of what a recursion joins with in memory: ten million named edges do not fit the store's
    -- bound. So the walk is made first over 32-bit hashes, which can only take in too much, never too little (a semi-join:
    -- it holds what was reached, not the edges), and then, exactly, over the few edges that are left.
    WITH RECURSIVE near AS MATERIALIZED (
        SELECT (hash(source) >> 32)::UINTEGER AS source, (hash(target) >> 32)::UINTEGER AS target
        FROM lineage WHERE kind <> 'alias'),
    wide AS (
        SELECT (hash(asset) >> 32)::UINTEGER AS asset FROM served
        UNION
        SELECT source FROM near WHERE target IN (SELECT asset FROM wide)),
    edges AS MATERIALIZED (
        SELECT source, target FROM lineage
        WHERE kind <> 'alias' AND (hash(target) >> 32)::UINTEGER IN (SELECT asset FROM wide)),
    up AS (
        SELECT asset, asset AS served FROM served
        UNION
        SELECT l.source, up.served FROM up JOIN edges l ON l.target = up.asset)
    SELECT asset, served FROM up""",
)  # fmt: skip

TIERS = Table(
    "tiers", "What people write in a tier tag, and SSVC's human impact for it.", columns("tier, impact"),
    sql="""
    SELECT unnest(tiers) AS tier, impact FROM (VALUES
        (['critical', 'very high', 'very-high', 'tier-0', 'tier0', '0', 'unacceptable', 'safety', 'severe'], 'very high'),
        (['high', 'high-risk', 'high risk', 'tier-1', 'tier1', '1', 'annex iii', 'major'], 'high'),
        (['medium', 'moderate', 'limited', 'limited-risk', 'tier-2', 'tier2', '2'], 'medium'),
        (['low', 'minimal', 'minimal-risk', 'none', 'tier-3', 'tier3', '3', 'internal', 'sandbox'], 'low')
    ) AS t(tiers, impact)""",
)  # fmt: skip

CONTROL = Table(
    "control",
    "Whether access control was seen to hold (users are known, none of their doors has the shipped key, no stranger was let "
    "in when asked), and whether it was seen not to.",
    columns("seen BOOLEAN, void BOOLEAN"),
    sql="""
    WITH told AS (
        SELECT coalesce(bool_or(name = 'probe.anonymous_read' AND value = 'true'), false)
                   OR EXISTS (SELECT 1 FROM users WHERE is_admin AND default_password)
                   OR coalesce(bool_or(name = 'probe.shipped_password' AND value = 'true'), false) AS void,
               EXISTS (SELECT 1 FROM users) OR coalesce(bool_or(name = 'probe.anonymous_read' AND value = 'false'), false) AS users
        FROM registry_facts)
    SELECT users AND NOT void AS seen, void FROM told""",
)

CONTEXT = Table(
    "context",
    "What hangs on an asset: served versions reached, under which names, SSVC's exposure and impact, and the words for both.",
    columns("asset, served INTEGER, served_as, exposure, exposure_because, impact, impact_because"),
    sql="""
    WITH versions_out AS (
        SELECT s.asset, s.asset AS version, s.model, s.served_as,
               CASE WHEN production AND NOT control.seen THEN 'open' ELSE 'controlled' END AS exposure,
               s.name || ' ' || s.served_as || CASE WHEN production AND NOT control.seen
                   THEN ' is handed to whoever asks for it and no access control was seen to hold' ELSE ' is handed out by name' END AS exposure_because,
               coalesce(t.impact, 'medium') AS impact,
               CASE WHEN t.impact IS NULL THEN 'no tier is declared, which counts as medium'
                    ELSE 'the tier of ' || s.name || ' is declared ' || m.tier END AS impact_because
        FROM served s LEFT JOIN models m ON m.asset = s.model LEFT JOIN tiers t ON t.tier = lower(trim(m.tier)), control),
    doors AS (
        SELECT 'endpoints:/' || e.name AS asset, 'secrets:/' || s.secret_name AS secret, e.name FROM endpoints e
        LEFT JOIN endpoint_model_mappings USING (endpoint_id) LEFT JOIN model_definitions d USING (model_definition_id)
        LEFT JOIN secrets s USING (secret_id)),
    -- An endpoint, its key, a prompt with an alias and the server itself are as much in reach as a served version is.
    others_out AS (
        SELECT DISTINCT unnest([asset, secret]) AS asset, unnest(['endpoint ' || name, NULL]) AS served_as,
               CASE WHEN control.seen THEN 'controlled' ELSE 'open' END AS exposure,
               'endpoint ' || name || CASE WHEN control.seen THEN ' answers those who may use it'
                   ELSE ' answers whoever asks and no access control was seen to hold' END AS exposure_because,
               'high' AS impact, 'a provider''s account is paid and reached through it' AS impact_because
        FROM doors, control
        UNION ALL
        SELECT asset, aliases, CASE WHEN control.seen THEN 'controlled' ELSE 'open' END,
               'the prompt is handed out as ' || aliases || CASE WHEN control.seen THEN '' ELSE ' and no access control was seen to hold' END,
               'medium', 'no tier is declared, which counts as medium'
        FROM prompt_versions, control WHERE aliases IS NOT NULL AND NOT deleted
        UNION ALL
        SELECT asset, string_agg(DISTINCT used_as, ', ' ORDER BY used_as), 'controlled',
               'agents reach it as ' || string_agg(DISTINCT used_as, ', ' ORDER BY used_as), 'medium',
               'no tier is declared, which counts as medium'
        FROM mcp_uses GROUP BY asset
        UNION ALL
        SELECT 'server:/', NULL, CASE WHEN control.void THEN 'open' ELSE 'controlled' END,
               CASE WHEN control.void THEN 'the door of the deployment does not hold' ELSE 'nothing shows that strangers reach the deployment' END,
               CASE WHEN EXISTS (SELECT 1 FROM versions_out WHERE impact = 'very high') THEN 'very high'
                    WHEN EXISTS (SELECT 1 FROM versions_out) OR EXISTS (SELECT 1 FROM doors) THEN 'high' ELSE 'medium' END,
               'every model and key of the deployment hangs on it'
        FROM control),
    reached AS (
        SELECT r.asset, o.* EXCLUDE (asset, model) FROM reach r JOIN versions_out o ON o.asset = r.served
        -- A registered model is as exposed as its most exposed version.
        UNION ALL SELECT model, * EXCLUDE (asset, model) FROM versions_out WHERE (model, version) NOT IN (SELECT (asset, served) FROM reach)
        UNION ALL SELECT asset, NULL, served_as, exposure, exposure_because, impact, impact_because FROM others_out),
    ranked AS (
        SELECT *, list_position(['open', 'controlled', 'small'], exposure) AS width,
               list_position(['very high', 'high', 'medium', 'low'], impact) AS weight FROM reached)
    SELECT asset, count(DISTINCT version)::INTEGER AS served,
           string_agg(DISTINCT served_as, ', ' ORDER BY served_as) FILTER (version IS NULL OR version = asset) AS served_as,
           arg_min(exposure, (width, exposure_because)) AS exposure, arg_min(exposure_because, (width, exposure_because)) AS exposure_because,
           arg_min(impact, (weight, impact_because)) AS impact, arg_min(impact_because, (weight, impact_because)) AS impact_because
    FROM ranked WHERE asset IS NOT NULL GROUP BY asset""",
)
