"""A sanitised copy of the rows, and a log from which the original can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from .codebook import as_text
from .columns import room
from .identity_numbers import kind_of
from .inputs.frames import as_arrow
from .inputs.names import unique
from .inputs.plain import plain_column

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Cleaned:
    """What :meth:`Report.clean` gives.

    Attributes
    ----------
    data : the rows that are kept: a pandas or polars DataFrame when one was given (pandas for a file too), else an Arrow table.
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
    """A copy of a pandas or polars DataFrame or an Arrow table.

    Parameters
    ----------
    drop : row -> why. relabel : row -> (class, why), in the column ``label``. mask : column -> what it holds.
    """
    import pandas as pd

    if type(original).__module__.split(".")[0] == "polars":
        arrow = cleaned(original.to_arrow(), drop, relabel, label, mask)
        return Cleaned(type(original)(arrow.data), arrow.log, original)
    done: list[dict[str, Any]] = [
        {"row": row, "action": "dropped", "column": None, "because": why} for row, why in drop.items()
    ]
    data = original
    if relabel and label is not None:
        data = _relabelled(data, label, {row: name for row, (name, _) in relabel.items()})
        done += [
            {"row": row, "action": "relabelled", "column": label, "because": why} for row, (_, why) in relabel.items()
        ]
    for name, held in mask.items():
        masked, rows = _masked(_column(data, name))
        data = _with(data, name, masked if isinstance(data, pa.Table) else masked.to_pandas().to_numpy())
        done += [{"row": int(row), "action": "masked", "column": name, "because": f"it holds {held}"} for row in rows]
    keep = np.setdiff1d(np.arange(len(original)), np.fromiter(drop, np.int64, len(drop)))
    data = data.take(pa.array(keep)) if isinstance(data, pa.Table) else data.iloc[keep]
    log = pd.DataFrame(done, columns=["row", "action", "column", "because"])
    return Cleaned(data, log.sort_values("row", kind="stable", ignore_index=True), original)


def _at(frame: Any, name: str) -> int:
    """The place of a column by the name that a report gives it."""
    names = frame.column_names if isinstance(frame, pa.Table) else map(str, frame.columns)
    return unique(list(names)).index(name)


def _column(frame: Any, name: str) -> pa.ChunkedArray:
    at = _at(frame, name)
    own = frame.column(at) if isinstance(frame, pa.Table) else pa.chunked_array([as_arrow(frame.iloc[:, at])])
    return plain_column(own)


def _with(frame: Any, name: str, values: Any) -> Any:
    """The frame with other values in a column."""
    at = _at(frame, name)
    if isinstance(frame, pa.Table):
        return frame.set_column(at, frame.column_names[at], values)
    frame = frame.copy(deep=False)
    frame.isetitem(at, values)
    return frame


def _relabelled(frame: Any, label: str, meant: dict[int, str]) -> Any:
    """Rows with the label of another row that bears what is ``meant``: a label keeps its type, whatever that is."""
    text = as_text(_column(frame, label))
    bearer = {name: pc.index(text, pa.scalar(name, text.type)).as_py() for name in set(meant.values())}
    rows = np.arange(len(frame))
    rows[list(meant)] = [bearer[name] for name in meant.values()]
    at = _at(frame, label)
    own = frame.column(at).take(pa.array(rows)) if isinstance(frame, pa.Table) else frame.iloc[rows, at].array
    return _with(frame, label, own)


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
