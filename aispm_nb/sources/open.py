"""Which source reads a tracking URI: one place that knows the schemes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from ..vocabulary import Table, UsageError
from .filestore import FileStore
from .mlflow_tables import AUTH, GATEWAY, GENAI, OPERATIONS, REGISTRY, TRACKING
from .rest import REST
from .source import Source, masked
from .sql import SQL
from .sqlite import SQLite

REGISTRY_TABLES = (*TRACKING, *REGISTRY, *GENAI, *GATEWAY, *OPERATIONS)
DIALECTS = ("postgresql", "postgres", "mysql", "mariadb", "mssql")
NOT_YET = ("databricks", "databricks-uc", "uc", "s3", "gs", "dbfs")


def source(uri: str) -> Source:
    """The source that reads an MLflow tracking URI, a folder of a file store, or the path of a SQLite file.

    Raises
    ------
    UsageError : nothing of ours reads such a URI.
    """
    return _source(uri, REGISTRY_TABLES)


def auth_source(uri: str) -> Source:
    """The source of users and grants: the database of MLflow's basic auth, or a server asked with an admin's account."""
    return _source(uri, AUTH)


def _source(uri: str, tables: tuple[Table, ...]) -> Source:
    scheme = urlsplit(uri).scheme.lower() if "://" in uri or uri.startswith("file:") else ""
    dialect = scheme.split("+")[0]
    if dialect in ("http", "https"):
        return REST(uri, tables)
    if dialect == "sqlite":
        return SQLite(Path(uri.split("://", 1)[1].split("?")[0].removeprefix("/")), tables)
    if dialect in DIALECTS:
        # MLflow and SQLAlchemy dropped the old name, and people still have it in their settings.
        return SQL(uri.replace("postgres://", "postgresql://", 1), tables)
    if dialect == "file":
        return FileStore(Path(url2pathname(unquote(urlsplit(uri).path))), tables)
    if not scheme and uri.split(":")[0] not in NOT_YET:
        path = Path(uri).expanduser()
        return FileStore(path, tables) if path.is_dir() else SQLite(path, tables)
    raise UsageError(
        f"{masked(uri)!r}: expected sqlite:///…, postgresql://…, mysql://…, mssql://…, http(s)://…, a folder or a "
        f"SQLite file, found {dialect or uri.split(':')[0]!r}, which is "
        f"{'not supported yet' if (dialect or uri.split(':')[0]) in NOT_YET else 'nothing that MLflow keeps runs in'}; "
        "set MLFLOW_TRACKING_URI, or give the URI"
    )
