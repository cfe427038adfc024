"""``check_data``: whatever rows came in as, to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pyarrow as pa

from ..training_data.check import Step, check
from ..training_data.codebook import Task
from ..training_data.inputs import Input, open_input
from ..training_data.inputs.frames import as_arrow
from ..training_data.inputs.source import Held
from ..vocabulary import UsageError
from .report import Report


def check_data(
    data: Any,
    label: Any = None,
    *,
    task: Task | None = None,
    earlier: Any = None,
    evaluation: Any = None,
    engine: Any = None,
    scores: str | Path | None = None,
    seed: int = 0,
    progress: Step | bool = True,
) -> Report:
    """Which rows of a training set are suspicious, and why. Nothing is changed, nothing leaves this machine.

    Parameters
    ----------
    data : a pandas, polars or Dask DataFrame, an Arrow table, a NumPy array (rows x columns, or a stack of images), a path or
        glob of Parquet, CSV or JSON lines, a DuckDB relation, an MLflow dataset, or a Hugging Face dataset.
    label : the column with the label, or an array of labels, one a row; of an MLflow dataset its targets when not given. Without it
        only what needs no label is checked.
    task : "classification" or "regression"; told from the label when not given.
    earlier : another version of the set, of any kind that ``data`` may be: which columns shifted since.
    evaluation : the rows that a model is measured on: none of them should stand in ``data``.
    engine : a ``dask.distributed.Client`` whose workers score the partitions of a Dask DataFrame.
    scores : a Parquet file to write the scores of every row to, as they come.
    seed : of the sample and of all that is random; the same seed gives the same answer.
    progress : a progress bar, none, or a function of a step's name and the share done.

    Raises
    ------
    UsageError : ``data`` is of no kind that is read, or has no such label.
    CannotAssess : the rows cannot be read to the end.
    """
    if task not in (None, *get_args(Task)) or seed < 0:
        raise UsageError(
            f"task={task!r}, seed={seed}: expected a task out of {', '.join(get_args(Task))}, and a seed of 0 or more; change it"
        )
    if label is None and type(data).__module__.split(".")[0] == "mlflow":
        label = getattr(data, "targets", None)
    source, name = _labelled(open_input(data), label, getattr(data, "index", None))
    with _progress(progress) as step, _sink(scores) as sink:
        spread = None
        if engine is not None:
            from ..training_data.spread import over

            spread = over(engine)
        checked = check(source, name, task=task, seed=seed, step=step, sink=sink, spread=spread,
                        earlier=None if earlier is None else open_input(earlier),
                        evaluation=None if evaluation is None else open_input(evaluation))  # fmt: skip
    return Report(checked, source, _frame(data, source, name if np.ndim(label) else None))


def _labelled(source: Input, label: Any, index: Any) -> tuple[Input, str | None]:
    """The label as a column: by its name, or by its values, whose index must be that of the rows where both have one."""
    import pandas as pd

    if label is None or isinstance(label, str):
        return source, label
    if np.ndim(label) == 0:
        return source, str(label)
    other = getattr(label, "index", None)  # a method of lists
    if hasattr(index, "equals") and hasattr(other, "equals") and not index.equals(other):
        raise UsageError(
            "label: expected the index of the rows, found another; give label.loc[data.index], or label.to_numpy() when the order is the same"
        )
    values = np.asarray(label)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1 or len(values) != source.count:
        raise UsageError(
            f"label: expected one value a row, {source.count:,} in all, found {values.shape}; give them in the order of the rows"
        )
    name = "label" if "label" not in source.schema.names else "label (given)"
    column = as_arrow(pd.Series(values))
    return Held(source.table().append_column(name, column), source.name, source.image), name


def _frame(data: Any, source: Input, label: str | None) -> Any:
    """The user's own frame, when it is one: a cleaned copy keeps its kind, its types and its index. A ``label`` that was given beside it
    is a column of it."""
    kind = type(data).__module__.split(".")[0], type(data).__name__
    if isinstance(data, pa.Table):
        return data if label is None else data.append_column(label, source.table().column(label))
    if kind == ("pandas", "DataFrame"):
        return data if label is None else data.assign(**{label: source.table().column(label).to_numpy()})
    if kind == ("polars", "DataFrame"):
        return data if label is None else data.hstack(type(data)(source.table().select([label])))
    return None


@contextmanager
def _progress(progress: Step | bool) -> Iterator[Step]:
    if not isinstance(progress, bool):
        yield progress
        return
    from tqdm.auto import tqdm

    bar: Any
    with tqdm(
        total=100,
        disable=not progress,
        leave=False,
        desc="check",
        bar_format="{desc:<12} {percentage:3.0f} % |{bar}| {elapsed}<{remaining}",
    ) as bar:

        def step(name: str, done: float) -> None:
            bar.set_description_str(name[:12], refresh=False)
            bar.update(round(100 * done) - bar.n)

        yield step


def _sink(path: str | Path | None) -> AbstractContextManager[Callable[[Any], None]]:
    if path is None:
        return nullcontext(lambda part: None)
    from ..training_data.scores import written

    return written(Path(path))
