"""Kernels of columns and trees on one thread, against pyod, scikit-learn, scipy, cleanlab, ART and pandas.

Seconds of the processor, not of the clock: all run on one thread. Ours and the peer take turns, and the median of their
ratios counts, so that a noisy machine spoils neither alone. Needs the extra ``peers``; a peer that is not installed leaves
its row without a ratio.
"""

from __future__ import annotations

import importlib
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.measure import Row, fresh

TIMES = 3
ROWS, COLUMNS = 1_000_000, 20


def seconds(call: Callable[[], object]) -> float:
    """Of the processor. The limit is for what is loaded by now: a BLAS that was loaded after it (scipy's, beside numpy's) would
    bring as many threads as there are processors, and their waiting counted."""
    with threadpool_limits(1):
        start = time.process_time()
        call()
        return time.process_time() - start


def numbers(rows: int = ROWS, columns: int = COLUMNS, seed: int = 0) -> NDArray[np.float32]:
    """Skewed and symmetric columns, one of small counts, a few rows far out."""
    rng = np.random.default_rng(seed)
    out = rng.standard_normal((rows, columns), np.float32)
    out[:, ::2] = np.exp(out[:, ::2])
    out[:, 0] = np.round(out[:, 0])
    out[: rows // 200] *= 4
    return out


def labelled(rows: int = 10_000) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    from sklearn.datasets import make_classification

    made, label = make_classification(rows, COLUMNS, n_informative=8, flip_y=0.05, random_state=0)
    return made.astype(np.float32), label.astype(np.int32)


def guesses(rows: int = ROWS, classes: int = 10) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    rng = np.random.default_rng(0)
    label = rng.integers(0, classes, rows).astype(np.int32)
    shares = rng.dirichlet(np.full(classes, 0.3), rows)
    shares[np.arange(rows), label] += 2 * rng.random(rows)
    label[: rows // 20] = rng.integers(0, classes, rows // 20)
    return (shares / shares.sum(1, keepdims=True)).astype(np.float32), label


def row(what: str, ours: Callable[[], object], peer: str, theirs: Callable[[], object], least: float | None) -> Row:
    """Both once to warm up ours, then in turns."""
    ours()
    mine, other = [], []
    try:
        for _ in range(TIMES):
            mine.append(seconds(ours))
            other.append(seconds(theirs))
    except ImportError as missing:
        return Row(what, f"{seconds(ours):.2f} s", f"{peer}: {missing.name} is not installed", "", "", None)
    ratio = statistics.median(b / a for a, b in zip(mine, other, strict=True))
    target = f"{least:g} x" if least else "reported"
    met = ratio >= least if least else None
    ours_text, theirs_text = f"{statistics.median(mine):.2f} s", f"{peer} {statistics.median(other):.2f} s"
    return Row(what, ours_text, theirs_text, f"{ratio:.1f} x", target, met)


def model(module: str, name: str, **options: Any) -> Any:
    return getattr(importlib.import_module(module), name)(**options)


def peak(which: str) -> float:
    """In a process of its own: the memory in MB that scoring adds to the rows and the libraries."""
    from aispm_nb.training_data.kernels import tails

    rows = numbers()
    if which == "ours":
        tails.ecod(rows[:10])
        before = _status("VmRSS")
        tails.ecod(rows)
    else:
        scored = model("pyod.models.ecod", "ECOD")
        before = _status("VmRSS")
        scored.fit(rows)
    return _status("VmHWM") - before


def _status(field: str) -> float:
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def rows(full: bool) -> list[Row]:
    warnings.simplefilter("ignore")
    return [*forests(), *outliers(), *shifts(), *labels(), *duplicates()]


def forests() -> list[Row]:
    from aispm_nb.training_data.kernels import binning, forest

    made, label = labelled()

    def ours(extra: bool) -> float:
        bins = binning.binned(made, binning.edges(made))
        grown = forest.grow(bins, label, 2, trees=200, extra=extra)
        return float((forest.oob(grown, bins).argmax(1) == label).mean())

    def theirs(name: str) -> float:
        peer = model("sklearn.ensemble", name, n_estimators=200, bootstrap=True, oob_score=True)
        return float(peer.fit(made, label).oob_score_)

    ours(False)
    taken = statistics.median(seconds(lambda: ours(False)) for _ in range(TIMES))
    what = "200 trees of 10,000 x 20, out of bag"
    accuracy = f"{ours(False):.4f}", f"scikit-learn {theirs('RandomForestClassifier'):.4f}"
    return [
        Row(f"random forest, {what}", f"{taken:.2f} s", "", "", "<= 0.6 s", taken <= 0.6),
        Row("… its accuracy", *accuracy, "", "within 0.01", abs(float(accuracy[0]) - float(accuracy[1][-6:])) <= 0.01),
        row(
            f"random forest, {what}",
            lambda: ours(False),
            "scikit-learn",
            lambda: theirs("RandomForestClassifier"),
            None,
        ),
        row(f"extra trees, {what}", lambda: ours(True), "scikit-learn", lambda: theirs("ExtraTreesClassifier"), None),
    ]


def outliers() -> list[Row]:
    from aispm_nb.training_data.kernels import histogram, isolation, tails, tails_fold

    made = numbers()
    size = "1M x 20"

    def isolated() -> None:
        isolation.score(isolation.grow(made), made)

    def folded() -> None:
        state = tails_fold.start(made[:2000])
        tails_fold.add(state, made)
        tails_fold.score(state, made, tails_fold.table(state, False))

    def ecod() -> object:
        return model("pyod.models.ecod", "ECOD").fit(made)

    found = [
        row(
            f"isolation forest {size}",
            isolated,
            "scikit-learn",
            lambda: model("sklearn.ensemble", "IsolationForest").fit(made).score_samples(made),
            3,
        ),
        row(f"isolation forest {size}", isolated, "pyod", lambda: model("pyod.models.iforest", "IForest").fit(made), 5),
        row(f"ECOD {size}", lambda: tails.ecod(made), "pyod", ecod, 15),
        row(
            f"COPOD {size}",
            lambda: tails.copod(made),
            "pyod",
            lambda: model("pyod.models.copod", "COPOD").fit(made),
            15,
        ),
        row(f"ECOD {size}, folded", folded, "pyod", ecod, None),
        row(
            f"HBOS {size}",
            lambda: histogram.hbos(made),
            "pyod",
            lambda: model("pyod.models.hbos", "HBOS").fit(made),
            None,
        ),
    ]
    ours = float(fresh(peak, "ours"))
    try:
        theirs = float(fresh(peak, "pyod"))
    except RuntimeError:
        return found
    text = f"{ours:.0f} MB", f"pyod {theirs:.0f} MB", f"{theirs / ours:.1f} x"
    return [*found, Row(f"ECOD {size}, memory besides the rows", *text, "10 x", theirs >= 10 * ours)]


def shifts() -> list[Row]:
    from aispm_nb.training_data.kernels import shift

    before, after = numbers(columns=50), numbers(columns=50, seed=1)

    def theirs() -> None:
        ks = importlib.import_module("scipy.stats").ks_2samp
        for a, b in zip(before.T, after.T, strict=True):
            ks(a, b, method="asymp")
            edges = np.r_[-np.inf, np.unique(np.quantile(a, np.arange(1, 10) / 10)), np.inf]
            shift.psi(*(np.histogram(side, edges)[0].astype(float) for side in (a, b)))

    return [row("KS, PSI 2 x 1M x 50", lambda: shift.two_samples(before, after), "scipy, numpy", theirs, 8)]


def labels() -> list[Row]:
    from aispm_nb.training_data.kernels import confident, spectral

    shares, label = guesses()
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((50_000, 512), np.float32) * rng.random(512, np.float32) + 3
    classes = rng.integers(0, 10, len(vectors)).astype(np.int32)

    def cleanlab() -> None:
        filters, rank = importlib.import_module("cleanlab.filter"), importlib.import_module("cleanlab.rank")
        filters.find_label_issues(label, shares, filter_by="confident_learning", n_jobs=1)
        for method in ("self_confidence", "normalized_margin"):
            rank.get_label_quality_scores(label, shares, method=method)

    def art() -> None:
        poison = importlib.import_module("art.defences.detector.poison").SpectralSignatureDefense
        for c in range(10):
            poison.spectral_signature_scores(vectors[classes == c])

    return [
        row("confident learning 1M x 10", lambda: confident.confident(shares, label), "cleanlab", cleanlab, 10),
        row("spectral signatures 50k x 512", lambda: spectral.signatures(vectors, classes, 10), "ART", art, 10),
    ]


def duplicates() -> list[Row]:
    from aispm_nb.training_data.kernels import hashes

    made = np.round(numbers() * 2)
    made[::7] = made[3]

    def theirs() -> None:
        importlib.import_module("pandas").DataFrame(made).duplicated()

    return [row("equal rows of 1M x 20", lambda: hashes.first_equal(made), "pandas", theirs, None)]
