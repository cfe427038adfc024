"""A session with one MLflow server, with MLflow's own conventions for credentials.

Only endpoints that read are called. Redirects are not followed: a login page is not MLflow, and credentials go to the
host they were given for and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ..vocabulary import CannotAssess
from .rest_area import Refused
from .source import masked

T = TypeVar("T")
TIMEOUT = (5, 60)  # seconds to connect, seconds between bytes
WORKERS = 4
WORKSPACE = "X-MLFLOW-WORKSPACE"
# A server under load may say "not now"; Retry-After is its own to set, so it is not obeyed without a bound.
RETRIES = Retry(total=3, connect=1, backoff_factor=0.3, status_forcelist=(429, 502, 503, 504), allowed_methods=None,
                respect_retry_after_header=False, raise_on_status=False)  # fmt: skip


class Server:
    """A session with one server; every call gives parsed JSON or raises what a person can act on."""

    def __init__(self, uri: str):
        from mlflow.utils.credentials import get_default_host_creds

        parts = urlsplit(uri)
        self.base = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        self.workspaces: list[str] = ["default"]
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=RETRIES, pool_maxsize=WORKERS))
        creds = get_default_host_creds(self.base)
        if parts.username:
            creds.username, creds.password = unquote(parts.username), unquote(parts.password or "")
        self._session.auth = _auth(creds)
        self._session.verify = creds.verify
        self._session.cert = creds.client_cert_path
        self.user = creds.username or ("the bearer of MLFLOW_TRACKING_TOKEN" if creds.token else "nobody")
        self.workspace = self.workspaces[0]
        self.experiments: dict[str, list[dict[str, Any]]] = {}
        self.admin = False
        self.has_workspaces = False

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    @property
    def first(self) -> bool:
        """Whether what is not of one workspace is to be told now."""
        return self.workspace == self.workspaces[0]

    def identify(self) -> dict[str, str]:
        """What kind of server it is, as facts.

        Raises
        ------
        CannotAssess : nobody answers, the answer is not MLflow's, or the credentials do not open it.
        """
        facts = {}
        version = self._send("GET", "/version")
        if version.ok and re.fullmatch(r"\d+\.\d+\S{0,40}", version.text.strip()):
            facts["mlflow_version"] = version.text.strip()
        first = self._send("POST", "/api/2.0/mlflow/experiments/search", json={"max_results": 1})
        if first.status_code in (401, 403):
            raise CannotAssess(
                f"{self.base}: expected to be let in, found {first.status_code} for {self.user}; set "
                "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (or MLFLOW_TRACKING_TOKEN) to an account that "
                "may read"
            )
        if not first.ok or not isinstance(_json(first), dict):
            raise CannotAssess(
                f"{self.base}: expected an MLflow server of 2.0 or later, found {_found(first)}; check the tracking "
                "URI, with the path prefix if the server has one"
            )
        info = self._optional("/api/3.0/mlflow/server-info")
        facts["server.workspaces"] = str(bool(info.get("workspaces_enabled"))).lower()
        if "store_type" in info:
            facts["server.store_type"] = str(info["store_type"])
        if info.get("workspaces_enabled"):
            listed = self.get("/api/3.0/mlflow/workspaces").get("workspaces", [])
            self.workspaces = [str(workspace["name"]) for workspace in listed] or ["default"]
            self.workspace, self.has_workspaces = self.workspaces[0], True
        config = self._optional("/ajax-api/3.0/mlflow/gateway/secrets/config")
        if "using_default_passphrase" in config:
            facts["gateway.default_passphrase"] = str(config["using_default_passphrase"]).lower()
        artifacts = self._send("GET", "/api/2.0/mlflow-artifacts/artifacts")
        facts["server.serves_artifacts"] = str(artifacts.ok and isinstance(_json(artifacts), dict)).lower()
        account = self._optional("/api/2.0/mlflow/users/current").get("user", {})
        if "is_admin" in account:
            self.admin = bool(account["is_admin"])
            # Another account than an admin's is shown what it may read, without a word on what it may not.
            facts["server.account_is_admin"] = str(account["is_admin"]).lower()
        return facts

    def get(self, path: str, /, **params: Any) -> dict[str, Any]:
        return self._call("GET", path, params=params)

    def post(self, path: str, /, **body: Any) -> dict[str, Any]:
        return self._call("POST", path, json=body)

    def pages(self, ask: Callable[..., dict[str, Any]], path: str, key: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Every item of a listing; ``ask`` is ``self.get`` or ``self.post``."""
        token, seen = None, set()
        while True:
            page = ask(path, **asked, **({"page_token": token} if token else {}))
            yield from page.get(key) or ()
            token = page.get("next_page_token")
            # A server that gives the same page for ever must not hold the scan for ever.
            if not token or token in seen:
                return
            seen.add(token)

    def each(self, read: Callable[[T], Iterable[Any]], items: Iterable[T]) -> Iterator[Any]:
        """``read`` of every item, a few at a time, in order."""
        with ThreadPoolExecutor(WORKERS) as pool:
            for found in pool.map(lambda item: list(read(item)), items):
                yield from found

    def stream(self, path: str) -> Iterator[bytes]:
        """The body of a file, in pieces."""
        with self._send("GET", quote(path), stream=True) as response:
            if not response.ok:
                raise Refused(f"the server failed on {path}: {_found(response)}", broken=response.status_code >= 500)
            yield from response.iter_content(1 << 20)

    def _optional(self, path: str) -> dict[str, Any]:
        try:
            return self.get(path)
        except Refused:
            return {}

    def _call(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        response = self._send(method, path, **asked)
        found = _json(response)
        if response.ok and isinstance(found, dict):
            return found
        if response.status_code in (401, 403):
            raise Refused(
                f"the server refused it to {self.user} ({response.status_code}); use an account that may see it"
            )
        if response.status_code in (404, 405, 501):
            raise Refused("this server has no such endpoint: its MLflow is older, or the feature is off")
        raise Refused(f"the server failed on {path}: {_found(response)}", broken=response.status_code >= 500)

    def _send(self, method: str, path: str, **asked: Any) -> requests.Response:
        headers = {WORKSPACE: self.workspace} if self.has_workspaces else {}
        try:
            return self._session.request(
                method, self.base + path, headers=headers, timeout=TIMEOUT, allow_redirects=False, **asked
            )
        except requests.exceptions.SSLError as error:
            raise CannotAssess(
                f"{self.base}: expected a certificate that this machine trusts, found: {_cause(error)}; set "
                "MLFLOW_TRACKING_SERVER_CERT_PATH to the authority's certificate, or check http against https"
            ) from error
        except requests.exceptions.RequestException as error:
            raise CannotAssess(
                f"{self.base}: expected an MLflow server, found: {_cause(error)}; check the address and that it runs"
            ) from error


def _auth(creds: Any) -> Any:
    """As MLflow's own client signs its requests, in its order."""
    if creds.aws_sigv4:
        return import_module("requests_auth_aws_sigv4").AWSSigV4("execute-api")
    if creds.auth:
        from mlflow.tracking.request_auth.registry import fetch_auth  # noqa: TID251 it signs requests, no client is made

        return fetch_auth(creds.auth)
    if creds.username and creds.password:
        return requests.auth.HTTPBasicAuth(creds.username.encode(), creds.password.encode())

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A function of our own even without credentials: requests would look for some in ~/.netrc.
        if creds.token:
            request.headers["Authorization"] = f"Bearer {creds.token}"
        return request

    return sign


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _found(response: requests.Response) -> str:
    found = _json(response)
    if isinstance(found, dict) and "message" in found:
        return f"{response.status_code} {str(found['message'])[:200]!r}"
    if response.is_redirect:
        return f"{response.status_code}, a redirect to {masked(response.headers.get('Location', ''))[:200]!r}"
    return f"{response.status_code} with {response.headers.get('Content-Type', 'no content type')[:80]!r}"


def _cause(error: BaseException) -> str:
    """The innermost reason: requests wraps it three times over."""
    while True:
        inner = getattr(error, "reason", None) or next(iter(error.args), None)
        if not isinstance(inner, BaseException):
            return re.sub(r"^.*object at 0x[0-9a-f]+>: |^\w+\(.*\): ", "", str(error))[:200]
        error = inner
