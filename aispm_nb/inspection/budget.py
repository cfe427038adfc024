"""How much one file may take: seconds, expanded bytes, members and nesting. Whoever expands or walks asks here first."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

SECONDS = 2.0
EXPANDED = 512 << 20
ENTRIES = 10_000
DEPTH = 6


class Exhausted(Exception):
    """The message says which bound was reached."""


@dataclass
class Budget:
    """The bounds of one file with everything in it.

    Attributes
    ----------
    seconds : of wall clock, from the making of the budget.
    expanded : bytes that decompression may give, all members and levels together.
    entries : members, all levels together.
    """

    seconds: float = SECONDS
    expanded: int = EXPANDED
    entries: int = ENTRIES
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.seconds

    def tick(self) -> None:
        if time.monotonic() > self.deadline:
            raise Exhausted(f"it takes longer than {self.seconds:g} s to look through")

    def expand(self, amount: int) -> None:
        self.expanded -= amount
        if self.expanded < 0:
            raise Exhausted("it expands beyond what is looked through")
        self.tick()

    def enter(self) -> None:
        self.entries -= 1
        if self.entries < 0:
            raise Exhausted("it has more members than are looked through")
        self.tick()
