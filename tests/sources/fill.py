"""Fill a registry with a little of everything, through a running MLflow server: `python fill.py URI`.

A script of its own, so that MLflow's global state never reaches the test process.
"""

import sys
from typing import Any

import mlflow
import requests
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    LoggedModelInput,
    LoggedModelOutput,
    Metric,
    Param,
    RunTag,
)
from mlflow.tracking import MlflowClient

HOSTILE = "<script>alert('x')</script> \x1b[31m \u202e \"; DROP TABLE runs;-- \u2028 é"


def fill(uri: str) -> None:
    mlflow.set_tracking_uri(uri)
    client = MlflowClient(uri)
    experiment = client.create_experiment("fraud", tags={"mlflow.note.content": "Card fraud", "team": "risk"})
    gone = client.create_experiment("gone")
    runs = _runs(client, experiment)
    client.delete_experiment(gone)
    model = _logged_models(client, experiment, runs)
    _registry(client, runs, model)
    _prompts(client)
    _traces(experiment)
    if uri.startswith("http"):
        _gateway(uri, experiment)
        _mcp(uri)


def _runs(client: MlflowClient, experiment: str) -> list[str]:
    ids = []
    for number in range(5):
        run = client.create_run(experiment, start_time=1_700_000_000_000 + number, run_name=f"run-{number}")
        client.log_batch(
            run.info.run_id,
            metrics=[Metric("auc", 0.5 + number / 10, 1_700_000_000_000 + step, step) for step in range(3)]
            + [Metric("loss", float("nan"), 1_700_000_000_000, 0), Metric("rate", float("inf"), 1_700_000_000_000, 0)],
            params=[Param("depth", str(number)), Param("note", HOSTILE), Param("empty", "")],
            tags=[RunTag("mlflow.source.git.commit", "a" * 40), RunTag("odd", HOSTILE)],
        )
        ids.append(run.info.run_id)
    source = '{"uri": "s3://bucket/cards.parquet"}'
    cards = Dataset("cards", "0123abcd", "s3", source, schema='{"mlflow_colspec": []}', profile='{"num_rows": 9}')
    for run_id in ids[:2]:
        client.log_inputs(run_id, [DatasetInput(cards, [InputTag("mlflow.data.context", "training")])])
    bare = Dataset("bare", "ffff0000", "local", '{"uri": "/tmp/x.csv"}')
    client.log_inputs(ids[2], [DatasetInput(bare, [])])
    client.set_terminated(ids[0], "FINISHED", end_time=1_700_000_100_000)
    client.set_terminated(ids[1], "FAILED")
    client.delete_run(ids[4])
    return ids


def _logged_models(client: MlflowClient, experiment: str, runs: list[str]) -> str:
    made = [
        client.create_logged_model(
            experiment, name=f"net-{number}", source_run_id=runs[number],
            tags={"stage": "dev", "odd": HOSTILE}, params={"depth": "3"}, model_type="classifier",
        )
        for number in range(3)
    ]  # fmt: skip
    client.finalize_logged_model(made[0].model_id, "READY")
    client.finalize_logged_model(made[1].model_id, "FAILED")
    client.log_outputs(runs[0], [LoggedModelOutput(made[0].model_id, step=7)])
    client.log_inputs(runs[2], models=[LoggedModelInput(made[0].model_id)])
    client.log_metric(
        runs[0], "f1", 0.75, model_id=made[0].model_id, dataset_name="cards", dataset_digest="0123abcd", step=1
    )
    client.log_metric(runs[0], "recall", 0.5, model_id=made[0].model_id)
    spare = client.create_logged_model(experiment, name="spare")
    client.delete_logged_model(spare.model_id)
    return str(made[0].model_id)


def _registry(client: MlflowClient, runs: list[str], model: str) -> None:
    client.create_registered_model("fraud", tags={"owner": "risk", "odd": HOSTILE}, description="Scores cards")
    client.create_registered_model("idle")
    for number in range(4):
        client.create_model_version(
            "fraud", f"models:/{model}" if number == 0 else f"s3://bucket/{number}", run_id=runs[number],
            tags={"validation_status": "approved"} if number else {}, model_id=None if number else model,
        )  # fmt: skip
    client.set_registered_model_alias("fraud", "champion", "2")
    client.set_registered_model_alias("fraud", "challenger", "3")
    client.set_model_version_tag("fraud", "3", "odd", HOSTILE)
    client.delete_model_version("fraud", "4")


