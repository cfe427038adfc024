"""A column of float32 in order: by numpy, or by its bits where numpy's sort in vectors is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .tails import BUCKETS, MASKS, SHIFTS, moved


def in_order(column: NDArray[np.float32], room: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values of a column (n,) that are not NaN, rising, -0.0 as 0.0; n < 2**31.

    Both arrays are overwritten, and the answer is the begin of one of them.
    """
    return by_vectors(column) if _vectors_are_faster() else by_digits(column, room)


def by_vectors(column: NDArray[np.float32]) -> NDArray[np.float32]:
    """``in_order`` by numpy, which leaves NaN at the end and zeros as they were."""
    column.sort()
    column = column[: np.searchsorted(column, np.nan)]
    zeros = np.searchsorted(column, np.array([0, np.finfo(np.float32).smallest_subnormal], np.float32))
    column[slice(*zeros)] = 0
    return column


def by_digits(column: NDArray[np.float32], room: NDArray[np.float32]) -> NDArray[np.float32]:
    """``in_order`` by a radix sort of three passes, two fewer where values are few: as fast on one processor as on another."""
    keys, other = column.view(np.uint32), room.view(np.uint32)
    return _in_order(keys, other).view(np.float32)


def specification(column: NDArray[np.float32]) -> NDArray[np.float32]:
    """``in_order`` in numpy."""
    ordered: NDArray[np.float32] = np.sort(column[~np.isnan(column)] + np.float32(0))
    return ordered


@cache
def _vectors_are_faster() -> bool:
    """Tried once a process: where compressing stores of AVX-512 are slow (Zen 4), numpy's sort takes four times as long as elsewhere."""
    sample = np.random.default_rng(0).normal(size=1 << 16).astype(np.float32)
    by_digits(sample[:9].copy(), np.empty(9, np.float32))

    def taken(sort: Callable[[NDArray[np.float32]], object]) -> float:
        times = []
        for _ in range(3):
            column = sample.copy()
            start = perf_counter()
            sort(column)
            times.append(perf_counter() - start)
        return min(times)

    room = np.empty_like(sample)
    return taken(by_vectors) < taken(lambda column: by_digits(column, room))


@compiled()
def _in_order(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """From bits to keys of 32 bits that order as the values do, and back."""
    counts = np.zeros((3, BUCKETS), np.int32)
    m = 0
    for i in range(len(a)):
        word = int(a[i])
        size = word & 0x7FFFFFFF
        if size > 0x7F800000:
            continue
        key = 0x80000000 + (size if word == size else -size)
        a[m] = key
        m += 1
        counts[0, key & MASKS[0]] += 1
        counts[1, (key >> SHIFTS[1]) & MASKS[1]] += 1
        counts[2, key >> SHIFTS[2]] += 1
    for digit in range(3):
        if m and moved(a, b, m, counts[digit], SHIFTS[digit], MASKS[digit]):
            a, b = b, a
    for i in range(m):
        key = int(a[i])
        a[i] = key - 0x80000000 if key >= 0x80000000 else 0x100000000 - key
    return a[:m]
