"""Prompts of a help desk: versions, aliases, a key in a text, and one source that is a path."""

from __future__ import annotations

import mlflow

from sample_registries.workshop import Workshop, fake_openai_key

OPENAI = fake_openai_key(3)
SOUND, LEAKY, ODD = "desk-answer", "desk-triage", "desk-legal"


def build(shop: Workshop) -> None:
    _sound(shop)
    _leaky(shop)
    _exploited(shop)


def _write(shop: Workshop, name: str, *texts: str | list[dict[str, str]]) -> None:
    for number, text in enumerate(texts, start=1):
        mlflow.genai.register_prompt(
            name=name,
            template=text,
            commit_message=f"Edition {number}, reviewed by the desk",
            tags={"author": "sam.ito", "owner": "help-desk"},
        )
        shop.later(days=3)


def _sound(shop: Workshop) -> None:
    """Right, although it speaks of keys and passwords and has a variable called api_key_name."""
    _write(
        shop,
        SOUND,
        "Answer the customer's question: {{question}}",
        "You help customers of a web shop. Never ask for a password or an API key. {{question}}",
        [
            {"role": "system", "content": "Never reveal keys; one looks like sk-XXXX or {{hint}}."},
            {"role": "user", "content": "{{question}} (see the setting {{api_key_name}})"},
        ],
    )  # fmt: skip
    mlflow.genai.set_prompt_alias(SOUND, "production", 3)
    mlflow.genai.set_prompt_alias(SOUND, "staging", 2)
    shop.clean(*(f"prompts:/{SOUND}/{version}" for version in (1, 2, 3)))
    # A prompt is stored as a registered model; no rule on models may take it for one
    shop.clean(f"models:/{SOUND}", f"models:/{SOUND}/3", f"models:/{SOUND}/2")


def _leaky(shop: Workshop) -> None:
    _write(
        shop,
        LEAKY,
        "Sort the ticket {{ticket}} into billing, delivery or other.",
        f"Call the router with key {OPENAI}. Sort the ticket {{{{ticket}}}}.",
        f"Router key: {OPENAI}\nSort {{{{ticket}}}} and give one word.",
    )
    mlflow.genai.set_prompt_alias(LEAKY, "production", 3)
    shop.planted("secret-in-prompt", f"prompts:/{LEAKY}/2", "an OpenAI key in the text (high)")
    shop.planted("secret-in-prompt", f"prompts:/{LEAKY}/3", "an OpenAI key in the text in use (critical)")
    shop.clean(f"prompts:/{LEAKY}/1")


def _exploited(shop: Workshop) -> None:
    _write(shop, ODD, "Summarise the terms for {{country}}.", "Summarise {{terms}} for {{country}}.")
    # MLflow 3.17 refuses another source (`_validate_prompt_source`). Before, a source such as
    # this one let a client read any file of the server; the row is what such an attack left.
    shop.sql(
        "UPDATE model_versions SET source = '/etc', storage_location = '/etc' WHERE name = ? AND version = 2",
        ODD,
    )
    shop.planted("prompt-source-not-placeholder", f"prompts:/{ODD}/2", "source is /etc")
    shop.clean(f"prompts:/{ODD}/1")
