"""Dask DataFrames: a partition is a batch, and stays where it is until it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from .frames import from_pandas
from .plain import HEAD, Plain
from .source import BATCH, Input


class Partitions(Input):
    """The partitions of a Dask DataFrame, read one after the other here, or by the workers (`..spread`)."""

    def __init__(self, frame: Any) -> None:
        self.name, self.parts = "Dask DataFrame", list(frame.to_delayed())
        self.lengths = [int(n) for n in frame.map_partitions(len).compute()]
        self.count = sum(self.lengths)
        head = from_pandas(frame.head(HEAD, npartitions=-1))
        self.plain = Plain.of(head)
        self.schema = self.plain(head).schema

    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        for part in self.parts:
            table = read(part.compute(), self.plain, self.schema)
            for start in range(0, len(table), size):
                yield table.slice(start, size)


def read(part: Any, plain: Plain, schema: pa.Schema) -> pa.Table:
    """The rows of a partition, in the types of the first."""
    return plain(from_pandas(part)).cast(schema)
