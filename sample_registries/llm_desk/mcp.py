"""MCP servers: how they are started, where they listen, and what was typed into their settings."""

from __future__ import annotations

from typing import Any

from mlflow.entities.mcp_server import MCPStatus, MCPTool
from mlflow.tracking._tracking_service.utils import _get_store

from sample_registries.workshop import Workshop, fake_key

SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
STRIPE = fake_key("sk_", "live_", "FAKE8Zx4Cv7Bn2Mk5Lj9Hg3F")
GITHUB = fake_key("ghp_", "FAKE2Vb7Nm4Kj9Hg5Fd8Sa3Qw6Er1Ty0UiOp")
USER = "sam.ito"


def build(shop: Workshop) -> None:
    _sound(shop)
    _reached(shop)
    _started(shop)
    _leaky(shop)


def _package(identifier: str, version: str | None, **more: Any) -> dict[str, Any]:
    pinned = {"version": version} if version else {}
    transport = {"type": "stdio"}
    return {
        "registryType": "npm",
        "identifier": identifier,
        **pinned,
        "transport": transport,
        **more,
    }


def _server(shop: Workshop, name: str, version: str, **server: Any) -> str:
    shop.later(hours=7)
    document = {"$schema": SCHEMA, "name": name, "version": version, **server}
    document.setdefault("description", f"{name.split('/')[1]} for the desk")
    schema = {"type": "object", "properties": {"query": {"type": "string"}}}
    tool = MCPTool("search", description="Search by words.", input_schema=schema)
    _get_store().create_mcp_server_version(
        document,
        source="https://git.desk.example/mcp",
        status=MCPStatus.ACTIVE,
        tools=[tool],
        created_by=USER,
    )
    return f"mcp:/{name}/{version}"


def _sound(shop: Workshop) -> None:
    """A current version in order, and its deprecated predecessor that a desk still resolves."""
    store, name = _get_store(), "com.example/ticket-tools"
    # A decoy: a secret is declared, its value is a placeholder
    needs = [{"name": "TICKET_API_KEY", "isSecret": True, "value": "${TICKET_API_KEY}"}]
    remote = [{"type": "streamable-http", "url": "https://mcp.desk.example/tickets"}]
    for version in ("0.8.0", "1.0.0"):
        package = _package("@example/ticket-tools", version, environmentVariables=needs)
        asset = _server(shop, name, version, packages=[package], remotes=remote)
    store.set_mcp_server_tag(name, "owner", "help-desk")
    store.update_mcp_server_version(name, "0.8.0", status=MCPStatus.DEPRECATED)
    for alias, version in (("production", "1.0.0"), ("old-desk", "0.8.0")):
        store.set_mcp_server_alias(name, alias, version)
        url = f"https://mcp.desk.example/{alias}"
        store.create_mcp_access_endpoint(name, url, server_alias=alias, created_by=USER)
    shop.clean(asset)
    shop.planted("mcp-deprecated-in-use", f"mcp:/{name}/0.8.0", "deprecated; alias old-desk and an endpoint")


def _reached(shop: Workshop) -> None:
    store = _get_store()
    remote = [{"type": "sse", "url": "http://search.desk.example/sse"}]
    asset = _server(shop, "com.example/web-search", "0.9.0", remotes=remote)
    store.create_mcp_access_endpoint(
        "com.example/web-search", remote[0]["url"], server_version="0.9.0", created_by=USER
    )
    shop.planted("mcp-over-http", asset, "remote and access endpoint are plain http")
    asset = _server(shop, "com.example/crm-bridge", "2.1.0", packages=[_package("@example/crm-bridge", "2.1.0")])
    store.create_mcp_access_endpoint(
        "com.example/crm-bridge",
        "https://192.168.7.20/mcp",
        server_version="2.1.0",
        created_by=USER,
    )
    shop.planted("mcp-private-address", asset, "access endpoint at 192.168.7.20")


def _started(shop: Workshop) -> None:
    for slug, version, because in (
        ("file-helper", "latest", "npm package at 'latest'"),
        ("clock", None, "npm package without a version"),
    ):
        package = _package(f"@anyone/{slug}", version, runtimeHint="npx")
        asset = _server(shop, f"io.github.anyone/{slug}", "0.1.0", packages=[package])
        shop.planted("mcp-unpinned-package", asset, because)


def _leaky(shop: Workshop) -> None:
    typed = [{"name": "STRIPE_KEY", "isSecret": True, "value": STRIPE}]
    package = _package("@example/payments", "1.2.0", environmentVariables=typed)
    asset = _server(shop, "com.example/payments", "1.2.0", packages=[package])
    shop.planted("mcp-secret-in-config", asset, "a Stripe key as an environment variable's value")
    headers = [{"name": "Authorization", "value": f"Bearer {GITHUB}"}]
    remote = [{"type": "streamable-http", "url": "https://code.desk.example/mcp", "headers": headers}]
    asset = _server(shop, "com.example/code-search", "3.0.1", remotes=remote)
    shop.planted("mcp-secret-in-config", asset, "a GitHub token in a remote's header")
