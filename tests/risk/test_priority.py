"""SSVC's deployer table: every row, complete, and never milder for a worse answer."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from aispm_nb.risk.priority import Decision, decide, table
from aispm_nb.vocabulary import Exploitation, Exposure, Impact, Priority

# CERT/CC, "Deployer Patch Application Priority" 1.0.0, entered anew from the publication: a line for each exploitation
# (none, public poc, active); in it small, controlled and open, each not automatable and then automatable; the four
# letters are the outcomes for low, medium, high and very high impact.
PUBLISHED = """
ddss dsss dsss ssss dsss ssso
dsss ssss dsss ssso ssso ssoo
ssoo sooo ssoo oooo sooi ooii
"""
LETTERS = {letter: Priority(word) for letter, word in
           {"d": "defer", "s": "scheduled", "o": "out-of-cycle", "i": "immediate"}.items()}  # fmt: skip
MILDEST_FIRST = [
    Decision(*answers)
    for answers in product(reversed(Exploitation), reversed(Exposure), (False, True), reversed(Impact))
]
EXPECTED = dict(zip(MILDEST_FIRST, (LETTERS[letter] for letter in "".join(PUBLISHED.split())), strict=True))


@pytest.mark.parametrize("decision", MILDEST_FIRST, ids=lambda d: "/".join(map(str, d)))
def test_every_row_is_the_published_one(decision: Decision) -> None:
    assert decide(decision) == EXPECTED[decision]


def test_the_table_is_complete_and_of_the_published_shape() -> None:
    assert table().keys() == set(MILDEST_FIRST)
    assert Counter(map(str, table().values())) == {"defer": 7, "scheduled": 42, "out-of-cycle": 20, "immediate": 3}


@pytest.mark.parametrize(("question", "scale"), [("exploitation", Exploitation), ("exposure", Exposure),
                                                 ("automatable", (True, False)), ("impact", Impact)])  # fmt: skip
def test_a_worse_answer_never_gives_a_milder_outcome(question: str, scale: object) -> None:
    worst_first = list(scale)  # type: ignore[call-overload]
    for decision in MILDEST_FIRST:
        ranks = [decide(decision._replace(**{question: answer})).rank for answer in worst_first]
        assert ranks == sorted(ranks), decision
