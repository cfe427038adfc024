"""Workers of Dask give the answer that one process gives."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.check import Work
from aispm_nb.training_data.inputs.plain import Plain
from aispm_nb.training_data.kernels.processors import threads
from aispm_nb.training_data.spread import _part
from aispm_nb.vocabulary import UsageError

from ..conftest import require


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    require(find_spec("distributed"), "dask.distributed")
    import distributed

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_two_workers_give_the_same_scores_and_facts(client: object) -> None:
    import dask.dataframe as dask

    draw = np.random.default_rng(0)
    frame = pd.DataFrame(draw.normal(size=(25_000, 5)).astype(np.float32), columns=list("abcde"))
    frame["note"] = "fine"
    frame.loc[20_123, "note"] = "joe.bloggs@corp.com"
    frame["y"] = (frame["a"] + draw.normal(0, 0.1, len(frame)) > 0).astype(int)
    here = aispm.check_data(frame, "y", progress=False)
    there = aispm.check_data(dask.from_pandas(frame, npartitions=5), "y", engine=client, progress=False)
    assert there.checked.scored == 25_000
    one, other = (report.rows.sort_values("row", ignore_index=True) for report in (here, there))
    assert np.allclose(one["suspicion"], other["suspicion"], atol=1e-9)
    assert there.checked.columns["note"].personal[0].first == [20_123]


def test_rows_that_are_nowhere_else_are_refused(client: object) -> None:
    with pytest.raises(UsageError, match="Dask DataFrame"):
        aispm.check_data(pd.DataFrame({"a": range(50)}), engine=client, progress=False)


def test_a_task_of_a_worker_runs_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(Work, "batch", lambda work, table, start: seen.append(threads()))
    _part(Work.__new__(Work), pd.DataFrame({"a": [1.0]}), 0, Plain({}), pa.schema([("a", pa.float64())]))
    assert (seen, threads()) == ([1], 2)
