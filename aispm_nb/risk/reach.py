"""How far trouble travels: which served versions lie downstream of an asset, and what hangs on them.

Exposure and impact are SSVC's questions, answered from lineage (docs/decisions.md, "Priority"): a version behind a
production name is *open* unless an access control was seen, behind any other name *controlled*, and *small* when nothing
hands it out. Impact is the declared tier of what is reached; undeclared counts as medium when it is served.
"""

from __future__ import annotations

import duckdb

from ..vocabulary import Table, columns

REACH = Table(
    "reach", "An asset and a served version downstream of it; a served version reaches itself.",
    columns("asset, served"),
    sql="""
    WITH RECURSIVE up AS (
        SELECT asset, asset AS served FROM served
        UNION
        SELECT l.source, up.served FROM up JOIN lineage l ON l.target = up.asset WHERE l.kind <> 'alias')
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

CONTEXT = Table(
    "context",
    "What hangs on an asset: served versions reached, under which names, SSVC's exposure and impact, and the words for both.",
    columns("asset, served INTEGER, served_as, exposure, exposure_because, impact, impact_because"),
    sql="""
    WITH control AS (
        SELECT CASE WHEN EXISTS (SELECT 1 FROM registry_facts WHERE name = 'probe.anonymous_read' AND value = 'true')
                    THEN false
                    ELSE EXISTS (SELECT 1 FROM users) OR EXISTS (
                        SELECT 1 FROM registry_facts WHERE name = 'probe.anonymous_read' AND value = 'false') END AS seen),
    ends AS (
        SELECT s.asset, s.served_as, s.name, CASE WHEN production AND NOT control.seen THEN 'open' ELSE 'controlled' END AS exposure,
               coalesce(t.impact, 'medium') AS impact, m.tier
        FROM served s LEFT JOIN models m ON m.asset = s.model
        LEFT JOIN tiers t ON t.tier = lower(trim(m.tier)), control),
    -- An endpoint or a prompt that is handed out by name is served as much as a version is.
    also AS (
        SELECT 'endpoints:/' || name AS asset, 'endpoint ' || name AS served_as,
               CASE WHEN control.seen THEN 'controlled' ELSE 'open' END AS exposure, 'medium' AS impact FROM endpoints, control
        UNION ALL
        SELECT DISTINCT 'secrets:/' || secret_name, 'endpoint ' || e.name, CASE WHEN control.seen THEN 'controlled' ELSE 'open' END,
               'medium' FROM secrets JOIN model_definitions USING (secret_id)
        JOIN endpoint_model_mappings USING (model_definition_id) JOIN endpoints e USING (endpoint_id), control
        UNION ALL
        SELECT asset, aliases, CASE WHEN control.seen THEN 'controlled' ELSE 'open' END, 'medium'
        FROM prompt_versions, control WHERE aliases IS NOT NULL
        UNION ALL
        SELECT 'server:/', 'the whole deployment',
               CASE WHEN EXISTS (SELECT 1 FROM registry_facts WHERE name = 'probe.anonymous_read' AND value = 'true') THEN 'open'
                    ELSE 'controlled' END,
               coalesce(['very high', 'high', 'medium', 'low'][
                   (SELECT min(list_position(['very high', 'high', 'medium', 'low'], impact)) FROM ends)], 'medium')
        FROM control),
    reached AS (
        SELECT r.asset, e.served_as, e.name, e.exposure, e.impact, e.tier, e.asset AS version FROM reach r JOIN ends e ON e.asset = r.served
        UNION ALL SELECT asset, served_as, NULL, exposure, impact, NULL, NULL FROM also),
    summed AS (
        SELECT asset, count(DISTINCT version)::INTEGER AS served,
               string_agg(DISTINCT served_as, ', ' ORDER BY served_as) FILTER (version IS NULL OR version = asset) AS served_as,
               min(list_position(['open', 'controlled', 'small'], exposure)) AS exposure,
               min(list_position(['very high', 'high', 'medium', 'low'], impact)) AS impact,
               arg_min(coalesce(name || ' ', '') || served_as, list_position(['open', 'controlled', 'small'], exposure)) AS widest,
               arg_min(coalesce(name, ''), list_position(['very high', 'high', 'medium', 'low'], impact)) AS heaviest,
               arg_min(tier, list_position(['very high', 'high', 'medium', 'low'], impact)) AS tier
        FROM reached GROUP BY asset),
    -- A registered model is as exposed as its most exposed version.
    whole AS (
        SELECT * FROM summed
        UNION ALL
        SELECT s.model, count(*)::INTEGER, string_agg(s.served_as, ', ' ORDER BY s.served_as), min(x.exposure), min(x.impact),
               arg_min(x.widest, x.exposure), arg_min(x.heaviest, x.impact), arg_min(x.tier, x.impact)
        FROM served s JOIN summed x ON x.asset = s.asset
        WHERE s.model NOT IN (SELECT asset FROM summed) GROUP BY s.model)
    SELECT asset, served, served_as, ['open', 'controlled', 'small'][exposure] AS exposure,
           CASE ['open', 'controlled', 'small'][exposure]
               WHEN 'open' THEN widest || ' is handed to whoever asks for it and no access control was seen'
               ELSE widest || ' is handed out by name' END AS exposure_because,
           ['very high', 'high', 'medium', 'low'][impact] AS impact,
           CASE WHEN tier IS NOT NULL THEN 'the tier of ' || heaviest || ' is declared ' || tier
                ELSE 'no tier is declared, which counts as ' || ['very high', 'high', 'medium', 'low'][impact] END AS impact_because
    FROM whole""",
)


def widest(con: duckdb.DuckDBPyConnection) -> int:
    """How many served versions the furthest reaching asset reaches (0 when nothing is served)."""
    rows = con.execute("SELECT coalesce(max(served), 0) FROM context").fetchall()
    return int(rows[0][0])
