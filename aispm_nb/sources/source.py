"""What every source is to the rest of the house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit
from urllib.request import url2pathname

from ..vocabulary import Table, columns
from .land import Pull

REGISTRY_FACTS = Table(
    "registry_facts",
    "What is known of the deployment as a whole: tracking_uri (masked), source, schema_revision, mlflow_version, and "
    "the settings seen in its environment, its configuration or by asking the server.",
    columns("name, value"),
)


class Source(Protocol):
    """A place that rows of declared tables can be read from; it is never written."""

    kind: str  # how it is read, such as "sqlite" or "rest"
    uri: str  # where, without credentials
    tables: tuple[Table, ...]  # what it may hold

    def reading(self) -> AbstractContextManager[Reading]:
        """One consistent look at the source.

        Raises
        ------
        CannotAssess : the source is out of reach or unreadable.
        """


class Reading(Protocol):
    def pulls(self, tables: Sequence[Table]) -> Iterator[Pull]: ...

    def facts(self) -> dict[str, str]:
        """Rows of ``registry_facts``, such as the schema revision."""


def masked(uri: str) -> str:
    """``uri`` without its credentials, be they before the host or among the parameters."""
    try:
        parts = urlsplit(uri)
    except ValueError:  # brackets that are no address
        return re.sub(r"//[^/]*@", "//***@", uri)
    netloc = "***@" + parts.netloc.rsplit("@", 1)[1] if "@" in parts.netloc else parts.netloc
    query = _SECRET.sub(r"\1=***", parts.query)
    # Put together again only when something was hidden: it would change the slashes of sqlite:////path.
    return (
        uri
        if (netloc, query) == (parts.netloc, parts.query)
        else urlunsplit(parts._replace(netloc=netloc, query=query))
    )


_SECRET = re.compile(r"(?i)([^&=]*(?:pass|pwd|token|secret|key|user)[^&=]*)=[^&]*")


def local_path(uri: str) -> Path | None:
    """The file or folder that a URI of SQLite or of a file store names, as MLflow reads it."""
    scheme = urlsplit(uri).scheme.lower() if "://" in uri or uri.startswith("file:") else ""
    if scheme.split("+")[0] == "sqlite":
        return Path(uri.split("://", 1)[1].split("?")[0].removeprefix("/"))
    if scheme == "file":
        return Path(url2pathname(urlsplit(uri).path))
    return None if scheme or uri.partition(":")[0] in HOSTED else Path(uri).expanduser()


HOSTED = ("databricks", "databricks-uc", "uc")  # MLflow knows these without ://


def revision(tables: Sequence[Table], found: Sequence[str]) -> dict[str, str]:
    """The schema revision as a fact: MLflow's own database and its auth app's each have one."""
    name = "schema_revision" if any(table.name == "experiments" for table in tables) else "auth_schema_revision"
    return {name: ",".join(found)} if found else {}
