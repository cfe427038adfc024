"""Dask DataFrames: a partition is a batch, and stays where it is until it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from .frames import from_pandas
from .source import BATCH, Input


class Partitions(Input):
    """The partitions of a Dask DataFrame, read one after the other here, or by the workers (`..spread`)."""

    def __init__(self, frame: Any) -> None:
        self.name, self.parts = "Dask DataFrame", list(frame.to_delayed())
        self.lengths = [int(n) for n in frame.map_partitions(len).compute()]
        self.count = sum(self.lengths)
        self.schema = from_pandas(frame.head(5, npartitions=-1)).schema

    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        for part in self.parts:
            table = from_pandas(part.compute()).cast(self.schema)
            for start in range(0, len(table), size):
                yield table.slice(start, size)
