"""Neighbours: the search equals its specification, whatever the cells, the threads and the rows; nothing near is missed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

from aispm_nb.training_data.kernels.neighbours import NONE, neighbours, neighbours_specified, search_among

RANDOM = np.random.default_rng
LATTICES = {
    "bits": RANDOM(0).integers(0, 2, (500, 6)),
    "small integers": RANDOM(1).integers(-2, 3, (700, 3)),
    "few values": RANDOM(2).integers(0, 9, (600, 1)),
    "constant columns": RANDOM(3).integers(0, 5, (300, 9)) * (np.arange(9) % 2),
    "all rows equal": np.full((1500, 2), 3),
    "one row many times": np.where(RANDOM(4).random((900, 1)) < 0.9, 1, RANDOM(5).integers(0, 4, (900, 4))),
    "wide": RANDOM(6).integers(0, 2, (150, 300)),
    "far from the origin": RANDOM(7).integers(0, 3, (400, 4)) + 2**20,
    "one row": np.array([[1, 2]]),
    "two rows": np.array([[1, 2], [1, 2]]),
}
REAL = {
    "gaussian": RANDOM(0).standard_normal((900, 5)),
    "clusters": RANDOM(1).standard_normal((800, 12)) + 50 * RANDOM(2).integers(0, 3, (800, 1)),
    "tight clusters far away": 1e-4 * RANDOM(3).standard_normal((600, 4)) + 1000 * RANDOM(4).integers(1, 4, (600, 1)),
    "heavy tails": RANDOM(5).standard_cauchy((700, 3)) ** 3,
    "one number": RANDOM(6).lognormal(size=(1000, 1)),
    "small scale": 1e-12 * RANDOM(7).standard_normal((300, 8)),
}


@pytest.mark.parametrize("cells", [1, 7, 60])
@pytest.mark.parametrize("k", [1, 10, 64])
@pytest.mark.parametrize("name", LATTICES)
def test_equals_its_specification_where_ties_are_common(name: str, k: int, cells: int) -> None:
    rows = LATTICES[name].astype(np.float32)
    others = rows[RANDOM(8).permutation(len(rows))[:97]] + RANDOM(9).integers(0, 2, (min(97, len(rows)), 1))
    for leave_out, asked in (True, rows), (False, rows), (False, others.astype(np.float32)):
        wanted = neighbours_specified(asked, rows, k, leave_out=leave_out)
        squared, indices = search_among(asked, rows, cells, k, leave_out, 1)
        assert np.array_equal(np.sqrt(squared), wanted[0])
        assert np.array_equal(indices, wanted[1])


@pytest.mark.parametrize("cells", [1, 40])
@pytest.mark.parametrize("name", REAL)
def test_equals_its_specification_on_real_values(name: str, cells: int) -> None:
    rows = REAL[name].astype(np.float32)
    for leave_out, asked in (True, rows), (False, rows[::7] * np.float32(1.01)):
        wanted, nearest = neighbours_specified(asked, rows, 20, leave_out=leave_out)
        squared, indices = search_among(asked, rows, cells, 20, leave_out, 2)
        np.testing.assert_allclose(np.sqrt(squared), wanted, rtol=1e-5)
        assert (indices == nearest).mean() > 0.999  # sums in another order may change places


@pytest.mark.parametrize("d", [2, 30])
def test_equals_scikit_learn(d: int) -> None:
    rows = RANDOM(d).standard_normal((5000, d)).astype(np.float32)
    distances, indices = neighbours(rows, rows, 15, leave_out=True)
    wanted, nearest = NearestNeighbors(n_neighbors=15).fit(rows.astype(np.float64)).kneighbors()
    np.testing.assert_allclose(distances, wanted, rtol=1e-5)
    assert (indices == nearest).mean() > 0.999


def test_equal_rows_far_from_the_origin_are_at_exactly_0() -> None:
    rows = (RANDOM(0).standard_normal((3000, 20)) + 1e5).astype(np.float32)
    distances, indices = neighbours(rows[::2], rows, 1)
    assert (distances == 0).all() and (indices[:, 0] == np.arange(0, 3000, 2)).all()


def test_threads_change_nothing() -> None:
    rows = RANDOM(0).integers(0, 4, (6000, 5)).astype(np.float32)
    one, three = (neighbours(rows, rows, 9, leave_out=True, threads=threads) for threads in (1, 3))
    assert all(np.array_equal(a, b) for a, b in zip(one, three, strict=True))


def test_fewer_rows_than_asked_for() -> None:
    rows = np.array([[0.0], [2.0], [5.0]], np.float32)
    distances, indices = neighbours(rows, rows, 4, leave_out=True)
    assert indices.tolist() == [[1, 2, NONE, NONE], [0, 2, NONE, NONE], [1, 0, NONE, NONE]]
    assert distances.tolist() == [[2, 5, np.inf, np.inf], [2, 3, np.inf, np.inf], [3, 5, np.inf, np.inf]]
    for asked, reference in (rows, rows[:0]), (rows[:0], rows):
        distances, indices = neighbours(asked, reference, 2)
        assert distances.shape == indices.shape == (len(asked), 2) and (indices == NONE).all()


def test_rows_in_any_layout() -> None:
    rows = RANDOM(0).integers(0, 9, (200, 6))
    wanted = neighbours_specified(rows.astype(np.float32), rows.astype(np.float32), 3)
    locked = rows.astype(np.float32)
    locked.flags.writeable = False
    twice = np.repeat(rows, 2, axis=1).astype(np.float32)[:, ::2]
    for given in (rows.astype(np.float64), np.asfortranarray(rows, np.float32), locked, twice):
        found = neighbours(given, given, 3)
        assert all(np.array_equal(a, b) for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize(
    "call",
    [
        lambda rows: neighbours(rows, rows[:, :1], 1),
        lambda rows: neighbours(rows[:2], rows, 1, leave_out=True),
        lambda rows: neighbours(rows, rows, 0),
        lambda rows: neighbours(rows[0], rows, 1),
    ],
)
def test_what_cannot_be_asked(call: object) -> None:
    with pytest.raises(ValueError):
        call(np.zeros((3, 2), np.float32))  # type: ignore[operator]


def small() -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    rows = RANDOM(0).integers(0, 3, (60, 2)).astype(np.float32)
    return search_among(rows, rows, 5, 4, True, 1)


def test_interpreted_it_is_the_same() -> None:
    code = "from tests.training_data.kernels.test_neighbours import small; import json; print(json.dumps([a.tolist() for a in small()]))"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [a.tolist() for a in small()]
