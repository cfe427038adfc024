"""Random draws inside kernels: a xorshift state of one number, the same stream compiled and interpreted.

numpy's own generators cannot be stepped from several threads of compiled code, and numba's are a state per thread, so
that the trees would depend on who grew them. Marsaglia, "Xorshift RNGs", J. Stat. Softw. 8(14), 2003: shifts 13, 7, 17.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

SHIFTS = (np.uint64(13), np.uint64(7), np.uint64(17))
HALF = np.uint64(32)


def seeds(seed: int, count: int) -> NDArray[np.uint64]:
    """States for ``count`` independent streams; never zero, which xorshift cannot leave."""
    return np.random.SeedSequence(seed).generate_state(count, np.uint64) | np.uint64(1)


@compiled(inline="always")
def below(state: NDArray[np.uint64], bound: int) -> int:
    """A number of 0 … bound - 1 (bound < 2**31); moves the state of one uint64."""
    x = state[0]
    x ^= x << SHIFTS[0]
    x ^= x >> SHIFTS[1]
    x ^= x << SHIFTS[2]
    state[0] = x
    return int(((x >> HALF) * np.uint64(bound)) >> HALF)
