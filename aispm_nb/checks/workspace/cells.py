"""How the rules of this family ask: every cell whose code was read, beside what of it is meant."""

from ...vocabulary import Case

PLACE = "c.path || CASE WHEN starts_with(c.asset, 'notebooks:') AND c.cell IS NOT NULL THEN ' (cell ' || (c.cell + 1) || ' from the top)' ELSE '' END"


def code(meant: str, says: str) -> str:
    """SQL that fails a cell for each row ``k`` of ``code`` for which ``meant`` holds; ``says`` may speak of ``k``."""
    return f"""
    WITH meant AS (SELECT * FROM code AS k WHERE {meant})
    SELECT c.asset, k.line, k.name AS code, k.detail,
           CASE WHEN k.asset IS NOT NULL THEN true WHEN c.state = 'read' THEN false END AS fails, c.reason,
           {PLACE} || ' ' || {says} AS says
    FROM cells c LEFT JOIN meant k ON k.asset = c.asset WHERE c.kind = 'code' OR c.state = 'unread'"""


def held(column: str, what: str) -> str:
    """SQL that fails a cell whose text holds something: ``column`` of ``cells`` says what."""
    return f"""
    SELECT c.asset, c.{column} AS kind,
           CASE WHEN c.{column} IS NOT NULL THEN true WHEN c.state = 'read' OR c.cell IS NOT NULL THEN false END AS fails, c.reason,
           {PLACE} || ' {what} ' || with_article(c.{column}) AS says
    FROM cells c"""


def case(bad: list[dict[str, object]], good: list[dict[str, object]]) -> Case:
    """One cell for each row of ``code``: those of ``bad`` fail, those of ``good`` pass; one that cannot be read is not assessed."""
    rows = [*bad, *good]
    names = [f"notebooks:/a.ipynb#cell-{i}" for i in range(len(rows) + 1)]
    made = [
        {"asset": name, "path": "a.ipynb", "cell": i, "kind": "code", "state": "read"}
        for i, name in enumerate(names[:-1])
    ]
    blind = {
        "asset": names[-1],
        "path": "a.ipynb",
        "cell": len(rows),
        "kind": "code",
        "state": "unread",
        "reason": "line 1 is not Python",
    }
    return Case(
        f"{len(bad)} that are meant, {len(good)} that are not, and a cell that cannot be parsed",
        given={
            "cells": [*made, blind],
            "code": [{"asset": name, "line": 1, **row} for name, row in zip(names, rows, strict=False)],
        },
        fails=tuple(names[: len(bad)]),
        passes=tuple(names[len(bad) : -1]),
        not_assessed=(names[-1],),
    )


def texts(column: str, kind: str) -> Case:
    """A cell that holds ``kind``, one that holds nothing, and a notebook that cannot be read."""
    cell = {"path": "a.ipynb", "kind": "code", "state": "read"}
    return Case(
        "a cell that holds one, one that holds none, and a notebook that cannot be read",
        given={"cells": [{**cell, "asset": "notebooks:/a.ipynb#cell-0", "cell": 0, column: kind}, {**cell, "asset": "notebooks:/a.ipynb#cell-1", "cell": 1},
                         {"asset": "notebooks:/b.ipynb", "path": "b.ipynb", "state": "unread", "reason": "it is not JSON"}]},
        fails=("notebooks:/a.ipynb#cell-0",), passes=("notebooks:/a.ipynb#cell-1",), not_assessed=("notebooks:/b.ipynb",),
    )  # fmt: skip
