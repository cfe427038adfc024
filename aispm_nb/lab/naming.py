"""Which column of a notebook's table is the label: by names alone, of a table that a plain name stands for. Nothing is run or read."""

from __future__ import annotations

from typing import Any

from ..sources.datasets.collect import LIKELY

# Their columns are names that are there already; an attribute of any other type could run its author's code.
_TABLES = {"pandas": "columns", "polars": "columns", "dask": "columns", "duckdb": "columns", "pyarrow": "column_names"}


def columns(value: Any) -> list[str] | None:
    """The names of the columns of a table of a known library; None of anything else."""
    library = type(value).__module__.partition(".")[0]
    attribute = _TABLES.get(library)
    names = getattr(value, attribute, None) if attribute else None
    return None if names is None else [name for name in names if isinstance(name, str)]


def likely_label(names: list[str]) -> str | None:
    """The column that is called like a label, as for a registry's data sets: the likeliest name first."""
    return next((name for likely in LIKELY for name in names if name.lower() == likely), None)
