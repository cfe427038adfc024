"""What every source is to the rest of the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

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
    """``uri`` without its credentials."""
    parts = urlsplit(uri)
    if "@" not in parts.netloc:
        return uri
    return urlunsplit(parts._replace(netloc="***@" + parts.netloc.rsplit("@", 1)[1]))
