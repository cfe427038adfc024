"""Rows of the benchmark registry: registered models, their versions, prompts and traces."""

from __future__ import annotations

import base64
import json

from benchmarks.registry_runs import (
    START_MS,
    Batches,
    Ids,
    Row,
    Size,
    experiment_of,
    folder_of,
    model_name,
    time_of,
)


def registry(size: Size, ids: Ids) -> Batches:
    """Version v of model m stands on logged model (v - 1) x models + m."""
    names = [model_name(m) for m in range(size.models)]
    last = size.versions
    yield (
        "registered_models",
        "name creation_time last_updated_time description workspace",
        [(n, time_of(m), time_of(m), f"What {n} is for.", "default") for m, n in enumerate(names)],
    )
    yield (
        "registered_model_tags",
        "key value name workspace",
        [
            (key, value, name, "default")
            for m, name in enumerate(names)
            for key, value in (("owner", f"team-{m % 12}"), ("tier", "high"), ("license", "MIT"))
            if m % 10 or key != "owner"
        ],
    )
    yield (
        "registered_model_aliases",
        "alias version name workspace",
        [
            (alias, version, name, "default")
            for name in names
            for alias, version in (("champion", last), ("challenger", max(last - 1, 1)))
        ],
    )
    versions = [(v, m) for v in range(1, last + 1) for m in range(size.models)]
    yield (
        "model_versions",
        "name version creation_time last_updated_time current_stage source run_id status "
        "storage_location workspace",
        (
            (
                names[m], v, time_of(n), time_of(n), "None", f"models:/{ids.logged[n]}",
                ids.runs[n], "READY", folder_of(size, n, ids.logged[n]), "default",
            )
            for n, (v, m) in enumerate(versions)
        ),
    )  # fmt: skip
    yield (
        "model_version_tags",
        "key value name version workspace",
        (
            (key, value, names[m], v, "default")
            for v, m in versions
            for key, value in (
                ("validation_status", "pending" if (v + m) % 25 == 0 else "approved"),
                ("ticket", f"ML-{v * 1000 + m}"),
                ("region", "eu"),
            )
        ),
    )


def prompts(size: Size, ids: Ids) -> Batches:
    names = [f"prompt-{n:04d}" for n in range(size.prompts)]
    versions = [(name, v) for name in names for v in range(1, size.prompt_versions + 1)]
    columns = "name creation_time last_updated_time workspace"
    yield "registered_models", columns, [(n, START_MS, START_MS, "default") for n in names]
    flag = "mlflow.prompt.is_prompt"
    yield (
        "registered_model_tags",
        "key value name workspace",
        [(flag, "true", name, "default") for name in names],
    )
    yield (
        "model_versions",
        "name version creation_time last_updated_time current_stage source status storage_location workspace",
        [(n, v, START_MS, START_MS, "None", "dummy-source", "READY", "dummy-source", "default") for n, v in versions],
    )
    texts = {
        flag: "true",
        "_mlflow_prompt_type": "text",
        "mlflow.prompt.text": "Answer {{question}}",
    }
    yield (
        "model_version_tags",
        "key value name version workspace",
        [(key, value, n, v, "default") for n, v in versions for key, value in texts.items()],
    )


def traces(size: Size, ids: Ids) -> Batches:
    traces = [(n, ids.fresh()) for n in range(size.traces)]
    yield (
        "trace_info",
        "request_id experiment_id timestamp_ms execution_time_ms status request_preview "
        "response_preview db_payload_generation trace_name",
        (
            (
                f"tr-{t}",
                experiment_of(n, size),
                time_of(n),
                300,
                "OK",
                '{"q": "why"}',
                '{"a": "so"}',
                1,
                "ask",
            )
            for n, t in traces
        ),
    )
    yield (
        "trace_tags",
        "key value request_id",
        (("mlflow.trace.spansLocation", "TRACKING_STORE", f"tr-{t}") for _, t in traces),
    )
    yield (
        "trace_request_metadata",
        "key value request_id",
        (("mlflow.modelId", ids.logged[n % len(ids.logged)], f"tr-{t}") for n, t in traces),
    )
    yield (
        "spans",
        "trace_id experiment_id span_id parent_span_id name type status start_time_unix_nano "
        "end_time_unix_nano content",
        (_span(size, n, t, child) for n, t in traces for child in (0, 1)),
    )


def _span(size: Size, number: int, trace: str, child: int) -> Row:
    own, parent = f"{number:015x}{child}", f"{number:015x}0" if child else None
    start = (time_of(number) + child) * 1_000_000
    end = start + 200_000_000
    name, kind = ("chat", "CHAT_MODEL") if child else ("ask", "AGENT")
    attributes = {
        "mlflow.traceRequestId": json.dumps(f"tr-{trace}"),
        "mlflow.spanType": json.dumps(kind),
        "mlflow.spanInputs": json.dumps({"q": f"question {number}"}),
        "mlflow.spanOutputs": json.dumps({"a": "so"}),
    }
    content: dict[str, object] = {
        "trace_id": _base64(trace),
        "span_id": _base64(own),
        "parent_span_id": _base64(parent) if parent else None,
        "name": name,
        "start_time_unix_nano": start,
        "end_time_unix_nano": end,
        "events": [],
        "status": {"code": "STATUS_CODE_OK", "message": ""},
        "attributes": attributes,
        "links": [],
    }
    home, text = experiment_of(number, size), json.dumps(content)
    return f"tr-{trace}", home, own, parent, name, kind, "OK", start, end, text


def _base64(text: str) -> str:
    return base64.b64encode(bytes.fromhex(text)).decode()
