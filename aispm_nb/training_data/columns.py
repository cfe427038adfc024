"""What each column holds, whoever poisons it: missing and infinite values, personal data and secrets (told, never shown)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..patterns import macros
from .codebook import Codebook
from .identity_numbers import kind_of

DISTINCT = 200_000  # different values of a column that are looked at, in a batch
EXAMPLES = 5


@dataclass
class Held:
    """Values of one sort in a column: how many rows hold one, and where the first of them are."""

    kind: str
    rows: int
    first: list[int]


@dataclass
class ColumnFacts:
    """Attributes
    ----------
    kind : number, category, pixel, text, label, or left out (``reason``).
    missing, infinite : rows.
    constant : one value in every row that has one.
    personal, secret : by kind of value.
    """

    name: str
    kind: str
    reason: str = ""
    missing: int = 0
    infinite: int = 0
    constant: bool = False
    personal: list[Held] = field(default_factory=list)
    secret: list[Held] = field(default_factory=list)


class Columns:
    """A fold: ``add`` batches, ``merge`` with what was found elsewhere in later rows, read ``facts``."""

    def __init__(self, codebook: Codebook, names: list[str]) -> None:
        kinds = {feature.name: str(feature.kind) for feature in codebook.features}
        kinds |= dict.fromkeys(codebook.texts, "text")
        if codebook.label is not None:
            kinds[codebook.label] = "label"
        self.facts = {
            name: ColumnFacts(name, kinds.get(name, "left out"), codebook.left_out.get(name, "")) for name in names
        }
        self._only: dict[str, Any] = {}  # the one value seen so far, of columns that have not varied
        self._varies: set[str] = set()

    def add(self, batch: pa.Table, start: int) -> None:
        """The rows ``start`` … of the input."""
        for name in batch.column_names:
            column, facts = batch.column(name), self.facts[name]
            facts.missing += column.null_count
            if pa.types.is_floating(column.type):
                facts.missing += pc.sum(pc.is_nan(column)).as_py() or 0
                facts.infinite += pc.sum(pc.is_inf(column)).as_py() or 0
            if not pa.types.is_nested(column.type):
                self._look_for_one(name, column)
                if whose := kind_of(column):
                    rows = np.flatnonzero(np.asarray(pc.is_valid(column))) + start
                    facts.personal = _merged(facts.personal, [Held(whose, len(rows), rows[:EXAMPLES].tolist())])
                    continue  # of whom a row is, is told once
            if _may_tell(column.type):
                _look(facts, column, start)

    def merge(self, later: Columns) -> None:
        for name, other in later.facts.items():
            facts = self.facts[name]
            facts.missing += other.missing
            facts.infinite += other.infinite
            facts.personal = _merged(facts.personal, other.personal)
            facts.secret = _merged(facts.secret, other.secret)
            if name in later._varies:
                self._varies.add(name)
            elif name in later._only:
                self._one(name, later._only[name])
            facts.constant = name in self._only and name not in self._varies

    def _look_for_one(self, name: str, column: pa.ChunkedArray) -> None:
        known = column.drop_null()
        if len(known) and name not in self._varies:
            self._one(name, known[0])
            if pc.count_distinct(known[:1000]).as_py() > 1 or pc.count_distinct(known).as_py() > 1:
                self._varies.add(name)
        self.facts[name].constant = name in self._only and name not in self._varies

    def _one(self, name: str, value: Any) -> None:
        if self._only.setdefault(name, value) != value:
            self._varies.add(name)


@cache
def room() -> duckdb.DuckDBPyConnection:
    """A connection that knows the patterns and nothing else; one a process."""
    con = duckdb.connect(config={"enable_external_access": "false"})
    for sql in macros():
        con.execute(sql)
    return con


def _look(facts: ColumnFacts, column: pa.ChunkedArray, start: int) -> None:
    """Each different value is judged once; only a column that holds something is gone through row by row."""
    text = column.cast(pa.string())
    values = pa.table({"v": pc.unique(text).drop_null()[:DISTINCT]})
    con = room().cursor()
    con.register("column_values", values)
    judged: pa.Table = con.sql(
        "SELECT * FROM (SELECT v, personal_kind(v) AS personal, secret_kind(v) AS secret FROM column_values) "
        "WHERE personal IS NOT NULL OR secret IS NOT NULL"
    ).to_arrow_table()
    if not len(judged):
        return
    at = pc.index_in(text, value_set=judged.column("v").combine_chunks()).fill_null(-1).to_numpy()
    facts.personal = _merged(facts.personal, _held(judged.column("personal"), at, start))
    facts.secret = _merged(facts.secret, _held(judged.column("secret"), at, start))


def _held(kinds: pa.ChunkedArray, at: NDArray[np.int64], start: int) -> list[Held]:
    """By kind: which rows hold a value of it; ``at`` is the place of a row's value among those judged, or -1."""
    of_value = np.array([*(kind or "" for kind in kinds.to_pylist()), ""])
    of_row = of_value[at]
    found = []
    for kind in sorted(set(of_row.tolist()) - {""}):
        rows = np.flatnonzero(of_row == kind) + start
        found.append(Held(kind, len(rows), rows[:EXAMPLES].tolist()))
    return found


def _merged(earlier: list[Held], later: list[Held]) -> list[Held]:
    by_kind = {held.kind: held for held in earlier}
    for held in later:
        known = by_kind.get(held.kind)
        merged = Held(held.kind, known.rows + held.rows, [*known.first, *held.first][:EXAMPLES]) if known else held
        by_kind[held.kind] = merged
    return list(by_kind.values())


def _may_tell(kind: pa.DataType) -> bool:
    """Text may; numbers do not, but for whole ones long enough to be a card's."""
    t = pa.types
    return bool(t.is_string(kind) or t.is_large_string(kind) or t.is_int64(kind) or t.is_uint64(kind))
