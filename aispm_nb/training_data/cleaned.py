"""A sanitised copy of the rows, and a log from which the original can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from .columns import room
from .identity_numbers import kind_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Cleaned:
    """What :meth:`Report.clean` gives.

    Attributes
    ----------
    data : the rows that are kept: a pandas DataFrame when one was given (or a file), else an Arrow table.
    log : what was done: row (position in the input), action (dropped, relabelled, masked), column, because. Values that were
        masked are not in it.
    """

    data: Any
    log: pd.DataFrame
    _original: Any

    def undo(self) -> Any:
        """The rows as they were given, in their order."""
        return self._original

    def __repr__(self) -> str:
        done = self.log["action"].value_counts().to_dict()
        said = ", ".join(f"{count:,} {action}" for action, count in done.items()) or "nothing to do"
        return f"{len(self._original):,} rows in, {len(self.data):,} out: {said}. The log is .log; .undo() gives the rows back."


def cleaned(original: Any, drop: dict[int, str], relabel: dict[int, tuple[str, str]], label: str | None,
            mask: dict[str, str]) -> Cleaned:  # fmt: skip
    """A copy of a pandas DataFrame or an Arrow table.

    Parameters
    ----------
    drop : row -> why. relabel : row -> (class, why), in the column ``label``. mask : column -> what it holds.
    """
    import pandas as pd

    done: list[dict[str, Any]] = [
        {"row": row, "action": "dropped", "column": None, "because": why} for row, why in drop.items()
    ]
    changed: dict[str, pa.ChunkedArray] = {}
    if relabel and label is not None:
        changed[label] = _relabelled(_column(original, label), relabel)
        done += [
            {"row": row, "action": "relabelled", "column": label, "because": why} for row, (_, why) in relabel.items()
        ]
    for name, held in mask.items():
        changed[name], rows = _masked(_column(original, name))
        done += [{"row": int(row), "action": "masked", "column": name, "because": f"it holds {held}"} for row in rows]
    keep = np.setdiff1d(np.arange(len(original)), np.fromiter(drop, np.int64, len(drop)))
    data = _with(original, changed, keep)
    log = pd.DataFrame(done, columns=["row", "action", "column", "because"])
    return Cleaned(data, log.sort_values("row", kind="stable", ignore_index=True), original)


def _column(original: Any, name: str) -> pa.ChunkedArray:
    if isinstance(original, pa.Table):
        return original.column(name)
    return pa.chunked_array([pa.array(original[name], from_pandas=True)])


def _with(original: Any, changed: dict[str, pa.ChunkedArray], keep: NDArray[np.int64]) -> Any:
    if isinstance(original, pa.Table):
        for name, column in changed.items():
            original = original.set_column(original.column_names.index(name), name, column)
        return original.take(pa.array(keep))
    assigned = {name: column.to_pandas().to_numpy() for name, column in changed.items()}
    return original.assign(**assigned).iloc[keep]


def _relabelled(column: pa.ChunkedArray, relabel: dict[int, tuple[str, str]]) -> pa.ChunkedArray:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    values = column.cast(kind).to_pylist()
    for row, (name, _) in relabel.items():
        values[row] = pa.scalar(name).cast(kind).as_py()
    return pa.chunked_array([pa.array(values, kind)])


def _masked(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, NDArray[np.int64]]:
    """The same with personal data and secrets replaced, and which rows that changed."""
    text = column.cast(pa.string())
    if kind_of(column):
        known = np.asarray(pc.is_valid(column))
        return pc.if_else(pc.is_valid(text), "[masked]", None), np.flatnonzero(known)
    con = room().cursor()
    con.register("column_values", pa.table({"v": text}))
    masked = con.sql("SELECT masked(v) AS v FROM column_values").to_arrow_table().column("v")
    return masked, np.flatnonzero(np.asarray(pc.fill_null(pc.not_equal(text, masked), False)))
