"""Columns as plain values: what a type only wraps is taken off once, where rows come in, and lists of fractions become columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .names import unique

HEAD = 1_000  # rows that tell how long lists are
ALIKE = 0.9  # share of lists that must be as long as each other
LONGEST = 4_096  # numbers of a list


@dataclass(frozen=True)
class Plain:
    """How the columns of an input are read: learned from its first rows, so that all batches are read alike.

    Names are unique (a second "x" is "x (2)"). Pandas' categories and periods, polars' views, UUIDs and the like are the values behind them.
    ``lists`` says how many fractions each list of a column holds, by the column's place: embeddings, whose places are columns
    ("embedding[0]" …); a list of another length is missing.
    """

    lists: dict[int, int]

    @classmethod
    def of(cls, head: pa.Table) -> Plain:
        lengths = {at: _length(plain_column(column)) for at, column in enumerate(head.columns)}
        return cls({at: length for at, length in lengths.items() if 0 < length <= LONGEST})

    def __call__(self, table: pa.Table) -> pa.Table:
        names: list[str] = []
        columns: list[pa.ChunkedArray | pa.Array] = []
        for at, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True)):
            column = plain_column(column)
            if at in self.lists:
                names += [f"{name}[{place}]" for place in range(self.lists[at])]
                columns += _places(column, self.lists[at])
            else:
                names.append(name)
                columns.append(column)
        return pa.table(columns, names=unique(names)) if columns else table


def as_they_read(values: Iterable[object]) -> pa.Array:
    """Values of any make as text, None as missing; half a surrogate pair, which no text holds, as a question mark."""
    read = (None if value is None else str(value).encode("utf-8", "replace").decode() for value in values)
    return pa.array(list(read), pa.string())


def may_tell(schema: pa.Schema) -> bool:
    """Whether rows must be seen to know how long the lists are."""
    return any(pa.types.is_list(kind) or pa.types.is_large_list(kind) for kind in schema.types)


def plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values behind dictionaries, extension types, views and runs."""
    while (inner := _unwrapped(column)) is not None:
        column = inner
    return column


def _unwrapped(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """One wrapping less; None where there is none."""
    kind, t = column.type, pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return column.cast(kind.storage_type)
    if t.is_dictionary(kind):
        empty = pa.chunked_array([], kind.value_type)
        held = [plain_column(pa.chunked_array([chunk.dictionary])).take(chunk.indices) for chunk in column.chunks]
        return pa.chunked_array([part for one in held for part in one.chunks], plain_column(empty).type)
    if t.is_run_end_encoded(kind):
        return pa.chunked_array([pc.run_end_decode(chunk) for chunk in column.chunks], kind.value_type)
    if t.is_string_view(kind) or t.is_binary_view(kind):
        return column.cast(pa.large_string() if t.is_string_view(kind) else pa.large_binary())
    return column.cast(pa.float32()) if t.is_float16(kind) else None


def _length(column: pa.ChunkedArray) -> int:
    """How many numbers each list of a column holds; 0 when it holds none, or not always as many."""
    kind, t = column.type, pa.types
    listed = t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind)
    if not listed or not t.is_floating(kind.value_type):  # whole numbers are codes of words as a rule
        return 0
    if t.is_fixed_size_list(kind):
        return int(kind.list_size)
    lengths = np.bincount(pc.list_value_length(column.slice(0, HEAD)).drop_null(), minlength=1)
    return int(lengths.argmax()) if lengths.max() >= ALIKE * max(lengths.sum(), 1) else 0


def _places(column: pa.ChunkedArray, length: int) -> list[pa.Array]:
    """A column for each place of the lists; missing where a list is, or has another length."""
    kind = pa.float32() if pa.types.is_float16(column.type.value_type) else column.type.value_type
    fits = np.asarray(pc.fill_null(pc.equal(pc.list_value_length(column), length), False))
    values = pc.list_flatten(column.filter(pa.array(fits))).cast(kind).combine_chunks()
    row = np.where(fits, np.cumsum(fits) - 1, -1) * length
    none = pa.array(row < 0)
    return [values.take(pa.array(row + place, mask=none.to_numpy(zero_copy_only=False))) for place in range(length)]
