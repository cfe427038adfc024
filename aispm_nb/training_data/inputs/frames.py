"""Data frames and whatever else speaks Arrow: pandas, polars, Arrow itself, Hugging Face ``datasets``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from .source import unique

if TYPE_CHECKING:
    import pandas as pd


def from_pandas(frame: pd.DataFrame) -> pa.Table:
    """Column by column, so that names may repeat and one column of mixed types does not spoil the rest."""
    names = unique([str(name) for name in frame.columns])
    return pa.table([_column(frame.iloc[:, i]) for i in range(frame.shape[1])], names=names) if names else pa.table({})


def _column(values: pd.Series[Any]) -> pa.Array:
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        missing = values.isna()  # mixed types: what each value reads as
        return pa.array(
            [None if gone else str(value) for value, gone in zip(values, missing, strict=True)], pa.string()
        )


def from_arrow(data: Any) -> pa.Table:
    """A table of anything with Arrow's stream or array interface (PyCapsule)."""
    table = data if isinstance(data, pa.Table) else pa.table(data)
    return table.rename_columns(unique(table.column_names))