def _prompts(client: MlflowClient) -> None:
    for text in ("Answer {{question}}", "Answer {{question}} kindly"):
        client.register_prompt("helper", text, commit_message="better", tags={"tone": "kind"})
    client.set_prompt_alias("helper", "production", 2)


def _traces(experiment: str) -> None:
    from mlflow.entities import AssessmentSource

    mlflow.set_experiment(experiment_id=experiment)
    for number in range(2):
        with mlflow.start_span("answer", span_type="CHAIN") as span:
            span.set_inputs({"question": f"write to jane.doe{number}@firm.com"})
            with mlflow.start_span("look", span_type="TOOL") as inner:
                inner.set_inputs({"q": "x"})
            span.set_outputs("done")
        mlflow.flush_trace_async_logging()
        mlflow.set_trace_tag(span.trace_id, "reviewed", "no")
        human = AssessmentSource("HUMAN", "jane")
        mlflow.log_feedback(trace_id=span.trace_id, name="good", value=True, source=human)
        mlflow.log_expectation(trace_id=span.trace_id, name="expected", value="yes", source=human)


def _gateway(uri: str, experiment: str) -> None:
    def post(path: str, **body: Any) -> dict[str, Any]:
        answer = requests.post(f"{uri}/api/3.0/mlflow/{path}", json=body, timeout=30)
        if not answer.ok:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text}")
        found: dict[str, Any] = answer.json()
        return found

    secret = post(
        "gateway/secrets/create", secret_name="key", secret_value={"api_key": "sk-1234567890abcdef"}, provider="openai"
    )["secret"]["secret_id"]
    definition = post(
        "gateway/model-definitions/create", name="gpt", secret_id=secret, provider="openai", model_name="gpt-5"
    )["model_definition"]["model_definition_id"]
    endpoint = post(
        "gateway/endpoints/create", name="chat", usage_tracking=True,
        model_configs=[{"model_definition_id": definition, "linkage_type": "PRIMARY", "weight": 1.0}],
    )["endpoint"]["endpoint_id"]  # fmt: skip
    post("gateway/endpoints/set-tag", endpoint_id=endpoint, key="team", value="risk")
    post("gateway/endpoints/bindings/create", endpoint_id=endpoint, resource_type="scorer", resource_id="s-1")
    post("gateway/budgets/create", budget_unit="USD", budget_amount=10.5, target_scope="GLOBAL", budget_action="ALERT",
         duration={"unit": "DAYS", "value": 2})  # fmt: skip
    scorer = post("scorers/register", experiment_id=experiment, name="polite", serialized_scorer="{}")
    guardrail = post("gateway/guardrails/create", name="polite", scorer_id=scorer["scorer_id"], scorer_version=1,
                     stage="BEFORE", action="VALIDATION")["guardrail"]["guardrail_id"]  # fmt: skip
    post("gateway/guardrails/add-to-endpoint", endpoint_id=endpoint, guardrail_id=guardrail, execution_order=1)
    post("datasets/create", name="golden", experiment_ids=[experiment])
    answer = requests.post(
        f"{uri}/api/2.0/mlflow/webhooks",
        json={"name": "hook", "url": "https://93.184.216.34/hook", "secret": "s3cret",
              "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}]},
        timeout=30,
    )  # fmt: skip
    print(answer.text)


def _mcp(uri: str) -> None:
    base = f"{uri}/api/3.0/mlflow/mcp-servers"
    server = {"name": "com.firm/tools", "version": "1.0.0", "description": "Tools"}
    tools = [{"name": "read", "description": "Reads"}]
    for path, body in (
        ("", {"name": "com.firm/tools", "description": "Tools"}),
        ("/com.firm/tools/versions", {"server_json": server, "status": "active", "source": "git", "tools": tools}),
        ("/com.firm/tools/aliases", {"alias": "live", "version": "1.0.0"}),
        ("/com.firm/tools/endpoints", {"server_version": "1.0.0", "url": "https://192.0.2.1/mcp"}),
    ):
        answer = requests.post(base + path, json=body, timeout=30)
        if not answer.ok:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text}")


if __name__ == "__main__":
    fill(sys.argv[1])
