"""The same fold on Dask: workers score the partitions that they hold, with the reference that was fitted here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..vocabulary import UsageError
from .check import Done, Work
from .inputs.partitions import Partitions, read
from .kernels.processors import at_most


def over(client: Any) -> Callable[[Work], Iterator[Done]]:
    """A way to do `Work` with a ``dask.distributed.Client``; parts come in the order of the rows.

    Raises
    ------
    UsageError : the rows are no Dask DataFrame.
    """

    def spread(work: Work) -> Iterator[Done]:
        source = work.source
        if not isinstance(source, Partitions):
            raise UsageError(
                "engine: expected a Dask DataFrame to spread, found something else; leave engine out, or give one"
            )
        [known] = client.scatter([replace(work, source=None)], broadcast=True)
        starts = [sum(source.lengths[:i]) for i in range(len(source.parts))]
        futures = [
            client.submit(_part, known, frame, start, source.plain, source.schema, pure=False)
            for frame, start in zip(client.compute(source.parts), starts, strict=True)
        ]
        try:
            for future in futures:
                yield future.result()
                future.release()
        finally:
            client.cancel(futures)

    return spread


def _part(work: Work, frame: Any, start: int, plain: Any, schema: Any) -> Done:
    with at_most(1):  # a worker runs as many tasks as it has threads
        return work.batch(read(frame, plain, schema), start)
