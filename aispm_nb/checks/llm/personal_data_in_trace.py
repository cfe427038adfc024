from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="personal-data-in-trace",
    title="A trace holds personal data",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.PRIVACY,
    why="Traces are kept without an end date, read by many, and copied into evaluation sets, for purposes that the person was "
    "not told of.",
    fix="Mask personal data in a span processor (mlflow.tracing.configure) or a guardrail, and delete such traces with "
    "`MlflowClient().delete_traces` when they are no longer needed.",
    undo=Undo.LOST,
    techniques=("AISPM.PERSONAL-DATA", "AML.T0057", "AML.T0036"),
    references=("https://mlflow.org/docs/latest/genai/tracing/", "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
                "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/"),
    needs=("trace_info",),
    sql="""
    WITH found AS (
        SELECT request_id AS trace, 'preview' AS place, personal AS kind FROM trace_info WHERE personal IS NOT NULL
        UNION ALL SELECT trace_id, 'span ' || coalesce(name, span_id), personal FROM spans WHERE personal IS NOT NULL
        UNION ALL SELECT request_id, key, personal_kind(value) FROM trace_request_metadata
        WHERE key IN ('mlflow.traceInputs', 'mlflow.traceOutputs') AND personal_kind(value) IS NOT NULL)
    -- Spans that are not in the database (kept as files, or hidden by REST) could hold some unseen.
    SELECT 'traces:/' || t.request_id AS asset, 'its spans are not in the database; they are kept as files, or the server hides them' AS reason,
           CASE WHEN f.trace IS NOT NULL THEN true WHEN t.request_id IN (SELECT trace_id FROM spans) THEN false END AS fails,
           'Trace ' || coalesce(t.trace_name, t.request_id) || ' holds personal data' AS says,
           CASE WHEN f.kind = 'phone number' THEN 'low' ELSE 'medium' END AS severity,  -- many numbers look like one
           f.place, f.kind, when_ms(t.timestamp_ms) AS traced
    FROM trace_info t LEFT JOIN found f ON f.trace = t.request_id""",
    cases=(
        Case("in a span",
             given={"trace_info": [{"request_id": "tr-1", "trace_name": "answer"}],
                    "spans": [{"trace_id": "tr-1", "span_id": "s", "name": "chat", "personal": "IBAN"}]},
             fails=("traces:/tr-1",)),
        Case("none, and who is logged in, which is no content",
             given={"trace_info": [{"request_id": "tr-1"}], "spans": [{"trace_id": "tr-1", "span_id": "s"}],
                    "trace_request_metadata": [{"request_id": "tr-1", "key": "mlflow.trace.user", "value": "ana@bank.com"}]},
             passes=("traces:/tr-1",)),
        Case("spans kept elsewhere", given={"trace_info": [{"request_id": "tr-1"}]}, not_assessed=("traces:/tr-1",)),
    ),
)  # fmt: skip
