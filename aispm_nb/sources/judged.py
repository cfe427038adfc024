"""Facts about secrets that only their ciphertext can tell, worked out while it passes by; nothing of it is kept.

What opens with the key or password that MLflow ships opens for everybody. A data key that unwraps proves it without
the secret itself ever being decrypted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from ..vocabulary import CannotAssess, Column, Table
from .land import from_rows

SHIPPED_PASSWORDS = ("password1234", "password")
# Checking one scrypt hash takes about 50 ms by design, so a directory of thousands is sampled, admins first.
MOST_USERS = 25


@dataclass(frozen=True)
class Judged:
    """``column`` of ``table`` is worked out by ``judge`` from the raw columns ``reads``, one answer a row."""

    table: str
    column: str
    reads: tuple[str, ...]
    judge: Callable[[Sequence[Mapping[str, Any]]], list[bool | None]]


def default_key(rows: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    return [
        _unwraps(bytes(row["wrapped_dek"]), row["kek_version"] or 1) if row["wrapped_dek"] else None for row in rows
    ]


def _unwraps(wrapped: bytes, version: int) -> bool:
    from mlflow.exceptions import MlflowException
    from mlflow.utils.crypto import unwrap_dek

    try:
        unwrap_dek(wrapped, _shipped_key(version))
    except (MlflowException, ValueError):
        return False
    return True


@cache
def _shipped_key(version: int) -> bytes:
    from mlflow.utils.crypto import DEFAULT_KEK_PASSPHRASE, KEKManager

    return bytes(KEKManager(DEFAULT_KEK_PASSPHRASE, version).get_kek())


def default_password(rows: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    from werkzeug.security import check_password_hash

    ranked = sorted(range(len(rows)), key=lambda i: not rows[i]["is_admin"])[:MOST_USERS]
    answers: list[bool | None] = [None] * len(rows)
    for i in ranked:
        hashed = rows[i]["password_hash"]
        try:
            answers[i] = bool(hashed) and any(check_password_hash(hashed, word) for word in SHIPPED_PASSWORDS)
        except ValueError:  # a hash of a method that werkzeug does not know
            answers[i] = None
    return answers


JUDGED = {
    judged.table: judged
    for judged in (
        Judged("secrets", "default_key", ("wrapped_dek", "kek_version"), default_key),
        Judged("users", "default_password", ("password_hash", "is_admin"), default_password),
    )
}


# What no database holds, whatever its revision.
ELSEWHERE = {"webhooks.readable": "only the running server can tell; scan its http(s) address"}


def with_judgement(table: Table, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows that carry ciphertext or hashes, with the judged column in their place."""
    judged = JUDGED[table.name]
    complete = all(name in row for row in rows for name in judged.reads)
    answers: list[bool | None] = judged.judge(rows) if complete else [None] * len(rows)
    return from_rows(table, ({**row, judged.column: answer} for row, answer in zip(rows, answers, strict=True)))


def expect_mlflow(uri: str, tables: Sequence[Table], there: Collection[str]) -> None:
    """
    Raises
    ------
    CannotAssess : a database has none of the tables asked for: it is another one's, or empty.
    """
    if not any(table.name in there for table in tables):
        raise CannotAssess(
            f"{uri}: expected a database with MLflow's tables ({', '.join(table.name for table in tables[:3])}, …), "
            f"found {len(there)} tables and none of them; check the URI"
        )


def missing(table: Table, there: set[str]) -> dict[str, str]:
    """The columns of ``table`` that cannot be had from a database that has the columns ``there``."""
    why = "this revision of MLflow's schema has no such column"
    names = {f"{table.name}.{column.name}": _reads(table, column) for column in table.columns}
    return {name: ELSEWHERE.get(name, why) for name, reads in names.items() if not set(reads) <= there}


def _reads(table: Table, column: Column) -> tuple[str, ...]:
    judged = JUDGED.get(table.name)
    return judged.reads if judged and judged.column == column.name else column.sources
