"""Kernels of columns and trees give the same compiled and as plain Python: what is compiled is what is written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from aispm_nb.training_data.kernels import (
    binning,
    confident,
    forest,
    forest_regression,
    hashes,
    histogram,
    isolation,
    minhash,
    places,
    shift,
    shift_order,
    sorting,
    tails,
    tails_fold,
)

ROOT = Path(__file__).parents[3]


def figures() -> dict[str, str]:
    """A digest of what each kernel says of a few rows."""
    rng = np.random.default_rng(0)
    numbers = rng.integers(-3, 4, (40, 4)).astype(np.float32)
    numbers[3, 1], numbers[4, 2], numbers[5, 0] = np.nan, np.inf, -0.0
    label = rng.integers(0, 3, 40).astype(np.int32)
    bins = binning.binned(numbers, binning.edges(numbers))
    trees = [forest.grow(bins, label, 3, trees=3, extra=extra) for extra in (False, True)]
    means = forest_regression.grow(bins, label + 0.5, trees=3)
    isolated = isolation.grow(numbers, trees=2)
    fold, counted = tails_fold.start(numbers), histogram.start(numbers)
    tails_fold.add(fold, numbers)
    histogram.add(counted, numbers)
    shares = (rng.multinomial(8, [0.3, 0.3, 0.4], 40) / 8).astype(np.float32)
    judged = confident.confident(shares, label)
    sets = minhash.token_sets(["a b c", "b c d", ""])
    compared, drifted = shift.two_samples(numbers[:20], numbers[20:]), shift_order.drift(numbers)
    found = {
        "bins": bins,
        **{f"trees {i}": tree.nodes for i, tree in enumerate([*trees, means])},
        **{f"out of bag {i}": forest.oob(tree, bins) for i, tree in enumerate([*trees, means])},
        "isolation": isolation.score(isolated, numbers),
        "ecod": tails.ecod(numbers),
        "copod": tails.copod(numbers),
        "tails": fold.counts,
        "folded": tails_fold.score(fold, numbers, tails_fold.table(fold, True)),
        "hbos": histogram.score(counted, numbers),
        "ks": compared.ks,
        "energy": np.round(compared.energy, 9),
        "drift": drifted.at,
        "batch": np.stack([drifted.begin, drifted.end]),
        "joint": judged.joint,
        "guess": judged.guess,
        "margin": judged.margin,
        "hashes": hashes.hashed(numbers),
        "equal": hashes.first_equal(numbers),
        "below": places.below(np.sort(numbers[:, 3]), numbers[:, 0]),
        "upto": places.upto(np.sort(numbers[:, 3]).astype(np.float64), numbers[:, 0]),
        "in order": sorting.by_digits(numbers[:, 0].copy(), np.empty(40, np.float32)),
        "minhash": minhash.minhash(*sets, 8),
        "simhash": minhash.simhash(*sets),
    }
    return {name: hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest() for name, value in found.items()}


def test_interpreted_as_compiled() -> None:
    code = "import json; from tests.training_data.kernels.test_interpreted_columns import figures; print(json.dumps(figures()))"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    interpreted, compiled = json.loads(done.stdout), figures()
    assert [name for name in compiled if compiled[name] != interpreted[name]] == []
