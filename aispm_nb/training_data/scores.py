"""Scores of every row, written to Parquet while they come, in the order of the input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..vocabulary import UsageError
from .detect import FAMILIES
from .kept import Part


@contextmanager
def written(path: Path) -> Iterator[Callable[[Part], None]]:
    """A function that takes parts; the file is there, whole, once the block ends without an error.

    Raises
    ------
    UsageError : the file cannot be written.
    """
    half = path.with_name(path.name + ".part")
    writer: pq.ParquetWriter | None = None

    def write(part: Part) -> None:
        nonlocal writer
        table = _table(part)
        try:
            writer = writer or pq.ParquetWriter(half, table.schema)
        except OSError as error:
            raise UsageError(
                f"{path}: expected a file that can be written, found: {error.strerror}; give another path"
            ) from error
        writer.write_table(table)

    try:
        yield write
    finally:
        if writer is not None:
            writer.close()
    if writer is not None:
        half.replace(path)


def _table(part: Part) -> pa.Table:
    families = {str(family): part.families[family] for family in FAMILIES if family in part.families}
    threat = pa.array(np.array([*FAMILIES, None], dtype=object)[part.threat], pa.string())
    why = pa.array([part.why.get(row, "") for row in part.row.tolist()], pa.string())
    return pa.table(
        {"row": part.row, "suspicion": part.suspicion, **families, "threat": threat, "why": why, **part.checks}
    )
