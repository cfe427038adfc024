"""What is kept of notebooks and scripts: what their code says it does and what kinds of secret they hold, never their text."""

from __future__ import annotations

from ...vocabulary import Column, Table, columns


def _holds(name: str, kind: str, text: str) -> Column:
    return Column(name, "VARCHAR", "", f"{kind}({text})", (text,))


CELLS = Table(
    "cells",
    "A cell of a notebook, or a whole script. state is read, or unread with the reason and the next move; its text is judged and not kept.",
    (
        *columns("asset, path, cell INTEGER, kind, state, reason"),
        _holds("secret", "secret_kind", "source"),
        _holds("secret_shown", "secret_kind", "outputs"),
        _holds("personal_shown", "personal_kind", "outputs"),
    ),
)

CODE = Table(
    "code",
    "One thing that the code of a cell says it does: an import, a call with its dotted name, a keyword of a call, a line for a shell, "
    "a package or an option of an install, a host. Texts are cut and masked; detail is NULL when it is worked out at run time.",
    (
        *columns("asset, line INTEGER, what"),
        Column("name", "VARCHAR", "", "masked(left(name, 500))"),
        Column("detail", "VARCHAR", "", "masked(left(detail, 300))"),
    ),
)

WORKSPACE = (CELLS, CODE)
