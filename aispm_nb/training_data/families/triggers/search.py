"""The search for triggers in columns: boxes of values in which a label is given against what the rest of the row says, more than chance explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..chance import drawn
from .campaigns import usual
from .exclusion import checked
from .forced import forced
from .labelled import LEAST, Found, Labelled
from .lone import lone
from .noticed import full, meeting, repeated

FEWEST = 3  # rows of a class that is searched for
STRONGER = 2.0  # times as strong as the third of its kind, up to which a finding is taken for a rule of the set's own


def search(among: Labelled, nulls: int, seed: int) -> list[Found]:
    """Boxes with evidence against ``nulls`` redrawn sets of labels, strongest first."""
    random = np.random.default_rng(seed)
    redrawn = [drawn(among.expected, random) for _ in range(nulls)]
    found = repeated(among) + meeting(among) + lone(among)
    for label in range(among.classes):
        if (among.y == label).sum() >= FEWEST:
            found += forced(among, label, redrawn, [one.box for one in found if one.label == label])
    left = sorted(checked(among, full(among, redrawn, seed, found)), key=lambda one: -one.evidence)
    return [one for one in _beyond_its_own(among, left) if one.evidence >= LEAST]


def _beyond_its_own(among: Labelled, found: Sequence[Found]) -> list[Found]:
    """The evidence that is more than columns of this set give of their own: where they hold three rules, one as strong is a rule."""
    held = [(one, np.flatnonzero(among.inside(one.box))) for one in found]
    kept: list[Found] = []
    for one in found:
        same = [(other.evidence, rows) for other, rows in held if {*other.box.columns} & {*one.box.columns}]
        kept.append(replace(one, evidence=one.evidence - STRONGER * usual(same)))
    return kept
