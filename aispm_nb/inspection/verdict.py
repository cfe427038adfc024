"""What inspecting a file says of it. Nothing is ever called safe: *known* means that all it names is on the allow-list."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

# Names that one row holds at most.
MOST_NAMES = 1_000
MOST_FOUND = 20_000
SPEAKING = 3
SECONDS = 1.2


class Verdict(StrEnum):
    """Worst first. *not-assessed* stands beside *unknown*: nobody looked, or nobody could."""

    DANGEROUS = "dangerous"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not-assessed"
    KNOWN = "known"

    rank: int  # asked for several times a name: an attribute, no search


for _rank, _verdict in enumerate(Verdict):
    _verdict.rank = _rank


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; KNOWN when there are none, since nothing names nothing."""
    return min(verdicts, key=lambda verdict: verdict.rank, default=Verdict.KNOWN)


@dataclass(frozen=True, slots=True)
class Name:
    """A callable, class, host or operation that a file names, with the judgement on it and the reason."""

    name: str
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One row of an inspection.

    Attributes
    ----------
    path : the file; a member of a container is written ``file.zip!/member``.
    format : what it is by its bytes, such as ``pickle``, ``joblib``, ``zip``, ``skops``, ``onnx``.
    names : the callables and hosts it names, worst first, each once.
    why : one sentence for a person: what it would do, or why it cannot be told, and what to do instead.
    """

    path: str
    format: str
    verdict: Verdict
    names: tuple[Name, ...] = ()
    why: str = ""
    size: int = 0
    details: tuple[str, ...] = field(default=())


def concluded(path: str, format: str, found: Iterable[Name], otherwise: str, size: int = 0) -> Inspected:
    """The row that some findings make: worst first, each once, and the worst ones speak; ``otherwise`` when all are known.

    Readers give their findings one by one, so a file that names without end is stopped here: after ``MOST_FOUND``
    different ones, or ``SECONDS``. What was not looked at is *unknown*.
    """
    names = sorted(_bounded(found), key=lambda name: (name.verdict.rank, name.name))
    verdict = worst(name.verdict for name in names[:1])
    said = [f"{name.name}: {name.why}" if name.why else name.name for name in names if name.verdict is verdict]
    more = f"; and {len(said) - SPEAKING:,} more" if len(said) > SPEAKING else ""
    why = otherwise if verdict is Verdict.KNOWN else "; ".join(said[:SPEAKING]) + more
    return Inspected(path, format, verdict, tuple(names[:MOST_NAMES]), why[:1000], size)


def _bounded(found: Iterable[Name]) -> dict[Name, None]:
    stop = time.monotonic() + SECONDS
    names: dict[Name, None] = {}
    for count, name in enumerate(found):
        names[name] = None
        if len(names) >= MOST_FOUND or (count % 64 == 0 and time.monotonic() > stop):
            names[Name("more", Verdict.UNKNOWN, "it names more than is looked through")] = None
            break
    return names
