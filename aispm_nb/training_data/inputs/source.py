"""An input: Arrow columns with names that are unique, however many rows there are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .plain import Plain

BATCH = 131_072  # rows


class Input(ABC):
    """Rows to check.

    Attributes
    ----------
    name : what to call it in a report.
    count : number of rows.
    schema : the columns; names are unique, types and values are `plain`.
    image : (height, width, channels) when a row is an image.
    """

    name: str
    count: int
    schema: pa.Schema
    image: tuple[int, int, int] | None = None

    @abstractmethod
    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        """All rows in their order, at most ``size`` at a time."""

    def table(self) -> pa.Table:
        """All rows at once."""
        return pa.concat_tables(self.batches()) if self.count else self.schema.empty_table()

    def take(self, rows: NDArray[np.int64]) -> pa.Table:
        """The rows at these positions (ascending), read in one pass."""
        parts, start = [], 0
        for batch in self.batches():
            stop = start + len(batch)
            here = rows[np.searchsorted(rows, start) : np.searchsorted(rows, stop)] - start
            if len(here):
                parts.append(batch.take(pa.array(here)))
            start = stop
        return pa.concat_tables(parts) if parts else self.schema.empty_table()


class Held(Input):
    """Rows that are in memory already."""

    def __init__(self, table: pa.Table, name: str, image: tuple[int, int, int] | None = None) -> None:
        self._table, self.name, self.image = Plain.of(table)(table), name, image
        self.count, self.schema = len(table), self._table.schema

    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        for start in range(0, self.count, size):
            yield self._table.slice(start, size)

    def table(self) -> pa.Table:
        return self._table

    def take(self, rows: NDArray[np.int64]) -> pa.Table:
        return self._table.take(pa.array(rows))
