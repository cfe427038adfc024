"""Neighbours and what is read from them, against faiss-cpu, scikit-learn and cleanlab; one thread, CPU seconds.

CPU seconds and medians of ratios of neighbouring runs: on a machine shared with other work those move least.
``--full`` searches with all queries of faiss and looks at unstructured data up to 256 columns; without it faiss is
asked for the first 8,000 rows (it is slow below some 4,000) and the rest is reckoned.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Row, fresh

Rows = NDArray[np.float32]
TIMES = 3


def clustered(n: int, d: int, centres: int = 100) -> Rows:
    from sklearn.datasets import make_blobs

    return np.asarray(make_blobs(n, d, centers=centres, random_state=0)[0], np.float32)


def unstructured(n: int, d: int) -> Rows:
    return np.random.default_rng(0).standard_normal((n, d)).astype(np.float32)


def cost(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def against(
    mine: Callable[[], object], peer: Callable[[], object], part: float = 1, times: int = TIMES
) -> tuple[float, float, float]:
    """Medians of ours, the peer's, and the peer's in ours; a peer that did a part of the work is charged for all."""
    runs = [(cost(mine), cost(peer) / part) for _ in range(times)]
    ours, peers = zip(*runs, strict=True)
    return statistics.median(ours), statistics.median(peers), statistics.median(b / a for a, b in runs)


def one_thread() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    from aispm_nb.training_data.kernels.neighbours import neighbours

    neighbours(np.zeros((9, 2), np.float32), np.zeros((9, 2), np.float32), 2)  # compiled


def against_faiss(kind: str, d: str, full: str) -> tuple[float, float, float]:
    import faiss

    from aispm_nb.training_data.kernels.neighbours import neighbours

    one_thread()
    faiss.omp_set_num_threads(1)
    rows = (clustered if kind == "clustered" else unstructured)(100_000, int(d))
    asked = len(rows) if full == "True" else 8_000
    index = faiss.IndexFlatL2(rows.shape[1])
    index.add(rows)
    return against(
        lambda: neighbours(rows, rows, 10, leave_out=True, threads=1),
        lambda: index.search(rows[:asked], 11),
        asked / len(rows),
    )


def against_sgemm(d: str) -> tuple[float, float, float]:
    """The products alone, as one matrix product of the same inner width makes them: 10⁹ of them, charged for all."""
    from aispm_nb.training_data.kernels.neighbours import neighbours

    one_thread()
    rows = unstructured(30_000, int(d))
    other = np.ascontiguousarray(rows.T)
    made = np.empty((4096, len(rows)), np.float32)
    return against(
        lambda: neighbours(rows, rows, 10, leave_out=True, threads=1),
        lambda: np.matmul(rows[:4096], other, out=made),
        4096 / len(rows),
    )


def lof_against_scikit_learn(kind: str) -> tuple[float, float, float]:
    from sklearn.neighbors import LocalOutlierFactor

    from aispm_nb.training_data.kernels.lof import lof
    from aispm_nb.training_data.kernels.neighbours import neighbours

    one_thread()
    rows = (clustered if kind == "clustered" else unstructured)(50_000, 20)
    return against(
        lambda: lof(*neighbours(rows, rows, 20, leave_out=True, threads=1)),
        lambda: LocalOutlierFactor(20, n_jobs=1).fit(rows).negative_outlier_factor_,
    )


def all_against_datalab(kind: str) -> tuple[float, float, float]:
    """Graph, nearest distances, LOF, vote, Shapley values and duplicates against Datalab's outlier check alone."""
    from cleanlab import Datalab

    from aispm_nb.training_data.kernels.lof import lof
    from aispm_nb.training_data.kernels.near_duplicates import near_duplicates
    from aispm_nb.training_data.kernels.neighbours import neighbours
    from aispm_nb.training_data.kernels.shapley import shapley
    from aispm_nb.training_data.kernels.vote import vote

    one_thread()
    rows = (clustered if kind == "clustered" else unstructured)(50_000, 64)
    label = np.random.default_rng(0).integers(0, 10, len(rows), dtype=np.int32)

    def mine() -> None:
        distances, indices = neighbours(rows, rows, 20, leave_out=True, threads=1)
        distances.mean(axis=1)
        lof(distances, indices)
        vote(indices, label, 10)
        shapley(indices, label, label, 10)
        near_duplicates(distances, indices, float(np.median(distances[:, 0])) / 10)

    def peer() -> None:
        Datalab({"y": label}, label_name="y", verbosity=0).find_issues(features=rows, issue_types={"outlier": {}})

    return against(mine, peer, times=1)  # nearly a minute each


