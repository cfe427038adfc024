"""All that a priority hangs on, of each finding, as one small number: a what-if is asked once for each number, not for each finding.

The twin of `inputs.ts`; tests/views/golden holds both to one answer.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from ..risk.priority import table
from .aggregates import likelihood
from .queue_state import (
    AS_IS,
    CONFIDENCES,
    EXPLOITATIONS,
    EXPOSURES,
    IMPACTS,
    PRIORITY_KEYS,
    SEVERITY_KEYS,
    WhatIf,
)

# Each input, its scale, and where a word that is not on it goes.
SCALES: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("priority", PRIORITY_KEYS, len(PRIORITY_KEYS) - 1),
    ("severity", SEVERITY_KEYS, len(SEVERITY_KEYS) - 1),
    ("confidence", CONFIDENCES, len(CONFIDENCES) - 1),
    ("exploitation", EXPLOITATIONS, 0),
    ("exposure", EXPOSURES, 0),
    ("automatable", ("false", "true"), 0),
    ("impact", IMPACTS, 0),
)
KINDS = int(np.prod([len(scale) for _, scale, _ in SCALES]))
Numbers = npt.NDArray[np.uint8]

_all = np.array(np.unravel_index(np.arange(KINDS), [len(scale) for _, scale, _ in SCALES]), dtype=np.uint8)
RECORDED, SEVERITY, CONFIDENCE, EXPLOITATION, EXPOSURE, AUTOMATABLE, IMPACT = _all


@cache
def risk() -> Numbers:
    """The cell of the risk matrix, by inputs. It stays where it is under a what-if: the matrix shows what is known."""
    return np.array(
        [
            likelihood(EXPLOITATIONS[e], EXPOSURES[x], bool(a)) * len(IMPACTS) + i
            for e, x, a, i in zip(EXPLOITATION, EXPOSURE, AUTOMATABLE, IMPACT, strict=True)
        ],
        dtype=np.uint8,
    )


@cache
def decisions() -> npt.NDArray[np.uint8]:
    """The decision table as ranks: ``[exploitation, exposure, automatable, impact]``."""
    ranks = np.zeros((len(EXPLOITATIONS), len(EXPOSURES), 2, len(IMPACTS)), dtype=np.uint8)
    for d, priority in table().items():
        at = (
            EXPLOITATIONS.index(d.exploitation),
            EXPOSURES.index(d.exposure),
            int(d.automatable),
            IMPACTS.index(d.impact),
        )
        ranks[at] = PRIORITY_KEYS.index(priority)
    return ranks


@cache
def priorities(whatif: WhatIf) -> Numbers:
    """Where findings would stand, by inputs. One whose inputs stay as they are keeps the priority it was given."""
    if whatif == AS_IS:
        return np.asarray(RECORDED, dtype=np.uint8)
    exposure = np.clip(EXPOSURE.astype(int) + whatif.exposure, 0, len(EXPOSURES) - 1)
    impact = np.clip(IMPACT.astype(int) + whatif.impact, 0, len(IMPACTS) - 1)
    exploitation = np.full(KINDS, len(EXPLOITATIONS) - 1) if whatif.exploited else EXPLOITATION.astype(int)
    same = (exposure == EXPOSURE) & (impact == IMPACT) & (exploitation == EXPLOITATION)
    ranks = np.where(same, RECORDED, decisions()[exploitation, exposure, AUTOMATABLE, impact])
    sunk = (whatif.severity < SEVERITY) | (whatif.confidence < CONFIDENCE)
    return np.where(sunk, PRIORITY_KEYS.index("defer"), ranks).astype(np.uint8)
