"""Names of columns, told apart."""

from __future__ import annotations


def unique(names: list[str]) -> list[str]:
    """Names told apart: the second "x" is "x (2)", or the next number that is free."""
    seen: set[str] = set()
    found = []
    for name in names:
        other, n = name, 1
        while other in seen:
            n += 1
            other = f"{name} ({n})"
        seen.add(other)
        found.append(other)
    return found
