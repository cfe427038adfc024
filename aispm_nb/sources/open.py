"""Which source reads a tracking URI: one place that knows the schemes."""

from __future__ import annotations

import re

from ..vocabulary import Table, UsageError
from .filestore import FileStore
from .mlflow_tables import AUTH, GATEWAY, GENAI, OPERATIONS, REGISTRY, TRACKING
from .rest import REST
from .source import HOSTED, Source, local_path, masked
from .sql import SQL
from .sqlite import SQLite

REGISTRY_TABLES = (*TRACKING, *REGISTRY, *GENAI, *GATEWAY, *OPERATIONS)
DIALECTS = ("postgresql", "postgres", "mysql", "mariadb", "mssql")


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
    scheme = uri.partition(":")[0].lower()
    dialect = scheme.split("+")[0]
    if scheme in ("http", "https"):
        return REST(uri, tables)
    if dialect in DIALECTS:
        # SQLAlchemy dropped the short name, and people still have it in their settings.
        return SQL(re.sub("^postgres://", "postgresql://", uri), tables)
    path = local_path(uri)
    if path is None:
        what = "not supported yet" if dialect in (*HOSTED, "s3", "gs", "dbfs") else "nothing that MLflow keeps runs in"
        raise UsageError(
            f"{masked(uri)!r}: expected sqlite:///…, postgresql://…, mysql://…, mssql://…, http(s)://…, a folder or a "
            f"SQLite file, found {scheme!r}, which is {what}; set MLFLOW_TRACKING_URI, or give another URI"
        )
    is_store = dialect == "file" or (dialect != "sqlite" and path.is_dir())
    return FileStore(path, tables) if is_store else SQLite(path, tables)
