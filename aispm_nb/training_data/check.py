"""One data set checked, as a fold: a bounded sample is fitted, then every batch is scored by it, here or by workers.

Rows that fit in memory take the same way as those that do not, so the answer is the same.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .codebook import Codebook, Task
from .columns import ColumnFacts, Columns
from .detect import REFERENCE, Fitted, Trigger, fit
from .inputs.source import BATCH, Held, Input
from .kept import Kept, Part, part_of
from .over_time import Drifting, Overlap, Shifted, drifting, overlap, shifted

Step = Callable[[str, float], None]
FITTING = 0.4  # of the bar; the rest is the stream
THREADS = min(os.cpu_count() or 1, 4)  # each holds a batch and what is made of it, some 300 MB with 20 columns


@dataclass(frozen=True)
class Checked:
    """What was found in one data set.

    Attributes
    ----------
    count, scored : rows there are, and rows that were scored; fewer when it was interrupted.
    kept : scores of the rows: all of them, or of a very large set the most suspicious.
    drifting : columns along the order of the rows. shifted : columns against an earlier set, when one was given.
    overlap : rows that stand in the evaluation set as well, when one was given.
    labels_in_doubt : how far more labels look wrong than chance explains, up to 1; None where they were not judged.
    not_assessed : "rows" or a family -> why, with the next move.
    """

    name: str
    count: int
    codebook: Codebook
    columns: dict[str, ColumnFacts]
    kept: Kept
    triggers: tuple[Trigger, ...]
    drifting: list[Drifting] = field(default_factory=list)
    shifted: list[Shifted] | None = None
    overlap: Overlap | None = None
    labels_in_doubt: float | None = None
    not_assessed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def scored(self) -> int:
        return self.kept.scored


def check(source: Input, label: str | None = None, *, task: Task | None = None, seed: int = 0,
          earlier: Input | None = None, evaluation: Input | None = None,
          step: Step = lambda name, done: None, sink: Callable[[Part], None] = lambda part: None,
          spread: Callable[[Work], Iterator[Done]] | None = None) -> Checked:  # fmt: skip
    """Check the rows of ``source``; an interrupt keeps what is done and says so.

    ``earlier`` is another version of the set, ``evaluation`` the rows that a model is measured on: none of them should be here.
    ``sink`` takes every part in the order of the rows; ``spread`` does the work elsewhere (`.spread`).

    Raises
    ------
    UsageError : there is no such label, or it has too many classes.
    CannotAssess : the rows cannot be read to the end.
    """
    start = time.perf_counter()
    step("sampling", 0.0)
    chosen = _chosen(source.count, seed)
    sample = source.take(chosen)
    codebook = Codebook.of(sample, label, task, source.image)
    if label is not None and isinstance(source, Held):
        codebook = codebook.learn_classes(source.table().column(label))
    columns, kept = Columns(codebook, source.schema.names), Kept(source.count)
    not_assessed: dict[str, str] = {}
    fitted, drifts, moved, both = None, [], None, None
    try:
        encoded = codebook.encode(sample)
        if _comparable(codebook, source.count, not_assessed):
            fitted = fit(encoded, seed=seed, step=lambda name, done: step(name, done * FITTING))
            not_assessed.update((str(family), why) for family, why in fitted.scores.not_assessed.items())
        drifts = drifting(codebook, encoded, chosen)
        if earlier is not None:
            moved = shifted(codebook, codebook.encode(_alike(earlier, source, seed)), encoded)
        if evaluation is not None:
            both = overlap(source, evaluation)
        work = Work(source, codebook, chosen, fitted)
        for done in (spread or _here)(work):
            columns.merge(done.columns)
            if done.part is not None:
                kept.add(done.part)
                sink(done.part)
            step("rows", FITTING + (1 - FITTING) * done.stop / max(source.count, 1))
    except KeyboardInterrupt:
        not_assessed["rows"] = f"interrupted after {kept.scored:,} of {source.count:,} rows; run it again to its end"
    triggers, doubt = (fitted.triggers, fitted.labels_in_doubt) if fitted else ((), None)
    return Checked(source.name, source.count, codebook, columns.facts, kept, triggers, drifts, moved, both, doubt, not_assessed,
                   time.perf_counter() - start)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """What has to be known to score any batch; it can be sent to another process (without its source)."""

    source: Input | None
    codebook: Codebook
    chosen: NDArray[np.int64]
    fitted: Fitted | None

    def batch(self, table: pa.Table, start: int) -> Done:
        """The columns' facts and the scores of the rows ``start`` … of the input."""
        columns = Columns(self.codebook, table.column_names)
        columns.add(table, start)
        stop = start + len(table)
        if self.fitted is None:
            return Done(stop, columns, None)
        first, last = np.searchsorted(self.chosen, [start, stop])
        known = self.chosen[first:last] - start
        return Done(stop, columns, part_of(self.fitted, self.codebook.encode(table), start, known, int(first)))


@dataclass(frozen=True)
class Done:
    """What came of one batch that ends before row ``stop``."""

    stop: int
    columns: Columns
    part: Part | None


def _here(work: Work) -> Iterator[Done]:
    """Batch by batch in order, on ``THREADS`` threads: nearly all of the work is in kernels that release the GIL.

    No more than that many batches are held at once, whatever the size of the input.
    """
    assert work.source is not None
    waiting: deque[Future[Done]] = deque()
    pool, start = ThreadPoolExecutor(THREADS), 0
    try:
        for table in work.source.batches(BATCH):
            waiting.append(pool.submit(work.batch, table, start))
            start += len(table)
            if len(waiting) == THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt waits for what runs, and for nothing else


def _chosen(count: int, seed: int) -> NDArray[np.int64]:
    """Ascending positions of the sample, the same for the same count, wherever the rows are."""
    if count <= REFERENCE:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, REFERENCE, replace=False, shuffle=False))


def _alike(earlier: Input, source: Input, seed: int) -> pa.Table:
    """A sample of an earlier version, with the columns of this one; what it lacks is missing."""
    sample = earlier.take(_chosen(earlier.count, seed))
    lacking = pa.nulls(len(sample))
    columns = [sample.column(name) if name in sample.column_names else lacking for name in source.schema.names]
    return pa.table(columns, names=source.schema.names)


def _comparable(codebook: Codebook, count: int, not_assessed: dict[str, str]) -> bool:
    if not count:
        not_assessed["rows"] = "no rows; give a data set that has some"
    elif not codebook.features and not codebook.texts:
        left = "; ".join(f"{name}: {why}" for name, why in list(codebook.left_out.items())[:5]) or "only the label"
        not_assessed["rows"] = f"no column that can be compared ({left}); give columns of numbers, categories or text"
    return "rows" not in not_assessed
