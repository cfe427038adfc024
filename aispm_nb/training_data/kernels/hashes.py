"""A hash of 64 bits for rows of numbers, and rows that are exactly equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

ODD = np.uint64(0x9E3779B97F4A7C15)
MORE = np.uint64(0xBF58476D1CE4E5B9)
LAST = np.uint64(0x94D049BB133111EB)
S27, S30, S31 = np.uint64(27), np.uint64(30), np.uint64(31)
NAN = np.uint64(0x7FC00000)


def hashed(numbers: NDArray[np.float32], seed: int = 0) -> NDArray[np.uint64]:
    """Hashes (n,) of rows (n, d): equal rows have equal ones, where -0.0 is 0.0 and all NaN are one value.

    The same on every machine and in every process, so hashes of batches may be compared. Others are equal by chance, two
    of a million once in 37 million tries, or by intent: ``first_equal`` compares the rows themselves. Mixing is
    splitmix64's (Steele, Lea and Flood, 2014), a value at a time.
    """
    rows = np.require(numbers, np.float32, ["C", "W"])
    out = np.empty(len(rows), np.uint64)
    with np.errstate(over="ignore"):  # interpreted, numbers that wrap around warn
        _hashed(rows.view(np.uint32), np.uint64(seed), out)
    return out


def specification(numbers: NDArray[np.float32], seed: int = 0) -> NDArray[np.uint64]:
    """``hashed`` in numpy, column by column."""
    rows = np.asarray(numbers, np.float32) + np.float32(0)
    words = np.where(np.isnan(rows), NAN, np.ascontiguousarray(rows).view(np.uint32)).astype(np.uint64)
    out = np.full(len(rows), np.uint64(seed) ^ ODD)
    for word in words.T:
        out = (out ^ word) * ODD
        out ^= out >> S30
    out = (out ^ (out >> S27)) * MORE
    out = (out ^ (out >> S30)) * LAST
    return out ^ (out >> S31)


def first_equal(numbers: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each row (n, d) the first that equals it, (n,); itself when none does. Exact: hashes only say where to look.

    ``np.unique`` of that gives the groups, ``np.bincount`` their sizes. Hashes are seeded anew each time, so that nobody can
    prepare rows whose hashes meet.
    """
    rows = np.require(numbers, np.float32, ["C", "W"])
    keys = hashed(rows, int(np.random.default_rng().integers(1 << 63)))
    size = 1 << int(2 * len(rows) + 1).bit_length()
    out = np.empty(len(rows), np.int64)
    _first_equal(rows, keys, np.full(size, -1, np.int64), out)
    return out


@compiled()
def mixed(word: np.uint64) -> np.uint64:
    """The end of splitmix64: every bit of the word decides every bit of this."""
    word = (word ^ (word >> S27)) * MORE
    word = (word ^ (word >> S30)) * LAST
    return word ^ (word >> S31)


@compiled()
def _hashed(words: NDArray[np.uint32], seed: np.uint64, out: NDArray[np.uint64]) -> None:
    for i in range(len(words)):
        state = seed ^ ODD
        for j in range(words.shape[1]):
            word = np.uint64(words[i, j])
            size = word & np.uint64(0x7FFFFFFF)
            if size > np.uint64(0x7F800000):
                word = NAN
            elif size == np.uint64(0):
                word = size
            state = (state ^ word) * ODD
            state ^= state >> S30
        out[i] = mixed(state)


@compiled()
def same(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    """Whether two rows are equal, NaN to NaN."""
    for j in range(len(a)):  # noqa: SIM110 - the compiled twin has no all()
        if a[j] != b[j] and not (np.isnan(a[j]) and np.isnan(b[j])):
            return False
    return True


@compiled()
def _first_equal(
    rows: NDArray[np.float32], keys: NDArray[np.uint64], table: NDArray[np.int64], out: NDArray[np.int64]
) -> None:
    """A table with free places, each for the first row of its kind; a power of two of them, half of them free."""
    last = len(table) - 1
    for i in range(len(rows)):
        at = np.int64(keys[i] & np.uint64(last))
        while table[at] >= 0 and not (keys[table[at]] == keys[i] and same(rows[table[at]], rows[i])):
            at = (at + 1) & last
        if table[at] < 0:
            table[at] = i
        out[i] = table[at]
