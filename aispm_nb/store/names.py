"""The names of assets, as SQL macros, so that every table spells them alike.

A name of another workspace than ``default`` carries it as ``?workspace=``, since names are unique in a workspace only.
"""

_SUFFIX = "CASE WHEN coalesce(workspace, 'default') = 'default' THEN '' ELSE '?workspace=' || workspace END"

MACROS = [
    f"CREATE OR REPLACE MACRO main.model_asset(workspace, name) AS 'models:/' || name || {_SUFFIX}",
    f"CREATE OR REPLACE MACRO main.version_asset(workspace, name, version) AS "
    f"'models:/' || name || '/' || version || {_SUFFIX}",
    f"CREATE OR REPLACE MACRO main.prompt_asset(workspace, name) AS 'prompts:/' || name || {_SUFFIX}",
    f"CREATE OR REPLACE MACRO main.prompt_version_asset(workspace, name, version) AS "
    f"'prompts:/' || name || '/' || version || {_SUFFIX}",
    "CREATE OR REPLACE MACRO main.dataset_asset(name, digest) AS 'datasets:/' || name || '@' || digest",
    f"CREATE OR REPLACE MACRO main.mcp_asset(workspace, name, version) AS "
    f"'mcp:/' || name || '/' || version || {_SUFFIX}",
    "CREATE OR REPLACE MACRO main.when_ms(ms) AS TRY(strftime(make_timestamp(ms * 1000), '%Y-%m-%d %H:%M'))",
]
