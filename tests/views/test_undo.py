"""Whether a fix can be undone: each rule of ours says it, and what is revoked or deleted never counts as something that can be put back."""

from __future__ import annotations

import re

import pytest

from aispm_nb import catalogue
from aispm_nb.vocabulary import Rule, Undo

RULES = [pytest.param(rule, id=rule.id) for rule in catalogue.rules().values()]
# A key that is revoked and a thing that is deleted do not come back. An alias is a name: what is deleted is set again.
LOST = re.compile(r"\brevoke the (key|secret|token|credential)|\bdelete (?!the alias)(?!it)(the|such) ", re.IGNORECASE)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_says_whether_its_fix_can_be_undone(rule: Rule) -> None:
    assert rule.undo is not None
    if LOST.search(rule.fix):
        assert rule.undo is Undo.LOST, rule.fix


def test_all_three_answers_are_given() -> None:
    assert {rule.undo for rule in catalogue.rules().values()} == set(Undo)
