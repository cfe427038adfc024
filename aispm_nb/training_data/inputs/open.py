"""Which input a thing is, told by what it offers: no library is imported to ask."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from ...vocabulary import UsageError
from .source import Held, Input

KINDS = (
    "a pandas, polars or Dask DataFrame, an Arrow table, a NumPy array, a path or glob of Parquet, CSV or JSON lines, a "
    "DuckDB relation, an MLflow dataset, or a Hugging Face dataset"
)


def open_input(data: Any) -> Input:
    """The rows of ``data``.

    Raises
    ------
    UsageError : it is of no kind that is read.
    CannotAssess : it is there and cannot be read.
    """
    if isinstance(data, Input):
        return data
    if isinstance(data, str | Path | PathLike):
        from .files import from_path

        return from_path(fspath(data))
    package = type(data).__module__.split(".")[0]
    if package in _OPENERS:
        return _OPENERS[package](data)
    if hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"):
        return _arrow(data)
    raise UsageError(f"A {type(data).__name__}: expected {KINDS}; convert it")


def _arrow(data: Any) -> Input:
    import pyarrow as pa

    try:
        return Held(data if isinstance(data, pa.Table) else pa.table(data), type(data).__name__)
    except (pa.ArrowException, TypeError) as error:
        raise UsageError(
            f"A {type(data).__name__}: expected rows that Arrow reads, found: {error}; convert it"
        ) from error


def _pandas(data: Any) -> Input:
    from .frames import from_pandas

    return Held(from_pandas(data.to_frame() if data.ndim == 1 else data), "DataFrame")


def _polars(data: Any) -> Input:
    if hasattr(data, "collect"):  # a LazyFrame
        data = data.collect()
    return Held(_arrow(data.to_frame() if hasattr(data, "to_frame") else data).table(), "DataFrame")


def _numpy(data: Any) -> Input:
    from .arrays import from_numpy

    table, image = from_numpy(data)
    return Held(table, "array", image)


def _duckdb(data: Any) -> Input:
    from .files import Queried

    return Queried(data, "relation")


def _hugging_face(data: Any) -> Input:
    if isinstance(data, dict):  # a DatasetDict: which split is meant is for the user to say
        raise UsageError(
            f"A DatasetDict: expected one split, found {', '.join(map(str, data))}; give data['{next(iter(data))}']"
        )
    if not hasattr(data, "num_rows"):
        raise UsageError(
            f"A {type(data).__name__}: expected rows that can be counted and read twice; load it without streaming, or write it to Parquet and give the path"
        )
    table = data.with_format("arrow")[:]
    for at, name in enumerate(table.column_names):
        if (names := getattr(data.features[name], "names", None)) and not isinstance(data.features[name], dict):
            table = table.set_column(at, name, _named(table.column(at), names))
    return Held(table, "dataset")


def _named(column: Any, names: list[str]) -> Any:
    """The classes behind the codes of a ``ClassLabel``; -1 is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pa.chunked_array([pa.array(names)]).take(pc.if_else(pc.less(column, 0), None, column))


def _mlflow(data: Any) -> Input:
    """An MLflow dataset holds its rows: ``PandasDataset``, ``NumpyDataset``, ``HuggingFaceDataset`` …"""
    if hasattr(data, "df"):
        return open_input(data.df)
    if hasattr(data, "ds"):
        return open_input(data.ds)
    if hasattr(data, "features"):
        return open_input(data.features)
    raise UsageError(f"An MLflow {type(data).__name__}: expected one that holds its rows; load them and give the frame")


def _dask(data: Any) -> Input:
    from .partitions import Partitions

    return Partitions(data)


_OPENERS: dict[str, Callable[[Any], Input]] = {
    "pandas": _pandas, "polars": _polars, "numpy": _numpy, "duckdb": _duckdb, "_duckdb": _duckdb, "datasets": _hugging_face, "mlflow": _mlflow,
    "dask": _dask, "dask_expr": _dask,
}  # fmt: skip
