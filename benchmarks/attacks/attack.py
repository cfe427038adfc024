"""What an attack is, and the list of them: each a function of rows, a generator and a rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aispm_nb.training_data.encoded import Encoded
from benchmarks.attacks import crowds, guises, labels, later, phrases, strangers, triggers


@dataclass(frozen=True)
class Poisoned:
    """Rows after the attack, which of them it touched, the family that should find them, and what was planted."""

    rows: Encoded
    bad: NDArray[np.bool_]
    family: str
    planted: dict[str, Any]


@dataclass(frozen=True)
class Attack:
    name: str
    family: str
    needs: str  # "any", "image", "text", "discrete", "number"
    rate: float
    make: Callable[..., tuple[Encoded, NDArray[np.intp], dict[str, Any]]]
    stage: str = (
        "developed"  # "seen", "fresh": once held out, looked at since; "later": opened when all else was settled
    )

    def __call__(self, rows: Encoded, seed: int) -> Poisoned:
        made, index, planted = self.make(rows, np.random.default_rng([seed, 11]), self.rate)
        bad = np.zeros(len(made), dtype=bool)
        bad[index] = True
        shuffled = np.random.default_rng([seed, 12]).permutation(len(made))
        assert made.label is not None
        made = replace(
            made,
            numbers=np.ascontiguousarray(made.numbers[shuffled]),
            label=made.label[shuffled],
            texts={name: [column[i] for i in shuffled] for name, column in made.texts.items()},
        )
        return Poisoned(made, bad[shuffled], self.family, planted)


ATTACKS = (
    Attack("flip 5 %", "label", "any", 0.05, labels.flip),
    Attack("flip 10 %", "label", "any", 0.10, labels.flip),
    Attack("targeted 2 %", "label", "any", 0.02, labels.targeted),
    Attack("patch 1 %", "backdoor", "image", 0.01, triggers.patch),
    Attack("patch 5 %", "backdoor", "image", 0.05, triggers.patch),
    Attack("pixel 1 %", "backdoor", "image", 0.01, triggers.pixel),
    Attack("blended 2 %", "backdoor", "image", 0.02, triggers.blended),
    Attack("clean label 1 %", "backdoor", "image", 0.01, triggers.clean_label),
    Attack("two columns 1 %", "backdoor", "number", 0.01, triggers.two_columns),
    Attack("two columns jittered 1.5 %", "backdoor", "number", 0.015, triggers.two_columns_jittered),
    Attack("discrete 1.5 %", "backdoor", "discrete", 0.015, triggers.discrete),
    Attack("token 1 %", "backdoor", "text", 0.01, triggers.token),
    Attack("token 3 %", "backdoor", "text", 0.03, triggers.token),
    Attack("phrase 2 %", "backdoor", "text", 0.02, triggers.phrase),
    Attack("cluster 1 %", "duplicate", "number", 0.01, crowds.cluster),
    Attack("near duplicates 2 %", "duplicate", "number", 0.02, crowds.near_duplicates),
    Attack("copied text 2 %", "duplicate", "text", 0.02, crowds.copied_text),
    Attack("outliers marginal 2 %", "outlier", "number", 0.02, strangers.marginal),
    Attack("outliers contextual 2 %", "outlier", "number", 0.02, strangers.contextual),
    Attack("flip 3 %", "label", "any", 0.03, labels.flip, stage="seen"),
    Attack("targeted 4 %", "label", "any", 0.04, labels.targeted, stage="seen"),
    Attack("three columns jittered 1 %", "backdoor", "number", 0.01, triggers.three_columns, stage="seen"),
    Attack("sinusoid 3 %", "backdoor", "image", 0.03, triggers.sinusoid, stage="seen"),
    Attack("out of range 1 %", "backdoor", "number", 0.01, triggers.out_of_range, stage="seen"),
    Attack("spread copies 3 %", "duplicate", "number", 0.03, crowds.spread_copies, stage="seen"),
    Attack("swapped columns 2 %", "outlier", "number", 0.02, strangers.swapped, stage="seen"),
    Attack("flips near the border 3 %", "label", "number", 0.03, labels.near_border, stage="fresh"),
    Attack("flips far from the border 3 %", "label", "number", 0.03, labels.far_from_border, stage="fresh"),
    Attack("one class into all 4 %", "label", "any", 0.04, labels.one_to_all, stage="fresh"),
    Attack("each class into the next 6 %", "label", "any", 0.06, labels.to_the_next, stage="fresh"),
    Attack("feature collision 1 %", "label", "number", 0.01, guises.collision, stage="fresh"),
    Attack("three quantiles 1.5 %", "backdoor", "number", 0.015, guises.three_quantiles, stage="fresh"),
    Attack("a rare category 2 %", "backdoor", "number", 0.02, guises.category, stage="fresh"),
    Attack("two columns emptied 1.5 %", "backdoor", "number", 0.015, guises.missing, stage="fresh"),
    Attack("four columns moved 2 %", "backdoor", "number", 0.02, guises.moved, stage="fresh"),
    Attack("wandering patch 2 %", "backdoor", "image", 0.02, guises.wandering_patch, stage="fresh"),
    Attack("upright wave 2 %", "backdoor", "image", 0.02, guises.upright_wave, stage="fresh"),
    Attack("opening word 2 %", "backdoor", "text", 0.02, phrases.opening, stage="fresh"),
    Attack("closing phrase 1.5 %", "backdoor", "text", 0.015, phrases.closing, stage="fresh"),
    Attack("misspelt word 1.5 %", "backdoor", "text", 0.015, phrases.misspelt, stage="fresh"),
    Attack("two words apart 2 %", "backdoor", "text", 0.02, phrases.two_apart, stage="fresh"),
    Attack("flood of one class 3 %", "duplicate", "number", 0.03, crowds.one_class_flood, stage="fresh"),
    Attack("copies with swaps 2 %", "duplicate", "number", 0.02, crowds.swapped_copies, stage="fresh"),
    Attack("rounded copies 2 %", "duplicate", "number", 0.02, crowds.rounded_copies, stage="fresh"),
    Attack("reordered text 2 %", "duplicate", "text", 0.02, crowds.reordered_text, stage="fresh"),
    Attack("stretched rows 2 %", "outlier", "number", 0.02, strangers.stretched, stage="fresh"),
    Attack("permuted rows 2 %", "outlier", "number", 0.02, strangers.permuted, stage="fresh"),
    Attack("two columns exchanged 2 %", "outlier", "number", 0.02, strangers.two_exchanged, stage="fresh"),
    Attack("flip 8 %", "label", "any", 0.08, labels.flip, stage="later"),
    Attack("flips in a corner 2 %", "label", "number", 0.02, later.corner, stage="later"),
    Attack("a number and a category 1.5 %", "backdoor", "number", 0.015, later.mixed, stage="later"),
    Attack("one column emptied 2 %", "backdoor", "number", 0.02, later.emptied, stage="later"),
    Attack("two columns high 1.5 %", "backdoor", "number", 0.015, later.high, stage="later"),
    Attack("two columns with 8 % jitter 2 %", "backdoor", "number", 0.02, triggers.two_columns_loose, stage="later"),
    Attack("copies of one row 1 %", "duplicate", "number", 0.01, later.one_row, stage="later"),
    Attack("copies in part 2 %", "duplicate", "number", 0.02, later.half_copies, stage="later"),
    Attack("a unit slipped 2 %", "outlier", "number", 0.02, later.unit_slip, stage="later"),
    Attack("columns shifted 2 %", "outlier", "number", 0.02, later.shifted, stage="later"),
    Attack("signs turned 2 %", "outlier", "number", 0.02, later.turned, stage="later"),
)
