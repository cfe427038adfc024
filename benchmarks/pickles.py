"""Pickles: a dense file, big buffers and a folder of small files, against picklescan 1.0.5 and pickletools."""

from __future__ import annotations

import compileall
import importlib
import io
import pickle
import pickletools
import statistics
import time
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from benchmarks.measure import CACHE, ROOT, Row, fresh, peak, seconds

DENSE, BUFFERS = 25_000_000, 200_000_000
SMALL = 600


def dense() -> Path:
    """A file in which nearly every byte is an opcode: small numbers, short texts, memo, tuples, dictionaries."""
    path = CACHE / "dense.pkl"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        records = [{"k": i % 50, "v": (i % 256, None, True, f"t{i % 90}")} for i in range(1_000_000)]
        data = pickle.dumps(records, 4)
        whole, piece = len(data), DENSE
        if whole > piece:
            data = pickle.dumps(records[: len(records) * piece // whole], 4)
        path.write_bytes(data)
    return path


def buffers() -> Path:
    """200 MB of arrays as joblib writes them."""
    path = CACHE / "buffers.joblib"
    if not path.exists():
        import joblib
        import numpy as np

        CACHE.mkdir(parents=True, exist_ok=True)
        joblib.dump([np.random.default_rng(i).random(BUFFERS // 80) for i in range(10)], path)
    return path


def small() -> Path:
    """A folder of models of a few kilobytes."""
    folder = CACHE / "small-pickles"
    if not folder.exists():
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.tree import DecisionTreeClassifier

        folder.mkdir(parents=True)
        rows = np.random.default_rng(0).random((60, 5))
        labels = np.arange(60) % 2
        made = [DecisionTreeClassifier(), make_pipeline(StandardScaler(), LogisticRegression()), StandardScaler()]
        data = [pickle.dumps(model.fit(rows, labels), protocol) for model in made for protocol in (2, 4, 5)]
        for i in range(SMALL):
            (folder / f"{i}.pkl").write_bytes(data[i % len(data)])
    return folder


def ours_on(path: Path) -> None:
    from aispm_nb.inspection.pickles.inspect import pickle_bytes

    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as mapped, memoryview(mapped) as view:
        assert pickle_bytes(view, path.name).verdict == "known"


def picklescan_on(path: Path) -> None:
    from picklescan.scanner import scan_pickle_bytes

    with path.open("rb") as file:
        scan_pickle_bytes(file, path.name)


def pickletools_on(path: Path) -> None:
    for _ in pickletools.genops(io.BytesIO(path.read_bytes())):
        pass


def ours_on_folder(folder: str) -> float:
    """Processor seconds in a process of its own: imports are part of it, numba's too if it comes to that."""
    start = time.process_time()
    from aispm_nb.inspection.inspector import inspect

    assert len(inspect(folder)) == SMALL
    return time.process_time() - start


def picklescan_on_folder(folder: str) -> float:
    start = time.process_time()
    from picklescan.scanner import scan_directory_path

    assert scan_directory_path(folder).scanned_files == SMALL
    return time.process_time() - start


def cold(path: str) -> float:
    """In a process of its own, numba's import and cache included where the file needs them."""
    importlib.import_module("aispm_nb.inspection.pickles.inspect")
    start = time.perf_counter()
    ours_on(Path(path))
    return time.perf_counter() - start


def best(call: Callable[[Path], None], path: Path, times: int = 5) -> float:
    return statistics.median(seconds(lambda: call(path)) for _ in range(times))


def million(files: str) -> tuple[float, float, int]:
    """Damaged files: the slowest in seconds, the memory at the end in MB, how many were called known."""
    import random

    from aispm_nb.inspection.pickles.inspect import pickle_bytes

    pickle_bytes(b"N.", "x", plain=False)  # numba is there already
    rng, slowest, known = random.Random(0), 0.0, 0
    seeds = [path.read_bytes() for path in sorted(small().iterdir())[:9]]
    for _ in range(int(files)):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            data[at : at + rng.choice((0, 1, 1, 4))] = rng.randbytes(rng.choice((0, 1, 1, 4)))
        start = time.perf_counter()
        known += pickle_bytes(bytes(data), "x").verdict == "known"
        slowest = max(slowest, time.perf_counter() - start)
    return slowest, peak(), known


def rows(full: bool) -> list[Row]:
    ours_on(dense())  # compiled, or taken from numba's cache
    mine, scan, tools = best(ours_on, dense()), best(picklescan_on, dense(), 1), best(pickletools_on, dense(), 1)
    size = dense().stat().st_size / 1e6
    arrays = statistics.median(float(fresh(cold, buffers())) for _ in range(3))
    compileall.compile_dir(ROOT / "aispm_nb", quiet=2)  # as pip leaves a package, and has left picklescan
    both = [[float(fresh(f, small())) for f in (ours_on_folder, picklescan_on_folder)] for _ in range(7)]
    folder, scanned = (statistics.median(each) for each in zip(*both, strict=True))
    slowest, memory, known = fresh(million, 1_000_000 if full else 20_000)
    return [
        Row(
            f"{size:.0f} MB of dense opcodes",
            f"{mine:.3f} s",
            f"picklescan {scan:.1f} s",
            f"{scan / mine:.0f} x",
            "20 x",
            scan >= 20 * mine,
        ),
        Row(
            "… walked only",
            f"{mine:.3f} s",
            f"pickletools.genops {tools:.1f} s",
            f"{tools / mine:.0f} x",
            "reported",
            None,
        ),
        Row("… first in a process", f"{float(fresh(cold, dense())):.2f} s", "", "", "reported", None),
        Row("200 MB of joblib arrays, first in a process", f"{arrays * 1000:.0f} ms", "", "", "< 50 ms", arrays < 0.05),
        Row(
            f"{SMALL} small files",
            f"{folder:.2f} s",
            f"picklescan {scanned:.2f} s",
            f"{scanned / folder:.2f} x",
            "1 x",
            folder <= scanned,
        ),
        Row(
            f"{1_000_000 if full else 20_000:,} damaged files: the slowest",
            f"{slowest * 1000:.0f} ms",
            f"{memory:.0f} MB, {known} known",
            "",
            "< 2 s",
            slowest < 2,
        ),
    ]
