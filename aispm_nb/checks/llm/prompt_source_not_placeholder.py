from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

PROMPT = {"registered_models": [{"name": "legal"}],
          "registered_model_tags": [{"name": "legal", "key": "mlflow.prompt.is_prompt", "value": "true"}]}  # fmt: skip

RULE = Rule(
    id="prompt-source-not-placeholder",
    title="A prompt's source is a place on the server",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.ACCESS,
    why="A prompt has no files, so MLflow writes a placeholder. Another source is what reading the server's files through a "
    "prompt leaves behind (CVE-2026-2614, CVE-2026-116690).",
    fix="Upgrade the server to MLflow 3.17 or later, keep the row and the access log for the inquiry, and change every secret "
    "that the server could read.",
    undo=Undo.LOST,
    techniques=("AML.T0049", "AML.T0037", "AML.T0055"),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2026-2614", "https://github.com/advisories/GHSA-m65p-9j7q-6w33",
                "https://cwe.mitre.org/data/definitions/22.html"),
    exploitation=Exploitation.ACTIVE,
    automatable=True,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:H/SI:N/SA:N",
    needs=("model_versions", "registered_model_tags"),
    sql=r"""
    -- A copied prompt names the version that it was copied from, which is no place on the server.
    SELECT asset, trim(source) NOT IN ('dummy-source', 'prompt-template')
               AND NOT regexp_matches(trim(source), '^models:/+[^/]+/[0-9]+$') AS fails,
           'The source of prompt ' || name || ' version ' || version || ' is a place, not a placeholder' AS says,
           source, aliases, when_ms(creation_time) AS made
    FROM (SELECT * REPLACE (nullif(source, '') AS source) FROM prompt_versions WHERE NOT deleted)""",
    cases=(
        Case("the root of the file system, and a metadata address",
             given=PROMPT | {"model_versions": [{"name": "legal", "version": 1, "source": "/", "current_stage": "None"},
                                                {"name": "legal", "version": 2, "source": "http://169.254.169.254/latest"}]},
             fails=("prompts:/legal/1", "prompts:/legal/2")),
        Case("both placeholders, a copy, a deleted version, and a model with files",
             given=PROMPT | {"model_versions": [
                 {"name": "legal", "version": 1, "source": "dummy-source"}, {"name": "legal", "version": 2, "source": "prompt-template"},
                 {"name": "legal", "version": 3, "source": "models:/legal/1"},
                 {"name": "legal", "version": 4, "source": "REDACTED-SOURCE-PATH", "current_stage": "Deleted_Internal"},
                 {"name": "model", "version": 1, "source": "/srv/models/m"}]},
             passes=("prompts:/legal/1", "prompts:/legal/2", "prompts:/legal/3")),
        Case("no source", given=PROMPT | {"model_versions": [{"name": "legal", "version": 1}]},
             not_assessed=("prompts:/legal/1",)),
    ),
)  # fmt: skip
