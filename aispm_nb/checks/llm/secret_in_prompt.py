from typing import Any

from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

PROMPT: dict[str, list[dict[str, Any]]] = {"registered_models": [{"name": "triage"}],
          "registered_model_tags": [{"name": "triage", "key": "mlflow.prompt.is_prompt", "value": "true"}],
          "model_versions": [{"name": "triage", "version": 2, "source": "dummy-source", "current_stage": "None"}]}  # fmt: skip
KEY = "sk-" + "proj-4Wq8ZrT1yVn6XbKs2MjHd9GcPe5LfUaQ"

RULE = Rule(
    id="secret-in-prompt",
    title="A prompt holds a secret",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="A model can be talked into repeating its prompt. Everybody who may read the prompt has the key already.",
    fix="Revoke the key and issue another, write a version that names a variable instead, and point the aliases at it.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AML.T0056", "AML.T0057"),
    references=("https://genai.owasp.org/llmrisk/llm072025-system-prompt-leakage/",
                "https://cwe.mitre.org/data/definitions/798.html"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:H/VI:N/VA:N/SC:H/SI:L/SA:N",
    needs=("model_versions", "model_version_tags", "registered_model_tags"),
    sql="""
    SELECT asset, kind IS NOT NULL AS fails,
           'Prompt ' || name || ' version ' || version || ' holds a secret' || coalesce(' and is in use as ' || aliases, '') AS says,
           -- A password's shape is also that of an example of one.
           CASE WHEN kind = 'password' AND aliases IS NULL THEN 'medium' WHEN kind = 'password' OR aliases IS NULL THEN 'high'
                ELSE 'critical' END AS severity, kind, aliases
    FROM (SELECT *, secret_kind(concat_ws(' ', text, config)) AS kind FROM prompt_versions WHERE NOT deleted)""",
    cases=(
        Case("a key in the text",
             given={**PROMPT, "model_version_tags": [{"name": "triage", "version": 2, "key": "mlflow.prompt.text",
                                                     "value": f"Call the router with {KEY}. Sort {{{{ticket}}}}."}],
                             "registered_model_aliases": [{"name": "triage", "alias": "production", "version": 2}]},
             fails=("prompts:/triage/2",)),
        Case("words about keys, and a variable",
             given={**PROMPT, "model_version_tags": [{"name": "triage", "version": 2, "key": "mlflow.prompt.text",
                             "value": "Never ask for a password or API key; one looks like sk-XXXX. api_key={{api_key}}"}]},
             passes=("prompts:/triage/2",)),
        Case("tags out of sight", given=PROMPT, unseen=("model_version_tags",), not_assessed=("prompts:/triage/2",)),
    ),
)  # fmt: skip
