"""The gateway: keys, models, endpoints, guardrails and budgets, by MLflow's own store."""

from __future__ import annotations

import json
import os

from mlflow.entities.gateway_budget_policy import (
    BudgetAction,
    BudgetDuration,
    BudgetDurationUnit,
    BudgetTargetScope,
    BudgetUnit,
)
from mlflow.entities.gateway_endpoint import (
    GatewayEndpointModelConfig,
    GatewayEndpointTag,
    GatewayModelLinkageType,
)
from mlflow.entities.gateway_guardrail import GuardrailAction, GuardrailStage
from mlflow.genai.scorers import PIIDetection
from mlflow.tracking._tracking_service.utils import _get_store

from sample_registries.lab import experiment
from sample_registries.workshop import Workshop, fake_key, fake_openai_key

OPENAI = fake_openai_key(4)
ANTHROPIC = fake_key("sk-ant-", "api03-", "FAKE6Yt3RfG8vBn1MjK5LoP2QaZxSwEdC9hU4iJq")
USER = "sam.ito"


def build(shop: Workshop) -> None:
    store = _get_store()
    models = _secrets(shop)
    endpoints = {}
    for name, definition, tracked in (
        ("desk-chat", models["safe"], True),
        ("drafts", models["default"], True),
        ("night-batch", models["default"], False),
    ):
        shop.later(hours=1)
        primary = GatewayEndpointModelConfig(definition, GatewayModelLinkageType.PRIMARY)
        made = store.create_gateway_endpoint(name, [primary], created_by=USER, usage_tracking=tracked)
        store.set_gateway_endpoint_tag(made.endpoint_id, GatewayEndpointTag("owner", "help-desk"))
        endpoints[name] = made.endpoint_id
    home = experiment("desk")
    scorer = store.register_scorer(home, "pii", json.dumps(PIIDetection().model_dump()))
    guard = store.create_gateway_guardrail(
        "no-personal-data",
        scorer.scorer_id,
        scorer.scorer_version,
        GuardrailStage.BEFORE,
        GuardrailAction.VALIDATION,
        created_by=USER,
    )
    store.add_guardrail_to_endpoint(endpoints["desk-chat"], guard.guardrail_id, 1, USER)
    for name, action in (("desk-chat", BudgetAction.REJECT), ("drafts", BudgetAction.ALERT)):
        store.create_budget_policy(
            BudgetUnit.USD,
            200.0,
            BudgetDuration(BudgetDurationUnit.MONTHS, 1),
            BudgetTargetScope.ENDPOINT,
            action,
            created_by=USER,
            target_value=endpoints[name],
        )
    shop.clean("endpoints:/desk-chat")
    for name in ("drafts", "night-batch"):
        shop.planted("endpoint-without-guardrail", f"endpoints:/{name}", "no guardrail_configs row")
    shop.planted("budget-only-alerts", "endpoints:/drafts", "its one budget policy only alerts")
    shop.planted("endpoint-without-budget", "endpoints:/night-batch", "no budget policy")
    shop.planted("endpoint-without-usage-tracking", "endpoints:/night-batch", "usage_tracking = 0")


def _secrets(shop: Workshop) -> dict[str, str]:
    """One secret under a passphrase of our own, two under the one that every MLflow ships."""
    store = _get_store()
    os.environ["MLFLOW_CRYPTO_KEK_PASSPHRASE"] = fake_key("a-long-", "FAKE-passphrase-of-the-desk")
    os.environ["MLFLOW_CRYPTO_KEK_VERSION"] = "2"
    safe = store.create_gateway_secret("anthropic-desk", {"api_key": ANTHROPIC}, "anthropic", None, USER)
    shop.later(days=60)
    store.update_gateway_secret(safe.secret_id, {"api_key": ANTHROPIC[::-1]}, updated_by=USER)
    del os.environ["MLFLOW_CRYPTO_KEK_PASSPHRASE"], os.environ["MLFLOW_CRYPTO_KEK_VERSION"]
    default = store.create_gateway_secret("openai-desk", {"api_key": OPENAI}, "openai", None, USER)
    idle = store.create_gateway_secret("openai-trial", {"api_key": OPENAI[::-1]}, "openai", None, USER)
    shop.clean("secrets:/anthropic-desk")
    for secret in default, idle:
        asset = f"secrets:/{secret.secret_name}"
        shop.planted("gateway-secret-default-key", asset, "decrypts with MLflow's default passphrase")
        shop.planted("secret-never-rotated", asset, "never updated since it was made, in January 2026")
    shop.planted("secret-unused", "secrets:/openai-trial", "no model definition uses it")
    return {
        key: store.create_gateway_model_definition(name, secret.secret_id, provider, model, USER)
        .model_definition_id
        for key, name, secret, provider, model in (
            ("safe", "desk-sonnet", safe, "anthropic", "claude-sonnet-4-5"),
            ("default", "desk-mini", default, "openai", "gpt-4o-mini"),
        )
    }  # fmt: skip
