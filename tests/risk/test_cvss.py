"""CVSS: the library we rely on gives the calculator's numbers, and vectors agree with the severities beside them."""

from __future__ import annotations

import pytest
from cvss import CVSS4

from aispm_nb.vocabulary import Rule, Severity

from ..worlds import every_rule

SEVERE = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H"
PICKLE = "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
DATASET = "CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:N/VI:H/VA:L/SC:N/SI:H/SA:N"


@pytest.mark.parametrize(
    ("vector", "score"),
    [(f"{SEVERE}/SC:H/SI:H/SA:H", 10.0), (f"{SEVERE}/SC:H/SI:H/SA:N", 9.9), (PICKLE, 8.4), (DATASET, 7.0),
     (f"{DATASET}/E:U", 3.9), (f"{DATASET}/IR:H/E:P", 5.7)],
)  # fmt: skip
def test_published_scores(vector: str, score: float) -> None:
    scores = CVSS4(vector).scores()
    assert float(scores[0]) == score


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in every_rule() if rule.cvss])
def test_a_vector_is_at_most_one_step_milder_than_the_severity(rule: Rule) -> None:
    band = CVSS4(rule.cvss).severity.lower().replace("none", "info")
    assert Severity(band).rank <= rule.severity.rank + 1
