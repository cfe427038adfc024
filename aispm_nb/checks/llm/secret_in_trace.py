from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="secret-in-trace",
    title="A trace holds a secret",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Traces are read by many, sent to judges and copied into evaluation sets, and the secret goes along.",
    fix="Revoke the key and issue another, delete the trace with `MlflowClient().delete_traces`, and mask in a span processor "
    "(mlflow.tracing.configure) what users paste.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AML.T0057"),
    references=("https://mlflow.org/docs/latest/genai/tracing/", "https://cwe.mitre.org/data/definitions/532.html",
                "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/"),
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:H/SI:L/SA:N",
    needs=("trace_info",),
    sql="""
    WITH found AS (
        SELECT request_id AS trace, 'preview' AS place, secret AS kind FROM trace_info WHERE secret IS NOT NULL
        UNION ALL SELECT trace_id, 'span ' || coalesce(name, span_id), secret FROM spans WHERE secret IS NOT NULL
        UNION ALL SELECT * FROM (SELECT request_id, key, secret_kind(value) AS kind FROM (
            FROM trace_request_metadata UNION ALL FROM trace_tags)) WHERE kind IS NOT NULL)
    -- Spans that are not in the database (kept as files, or hidden by REST) could hold one unseen.
    SELECT 'traces:/' || t.request_id AS asset, 'its spans are not in the database; they are kept as files, or the server hides them' AS reason,
           CASE WHEN f.trace IS NOT NULL THEN true WHEN t.request_id IN (SELECT trace_id FROM spans) THEN false END AS fails,
           'Trace ' || coalesce(t.trace_name, t.request_id) || ' holds a secret' AS says,
           CASE WHEN f.kind = 'password' THEN 'medium' ELSE 'high' END AS severity,
           f.place, f.kind, when_ms(t.timestamp_ms) AS traced
    FROM trace_info t LEFT JOIN found f ON f.trace = t.request_id""",
    cases=(
        Case("in a span, and in a preview",
             given={"trace_info": [{"request_id": "tr-1"}, {"request_id": "tr-2", "secret": "AWS access key"}],
                    "spans": [{"trace_id": "tr-1", "span_id": "s", "name": "chat", "secret": "AWS access key"}]},
             fails=("traces:/tr-1", "traces:/tr-2")),
        Case("spans without, and tags that speak of tokens",
             given={"trace_info": [{"request_id": "tr-1"}], "spans": [{"trace_id": "tr-1", "span_id": "s"}],
                    "trace_tags": [{"request_id": "tr-1", "key": "mlflow.trace.tokenUsage", "value": '{"total_tokens": 512}'}]},
             passes=("traces:/tr-1",)),
        Case("spans kept elsewhere", given={"trace_info": [{"request_id": "tr-1"}]}, not_assessed=("traces:/tr-1",)),
    ),
)  # fmt: skip
