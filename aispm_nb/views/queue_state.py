"""What a person chose on the board: the URL-like string that `state.ts` writes, read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import parse_qs

from .card import PRIORITIES, SEVERITIES, WORDS

KEYS = ("priority", "severity", "threat", "kind", "status", "confidence", "owner", "rule", "model", "asset", "risk")
SORTS = ("urgency", "severity", "where", "title", "newest")
PRIORITY_WORDS = tuple(str(p["word"]) for p in PRIORITIES)
PRIORITY_KEYS = tuple(str(p["key"]) for p in PRIORITIES)
SEVERITY_KEYS = tuple(str(s["key"]) for s in SEVERITIES)
CONFIDENCES, EXPLOITATIONS, EXPOSURES, IMPACTS, LIKELIHOODS = (
    tuple(map(str, WORDS[scale])) for scale in ("confidences", "exploitations", "exposures", "impacts", "likelihoods")
)
CLOSED = ("fixed", "waived")


@dataclass(frozen=True)
class WhatIf:
    """The decision's inputs changed for all findings at once; as `whatif.ts`."""

    exposure: int = 0
    impact: int = 0
    exploited: bool = False
    severity: int = len(SEVERITY_KEYS) - 1
    confidence: int = len(CONFIDENCES) - 1

    @staticmethod
    def parse(given: list[str]) -> WhatIf:
        said = dict(reversed([(name, value) for name, dot, value in (g.partition(".") for g in given) if dot]))

        def step(name: str, most: int) -> int:
            value = said.get(name, "")
            return max(-most, min(most, int(value))) if re.fullmatch("-?[0-9]{1,2}", value) else 0

        def word(name: str, scale: tuple[str, ...]) -> int:
            return scale.index(said[name]) if said.get(name) in scale else len(scale) - 1

        return WhatIf(
            step("exposure", len(EXPOSURES) - 1),
            step("impact", len(IMPACTS) - 1),
            "exploited" in given,
            word("severity", SEVERITY_KEYS),
            word("confidence", CONFIDENCES),
        )


AS_IS = WhatIf()


@dataclass(frozen=True)
class State:
    """Values of one key are alternatives; keys narrow one another."""

    q: str = ""
    where: dict[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "urgency"
    select: str = ""
    whatif: WhatIf = AS_IS

    @staticmethod
    def parse(query: str) -> State:
        given = parse_qs(query.lstrip("#?"))
        first = {name: values[0] for name, values in given.items()}
        return State(
            first.get("q", ""),
            {key: frozenset(given[key]) for key in KEYS if key in given},
            first["sort"] if first.get("sort") in SORTS else "urgency",
            first.get("select", ""),
            WhatIf.parse(given.get("whatif", [])),
        )

    def without(self, key: str) -> State:
        """The same but for one key: a picture of a key shows all of its values."""
        return replace(self, where={k: v for k, v in self.where.items() if k != key})

    @property
    def words(self) -> list[str]:
        return self.q.lower().split()

    @cached_property
    def narrowing(self) -> tuple[object, ...]:
        """What decides which findings are listed, and as what: equal for equal answers."""
        return (self.q, tuple(sorted((k, tuple(sorted(v))) for k, v in self.where.items())), self.whatif)
