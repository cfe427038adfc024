"""Who may do what (MLflow's auth app store), and the webhooks."""

from __future__ import annotations

import os

from mlflow.entities.webhook import (
    WebhookAction,
    WebhookEntity,
    WebhookEvent,
    WebhookStatus,
)
from mlflow.tracking import MlflowClient

from sample_registries.workshop import Workshop, fake_key

DEFAULT_PASSWORD = fake_key("password", "1234")  # MLflow shipped it until 3.16


def build(shop: Workshop) -> None:
    shop.later(days=3)
    _users(shop)
    _webhooks(shop)


def _users(shop: Workshop) -> None:
    from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore  # needs mlflow's auth extra

    store = SqlAlchemyStore()
    store.init_db(f"sqlite:///{shop.root}/basic_auth.db")
    store.create_user("admin", DEFAULT_PASSWORD, is_admin=True)
    people = {name: store.create_user(name, f"{name}-long-pass-phrase", is_admin=name in ADMINS) for name in PEOPLE}
    members = store.create_role("ml-engineers", "default", "Builds and registers models")
    store.add_role_permission(members.id, "registered_model", "*", "EDIT")
    store.add_role_permission(members.id, "experiment", "*", "READ")
    store.assign_role_to_user(people["lee.wong"].id, members.id)
    readers = store.create_role("auditors", "default", "Reads everything, changes nothing")
    store.add_role_permission(readers.id, "registered_model", "*", "READ")
    store.assign_role_to_user(people["audit.ro"].id, readers.id)
    store.grant_user_resource_permission("svc-batch", "experiment", "*", "MANAGE")
    store.grant_user_resource_permission("mara.ilves", "registered_model", "credit-risk", "EDIT")
    store.grant_user_resource_permission("noor.haddad", "registered_model", "scorecard-2019", "EDIT")
    # A grant from before MLflow 3.x moved all grants to roles: kept on disk, read by nobody
    shop.sql(
        "INSERT INTO experiment_permissions (experiment_id, user_id, permission) VALUES (?, ?, ?)",
        "1",
        people["mara.ilves"].id,
        "MANAGE",
        database="basic_auth.db",
    )
    (shop.root / "basic_auth.ini").write_text(
        "[mlflow]\ndefault_permission = EDIT\ndatabase_uri = sqlite:///basic_auth.db\n"
        "admin_username = admin\ngrant_default_workspace_access = true\n"
    )
    shop.planted("server-default-password", "server:/", "admin's hash is of MLflow's old default")
    shop.planted("many-administrators", "server:/", "5 of 11 users are administrators")
    shop.planted("wildcard-grant", "users:/lee.wong", "EDIT on every model, by role ml-engineers")
    shop.planted("wildcard-grant", "users:/svc-batch", "MANAGE on every experiment")
    shop.planted("grant-to-missing-resource", "users:/noor.haddad", "EDIT on a model that does not exist")
    shop.planted("user-without-role", "users:/guest.temp", "neither role nor grant")
    shop.planted("legacy-grants-ignored", "server:/", "a row in experiment_permissions")
    shop.planted("default-permission-wide", "server:/", "basic_auth.ini: default_permission = EDIT")
    shop.clean("users:/audit.ro", "users:/mara.ilves")


ADMINS = ("dana.okafor", "ops-lead", "svc-ci", "root2")
PEOPLE = (
    *ADMINS,
    "lee.wong",
    "audit.ro",
    "svc-batch",
    "mara.ilves",
    "noor.haddad",
    "guest.temp",
)


def _webhooks(shop: Workshop) -> None:
    # What an administrator sets who wants a webhook on the intranet; afterwards the rows remain
    os.environ["MLFLOW_WEBHOOK_ALLOWED_SCHEMES"] = "http,https"
    os.environ["MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS"] = "true"
    client = MlflowClient()
    events = [
        WebhookEvent(WebhookEntity.MODEL_VERSION, WebhookAction.CREATED),
        WebhookEvent(WebhookEntity.MODEL_VERSION_ALIAS, WebhookAction.CREATED),
    ]
    secret = fake_key("whsec", "-FAKE-4kTz8")
    for name, url, signed, status in (
        ("deploy-bell", "https://deploy.northbank.example/hook", True, WebhookStatus.ACTIVE),
        ("chat-note", "https://chat.northbank.example/hook", False, WebhookStatus.ACTIVE),
        ("legacy-ci", "http://ci.northbank.example/hook", True, WebhookStatus.ACTIVE),
        ("intranet", "https://10.20.0.5/hook", True, WebhookStatus.ACTIVE),
        ("paused", "https://old.northbank.example/hook", True, WebhookStatus.DISABLED),
    ):
        client.create_webhook(name, url, events, secret=secret if signed else None, status=status)
        if signed:
            shop.possible(
                "webhook-key-lost",
                f"webhooks:/{name}",
                "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY is unset or another (the key of the build "
                "was random and is gone)",
            )
    shop.planted("webhook-without-secret", "webhooks:/chat-note", "no secret: nothing is signed")
    shop.planted("webhook-over-http", "webhooks:/legacy-ci", "plain http")
    shop.planted("webhook-to-private-address", "webhooks:/intranet", "10.20.0.5")
    shop.planted("webhook-disabled", "webhooks:/paused", "status DISABLED")
