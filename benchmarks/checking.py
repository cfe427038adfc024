"""Training sets checked: a first use with and without compiled kernels at hand, streams of growing size, two workers of Dask."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import CACHE, Row, fresh, median, seconds

COLUMNS = 20
SIZES = (1_000_000, 3_000_000, 10_000_000)
WHOLE = 100_000_000
SPREAD = 2_000_000
MEMORY = 4.0  # GiB


def rows_file(count: int) -> Path:
    """Float32 rows of eight clusters with a label that two columns explain, in Parquet."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = CACHE / f"rows-{count}.parquet"
    if path.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(0)
    centres = draw.normal(size=(8, COLUMNS)) * 2
    part = path.with_suffix(".part")
    writer = None
    for start in range(0, count, 500_000):
        n = min(500_000, count - start)
        values = (centres[draw.integers(0, 8, n)] + draw.normal(size=(n, COLUMNS))).astype(np.float32)
        label = (values[:, 0] + values[:, 1] + draw.normal(0, 0.3, n) > 0).astype(np.int8)
        table = pa.table({**{f"c{i}": values[:, i] for i in range(COLUMNS)}, "label": label})
        writer = writer or pq.ParquetWriter(part, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()
    part.rename(path)
    return path


def first_use(folder: str) -> float:
    """Seconds from nothing imported to the report of 10,000 rows with a label; compiled kernels are kept in ``folder``."""
    started = time.perf_counter()
    os.environ["NUMBA_CACHE_DIR"] = folder
    import numpy as np

    import aispm_nb as aispm

    draw = np.random.default_rng(0)
    values = draw.normal(size=(10_000, COLUMNS)).astype(np.float32)
    report = aispm.check_data(
        values, label=(values[:, 0] + draw.normal(0, 0.3, 10_000) > 0).astype(int), progress=False
    )
    assert len(report.rows) == 10_000
    return time.perf_counter() - started


def streamed(path: str) -> list[float]:
    """Seconds and the peak of memory in GiB."""
    import aispm_nb as aispm

    taken = seconds(lambda: aispm.check_data(path, "label", progress=False))
    return [taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]


def spread(path: str, workers: str) -> float:
    """Seconds for the partitions of a Dask DataFrame on so many workers of one thread, the first call's compilation apart."""
    import dask.dataframe as dask
    from distributed import Client, LocalCluster

    import aispm_nb as aispm

    with (
        LocalCluster(n_workers=int(workers), threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        frame: Any = dask.read_parquet(path, split_row_groups=True)
        aispm.check_data(frame.partitions[:2], "label", engine=client, progress=False)
        return seconds(lambda: aispm.check_data(frame, "label", engine=client, progress=False))


def rows(full: bool) -> list[Row]:
    cache = tempfile.mkdtemp()
    cold = float(fresh(first_use, cache))
    warm = median(first_use, cache)
    shutil.rmtree(cache)
    found = [
        Row("first use, 10,000 x 20, kernels at hand", f"{warm:.1f} s", "none", "", "< 4 s", warm < 4),
        Row("first use, nothing compiled", f"{cold:.1f} s", "none", "", "< 25 s", cold < 25),
    ]
    for size in (*SIZES, *([WHOLE] if full else [])):
        taken, peak = fresh(streamed, rows_file(size))
        met = peak < MEMORY
        found.append(Row(f"stream of {size:,} x {COLUMNS}", f"{taken:.0f} s, {1e6 * taken / size:.1f} µs a row, {peak:.2f} GiB", "none", "", "< 4 GiB, linear", met))  # fmt: skip
    one, two = (float(fresh(spread, rows_file(SPREAD), workers)) for workers in (1, 2))
    found.append(Row(f"Dask, {SPREAD:,} rows, two workers against one", f"{two:.0f} s", f"{one:.0f} s", f"{one / two:.2f} x", ">= 1.4 x", one / two >= 1.4))  # fmt: skip
    return found
