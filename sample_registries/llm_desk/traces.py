"""What the desk's agent did: traces with spans, feedback, an evaluation data set and jobs."""

from __future__ import annotations

import json

import mlflow
from mlflow.entities import AssessmentSource, AssessmentSourceType, SpanType
from mlflow.genai.datasets import create_dataset
from mlflow.store.jobs.sqlalchemy_store import SqlAlchemyJobStore

from sample_registries.lab import experiment
from sample_registries.workshop import Workshop, fake_key, fake_openai_key

AWS = fake_key("AKIA", "FAKE3M7QX5ZT2LRW")
OPENAI = fake_openai_key(2)
CARD = fake_key("4111 ", "1111 1111 1111")  # the test number that card schemes publish
IBAN = fake_key("DE89 ", "3704 0044 ", "0532 0130 00")  # the example of the IBAN registry
QUESTIONS = (
    "Where is my parcel?",
    "How do I reset my password?",  # decoys: the words alone are no secret and no person
    "My order 2026-000-4711 shows token_count 512, what is that?",
    "Is version 1.2.3.4 of the app still supported?",
    "Can I pay by card?",
    "Which documents do I need for a return?",
)


def build(shop: Workshop) -> None:
    shop.later(days=200)
    mlflow.set_experiment(experiment_id=experiment("desk", owner="help-desk"))
    model = mlflow.create_external_model(name="desk-agent", model_type="agent")
    mlflow.set_active_model(model_id=model.model_id)
    shop.planted("shadow-model", f"models:/{model.model_id}", "traces name it, no version was registered")
    shop.clean(f"models:/{model.model_id}")  # external: that it has no files is no fault
    traces = [_answer(shop, question) for question in QUESTIONS]
    shop.clean(*(f"traces:/{trace}" for trace in traces))
    secret = _answer(shop, f"My upload fails with the key {AWS}, why?")
    shop.planted("secret-in-trace", f"traces:/{secret}", "an AWS key id in a question")
    for question, because in (
        (
            f"I am Ana Roth, ana.roth@mail.example, card {CARD}. Refund me.",
            "e-mail and card number",
        ),
        (
            f"Please pay to {IBAN}, Tom Berg, tom.berg@mail.example, +49 30 901820.",
            "an account number, an e-mail address and a telephone number",
        ),
    ):
        person = _answer(shop, question)
        shop.planted("personal-data-in-trace", f"traces:/{person}", because)
    _evaluation(shop, traces)
    _jobs(shop)


def _answer(shop: Workshop, question: str) -> str:
    """One trace: an agent span, a tool call and a call of the model."""
    shop.later(minutes=37)
    with mlflow.start_span("answer", span_type=SpanType.AGENT) as agent:
        prompt = mlflow.genai.load_prompt("prompts:/desk-answer/3")  # inside: links the trace to it
        agent.set_inputs({"question": question})
        with mlflow.start_span("search", span_type=SpanType.TOOL) as tool:
            tool.set_inputs({"query": question[:12]})
            shop.tick(milliseconds=80)
            tool.set_outputs({"hits": 3})
        with mlflow.start_span("chat", span_type=SpanType.CHAT_MODEL) as chat:
            chat.set_inputs({"messages": [{"role": "user", "content": question}]})
            chat.set_attribute("prompt", prompt.uri)
            shop.tick(milliseconds=640)
            chat.set_outputs({"content": "Please see the page on that in our help centre."})
        agent.set_outputs({"answer": "Please see the page on that in our help centre."})
    return agent.trace_id


def _evaluation(shop: Workshop, traces: list[str]) -> None:
    person = AssessmentSource(AssessmentSourceType.HUMAN, "sam.ito")
    for trace in traces[:3]:
        mlflow.log_feedback(trace_id=trace, name="helpful", value=True, source=person)
    data = create_dataset(name="desk-golden", experiment_id=experiment("desk"), tags={"owner": "help-desk"})
    data.merge_records(
        [{"inputs": {"question": question}, "expectations": {"topic": "help"}} for question in QUESTIONS[:4]]
    )


def _jobs(shop: Workshop) -> None:
    store = SqlAlchemyJobStore(f"sqlite:///{shop.root}/mlflow.db")
    for params in ({"dataset": "desk-golden"}, {"dataset": "desk-golden", "api_key": OPENAI}):
        job = store.create_job("evaluate_prompts", json.dumps(params), creator="sam.ito")
        store.start_job(job.job_id)
        store.finish_job(job.job_id, json.dumps({"score": 0.9}))
    shop.planted("secret-in-job", "server:/", "an OpenAI key in a job's parameters")
