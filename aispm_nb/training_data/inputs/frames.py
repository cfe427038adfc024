"""Data frames of pandas, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from .plain import as_they_read

if TYPE_CHECKING:
    import pandas as pd


def from_pandas(frame: pd.DataFrame) -> pa.Table:
    """Column by column, so that names may repeat and one column of mixed types does not spoil the rest."""
    names = [str(name) for name in frame.columns]
    return pa.table([as_arrow(frame.iloc[:, i]) for i in range(frame.shape[1])], names=names) if names else pa.table({})


def as_arrow(values: pd.Series[Any]) -> pa.Array:
    """A column; of mixed types as the text that each value reads as."""
    import pandas as pd

    kind = values.dtype
    if isinstance(kind, pd.SparseDtype):
        values = pd.Series(np.asarray(values))
    if isinstance(kind.categories.dtype if isinstance(kind, pd.CategoricalDtype) else kind, pd.IntervalDtype):
        values = values.astype(object)  # bins are read as text, like the names of any other category
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return as_they_read(values.astype(object).where(values.notna(), None))
