"""Facts about how MLflow is set up here: the environment, basic_auth.ini, the tracking URI and the files behind it.

Nothing is contacted and MLflow is not imported. Of a secret only "set" or "unset" is ever kept. The environment is
this process's own: with a server elsewhere it is the client's, and ``settings.scope`` says so.
"""

from __future__ import annotations

import configparser
import importlib.util
import ipaddress
import os
import re
import stat
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from ..vocabulary import UsageError
from .judged import SHIPPED_PASSWORDS
from .source import local_path, masked

VALUES = (
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "MLFLOW_TRACKING_INSECURE_TLS",
    "MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX", "MLFLOW_WEBHOOK_ALLOWED_SCHEMES",
    "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE", "MLFLOW_SERVER_ALLOWED_HOSTS",
    "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS", "MLFLOW_SERVER_X_FRAME_OPTIONS", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION",
    "MLFLOW_SERVER_ENABLE_GRAPHQL_AUTH", "MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS", "MLFLOW_ENABLE_REMOTE_ASSISTANT",
    "MLFLOW_ALLOW_HTTP_REDIRECTS", "MLFLOW_GATEWAY_API_BASE_ALLOW_PRIVATE_IPS", "MLFLOW_ALLOW_FILE_STORE",
    "MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES",
)  # fmt: skip
SECRETS = (
    "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY", "MLFLOW_CRYPTO_KEK_PASSPHRASE", "MLFLOW_TRACKING_PASSWORD",
    "MLFLOW_TRACKING_TOKEN", "MLFLOW_AUTH_ADMIN_PASSWORD", "MLFLOW_FLASK_SERVER_SECRET_KEY",
)  # fmt: skip
# Names of settings of basic_auth.ini that are kept as they are; the password never is.
AUTH = ("default_permission", "admin_username", "authorization_function", "grant_default_workspace_access",
        "auth_cache_ttl_seconds")  # fmt: skip


def settings(uri: str, auth_ini: str | Path | None = None) -> dict[str, str]:
    """Facts by name; one that cannot be known here is absent.

    Raises
    ------
    UsageError : ``auth_ini`` is given and is not a basic_auth.ini that can be read.
    """
    facts = dict(_environment()) | dict(_tracking(uri)) | dict(_mlflow())
    if path := local_path(uri):
        facts |= dict(_open_to_all("database", path))
    if auth_ini := auth_ini or os.environ.get("MLFLOW_AUTH_CONFIG_PATH"):
        facts |= dict(_auth(Path(auth_ini)))
    return facts


def _environment() -> Iterator[tuple[str, str]]:
    for name in VALUES:
        yield f"env.{name}", masked(os.environ.get(name, "unset"))
    for name in SECRETS:
        yield f"env.{name}", "set" if os.environ.get(name) else "unset"
    holders = [name for name, value in os.environ.items() if name.startswith("MLFLOW_") and masked(value) != value]
    yield "env.credentials_in_uris", ",".join(sorted(holders))


def _tracking(uri: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(uri)
    served = parts.scheme in ("http", "https")
    yield "tracking.credentials_in_uri", _word(masked(uri) != uri)
    yield "settings.scope", "client" if served else "host"
    if served:
        yield "tracking.plain_http", _word(parts.scheme == "http")
        yield "tracking.loopback", _word(_loopback(parts.hostname or ""))


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _open_to_all(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """Whether any user of this machine can read or write a file, which every folder above it must let through."""
    try:
        path = path.resolve()
        mode = path.stat().st_mode
        reached = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
        above = path.parent.stat().st_mode
    except OSError:
        return
    # Who may write the folder may put another file in its place, unless it is sticky.
    replaceable = bool(above & stat.S_IWOTH) and not above & stat.S_ISVTX
    yield f"{name}.world_readable", _word(reached and mode & stat.S_IROTH)
    yield f"{name}.world_writable", _word(reached and (mode & stat.S_IWOTH or replaceable))


def _auth(path: Path) -> Iterator[tuple[str, str]]:
    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read_string(path.read_text(encoding="utf-8"))
        section = config["mlflow"]
    except (OSError, UnicodeDecodeError, configparser.Error, KeyError) as error:
        raise UsageError(
            f"{path}: expected MLflow's basic_auth.ini with a section [mlflow], found: {str(error).splitlines()[0]}; "
            "give the file that MLFLOW_AUTH_CONFIG_PATH of the server names"
        ) from error
    for name in AUTH:
        if name in section:
            yield f"auth.{name}", section[name]
    yield "auth.admin_password_shipped", _word(section.get("admin_password") in SHIPPED_PASSWORDS)
    yield "auth.admin_password_in_file", _word(section.get("admin_password"))
    if database := section.get("database_uri"):
        yield "auth.database_uri", masked(database)
        if (where := local_path(database)) and (where := path.parent / where).is_file():
            yield from _open_to_all("auth.database", where)
    yield from _open_to_all("auth.file", path)


def _mlflow() -> Iterator[tuple[str, str]]:
    for package in ("mlflow", "mlflow-skinny"):
        try:
            yield "mlflow.client_version", version(package)
            break
        except PackageNotFoundError:
            continue
    # Found, not imported: the head of the migrations is the revision that no other one follows.
    spec = importlib.util.find_spec("mlflow")
    for place in (spec.submodule_search_locations if spec else None) or ():
        texts = [file.read_text(encoding="utf-8") for file in Path(place).glob("store/db_migrations/versions/*.py")]
        revisions = {name for text in texts for name in re.findall(r'^revision\s*=\s*["\'](\w+)', text, re.M)}
        followed = {name for text in texts for name in re.findall(r'^down_revision\s*=\s*["\'](\w+)', text, re.M)}
        if heads := revisions - followed:
            yield "mlflow.client_head_revision", ",".join(sorted(heads))


def _word(answer: object) -> str:
    return "true" if answer else "false"
