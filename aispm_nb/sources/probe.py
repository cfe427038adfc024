"""Ask a server, over HTTP, what it lets strangers do. Only when a person asks for it, and only the host they gave.

Four harmless searches, none of which changes anything: without credentials, with the password that MLflow shipped,
for a foreign Host (DNS rebinding) and from a foreign Origin (a web page that posts to the server behind one's back).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from ..vocabulary import UsageError
from .source import masked

SEARCH = "/api/2.0/mlflow/experiments/search"
TIMEOUT = 10
SHIPPED = ("admin", "password1234")
FOREIGN = "evil.example"


def probe(uri: str) -> dict[str, str]:
    """Facts ``probe.*``: "true" when the server let the stranger in, "false" when not, absent when it cannot be told.

    Raises
    ------
    UsageError : ``uri`` is not that of a server.
    """
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"{masked(uri)}: expected the http(s) address of a server to probe, found another kind of URI; scan without "
            "probing, or give the server's address"
        )
    from mlflow.utils.credentials import get_default_host_creds

    base = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])).rstrip("/")
    with requests.Session() as session:
        session.trust_env = False  # no ~/.netrc, no proxy: a stranger has neither
        session.verify = get_default_host_creds(base).verify
        anonymous = _let_in(_status(session, base))
        facts = {
            "probe.anonymous_read": anonymous,
            # An open server takes any password, which says nothing about this one.
            "probe.shipped_password": None if anonymous else _let_in(_status(session, base, auth=SHIPPED)),
            "probe.foreign_host": _passes(session, base, "Host", FOREIGN),
            "probe.foreign_origin": _passes(session, base, "Origin", f"http://{FOREIGN}"),
        }
    return {name: str(answer).lower() for name, answer in facts.items() if answer is not None}


def _let_in(status: int) -> bool | None:
    return {200: True, 401: False, 403: False}.get(status)


def _passes(session: requests.Session, base: str, header: str, value: str) -> bool | None:
    """Whether a request gets past the security middleware, whose answer is 403; a login (401) comes after it."""
    if _status(session, base) not in (200, 401):
        return None  # refused, or not MLflow, whatever the header
    return {200: True, 401: True, 403: False}.get(_status(session, base, headers={header: value}))


def _status(session: requests.Session, base: str, **asked: Any) -> int:
    """The status of a search, or 0 when nobody answers or the answer is not MLflow's."""
    try:
        response = session.post(base + SEARCH, json={"max_results": 1}, timeout=TIMEOUT, allow_redirects=False, **asked)
        return 0 if response.ok and not isinstance(response.json(), dict) else response.status_code
    except (requests.RequestException, ValueError):
        return 0