def on_threads() -> tuple[float, float]:
    """Seconds on the clock with one thread and with all."""
    from aispm_nb.training_data.kernels.neighbours import neighbours
    from benchmarks.measure import seconds

    one_thread()
    rows = unstructured(50_000, 32)
    runs = [
        [seconds(lambda t=t: neighbours(rows, rows, 10, leave_out=True, threads=t)) for t in (1, None)]
        for _ in range(TIMES)
    ]
    one, every = (statistics.median(run[i] for run in runs) for i in (0, 1))
    return one, every


def first_call(folder: str) -> float:
    """Of a process in which numba is at work already: what is ours to compile, or to load."""
    import numba

    numba.config.CACHE_DIR = folder
    numba.njit(lambda x: x.sum())(np.ones(3))
    from aispm_nb.training_data.kernels.neighbours import neighbours
    from benchmarks.measure import seconds

    rows = unstructured(60, 4)
    return seconds(lambda: neighbours(rows, rows, 3, leave_out=True, threads=1))


def row(what: str, peer: str, measured: tuple[float, float, float], target: float | None = None) -> Row:
    ours, theirs, ratio = measured
    asked = f"{target:g} x" if target else "reported"
    return Row(
        what, f"{ours:.2f} s", f"{peer} {theirs:.2f} s", f"{ratio:.1f} x", asked, ratio >= target if target else None
    )


def rows(full: bool) -> list[Row]:
    import tempfile

    found = []
    for kind, columns in ("clustered", {10: 4, 32: 2, 256: 1}), ("unstructured", {10: None, 32: None, 256: None}):
        for d, target in columns.items():
            if full or kind == "clustered" or d <= 32:
                what = f"10 neighbours, 100k x {d}, {kind}"
                found.append(row(what, "faiss Flat", fresh(against_faiss, kind, d, full), target))
    for d in (128, 256):
        measured = fresh(against_sgemm, d)
        found.append(row(f"10 neighbours, 30k x {d}, unstructured", "sgemm's products alone", measured, 0.8))
    found += [
        row("LOF, 50k x 20, clustered", "scikit-learn", fresh(lof_against_scikit_learn, "clustered"), 5),
        row("LOF, 50k x 20, unstructured", "scikit-learn", fresh(lof_against_scikit_learn, "unstructured")),
    ]
    for kind, target in ("clustered", 10), ("unstructured", 10):
        what = f"neighbour checks together, 50k x 64, {kind}"
        found.append(row(what, "Datalab's outlier check alone", fresh(all_against_datalab, kind), target))
    one, every = fresh(on_threads)
    found.append(
        Row(
            "all threads, 50k x 32",
            f"{every:.2f} s",
            f"one thread {one:.2f} s",
            f"{one / every:.1f} x",
            "reported",
            None,
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        compiling, loading = fresh(first_call, folder), fresh(first_call, folder)
    found += [
        Row("neighbours compiled", f"{compiling:.1f} s", "", "", "< 5 s", compiling < 5),
        Row("… loaded from the cache", f"{loading:.2f} s", "", "", "< 0.3 s", loading < 0.3),
    ]
    return found
