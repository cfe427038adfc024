"""The nouns of the house. Standard library only, no I/O: everything else speaks in these words.

A *table* is declared once, beside the code that fills it. A *rule* is a question in SQL over tables. A *finding* is
an answer that asks for action; *not assessed* is an answer too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Scale(StrEnum):
    """An ordered vocabulary, worst first: ``min`` of two members is the worse one."""

    @property
    def rank(self) -> int:
        return list(type(self)).index(self)

    def __lt__(self, other: object) -> bool:
        return isinstance(other, Scale) and self.rank < other.rank


class Severity(Scale):
    """How bad it is if it is true."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


class Confidence(Scale):
    """How sure the evidence makes us."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(Scale):
    """How soon to act: the outcomes of SSVC's deployer table, in its own words."""

    IMMEDIATE = "immediate"
    OUT_OF_CYCLE = "out-of-cycle"
    SCHEDULED = "scheduled"
    DEFER = "defer"


class Exploitation(Scale):
    """SSVC's Exploitation, read for findings without a CVE (docs/decisions.md says how)."""

    ACTIVE = "active"
    PUBLIC_POC = "public poc"
    NONE = "none"


class Exposure(Scale):
    """SSVC's System Exposure, computed from lineage."""

    OPEN = "open"
    CONTROLLED = "controlled"
    SMALL = "small"


class Impact(Scale):
    """SSVC's Human Impact, from the declared tier of what is reached."""

    VERY_HIGH = "very high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Undo(StrEnum):
    """Whether what a fix does can be taken back. Of several steps, or ways, the hardest to take back counts.

    ``ADDS``: a new version, run or file beside what is there. ``BACK``: a tag, alias, right, setting or line of code that
    can be put back. ``LOST``: something is revoked, deleted or overwritten.
    """

    ADDS = "adds only"
    BACK = "can be undone"
    LOST = "cannot be undone"


class Threat(StrEnum):
    DATA_POISONING = "data-poisoning"
    EVASION = "evasion"
    INVERSION = "inversion"
    EXTRACTION = "extraction"
    PROMPT_INJECTION = "prompt-injection"
    UNSAFE_ARTIFACT = "unsafe-artifact"
    SUPPLY_CHAIN = "supply-chain"
    PROVENANCE = "provenance"
    MISCONFIGURATION = "misconfiguration"
    ACCESS = "access"
    SECRETS = "secrets"
    PRIVACY = "privacy"
    DRIFT = "drift"
    SHADOW_AI = "shadow-ai"
    GOVERNANCE = "governance"
    MONITORING = "monitoring"


class AispmError(Exception):
    """Names the thing, what was expected, what was found, and the next move."""


class UsageError(AispmError):
    """Wrong usage or wrong input (exit code 2)."""


class CannotAssess(AispmError):
    """The thing to assess is out of reach or unreadable (exit code 3)."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``expr`` is a DuckDB expression over the raw columns named in ``reads``, applied while rows come in, so that what
    must not be kept (a password hash, a span's text) is judged and dropped in one step. Without it a column is its
    own source.
    """

    name: str
    type: str = "VARCHAR"
    unit: str = ""
    expr: str = ""
    reads: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        return self.reads or (self.name,)


def columns(text: str) -> tuple[Column, ...]:
    """Columns from ``"name, version INTEGER, start_time BIGINT ms"``: name, type (VARCHAR unless said), unit."""
    found = []
    for part in text.split(","):
        name, kind, unit, *_ = [*part.split(None, 2), "", "", ""]
        found.append(Column(name, kind or "VARCHAR", unit))
    return tuple(found)


@dataclass(frozen=True)
class Table:
    """A table of the store, or a view when ``sql`` is given.

    ``history`` keeps rows that went or changed, in ``<name>_past``. A ``judgement`` is not made anew from facts when its
    declaration changes: a migration must carry it over.
    """

    name: str
    sentence: str
    columns: tuple[Column, ...]
    sql: str = ""
    history: bool = False
    judgement: bool = False


@dataclass(frozen=True)
class Case:
    """A small world and what the rule must say of it: test and documentation at once.

    ``given`` maps a table to its rows (missing columns are NULL); ``unseen`` names what the source could not see.
    """

    says: str
    given: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    fails: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    not_assessed: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A question in SQL.

    ``sql`` gives one row per asset looked at: ``asset``, ``fails`` (true, false, or NULL for *cannot tell*), optionally
    ``says`` (the finding in one sentence), ``severity`` or ``exploitation`` when the evidence decides them, ``reason``
    (why it cannot tell, ending with the next move); every other column is evidence. Several rows for one asset are several pieces of evidence. ``needs`` names the tables, or
    ``table.column``, without which the question cannot be answered. ``undo`` says whether ``fix`` can be taken back; None where
    nobody has said.
    """

    id: str
    title: str
    severity: Severity
    confidence: Confidence
    threat: Threat
    why: str
    fix: str
    sql: str
    needs: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    exploitation: Exploitation = Exploitation.NONE
    automatable: bool = False
    cvss: str = ""
    undo: Undo | None = None
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class View:
    """A way to show a posture: ``show(posture)`` gives the thing shown; ``suffix`` is the file name it is exported to."""

    name: str
    sentence: str
    show: Callable[..., Any]
    suffix: str = ""
