"""By when: the days are published steps, anybody can change them, and whose they are is said."""

from __future__ import annotations

import pytest

from aispm_nb.risk.due import due
from aispm_nb.vocabulary import Priority, UsageError


def test_the_steps_are_those_of_the_directive_and_a_milder_priority_is_never_due_earlier() -> None:
    assert due({}) == {"immediate": 3, "out-of-cycle": 14, "scheduled": 60, "defer": None, "source": "CISA BOD 26-04"}
    days = [due({})[priority] or 10**6 for priority in Priority]
    assert days == sorted(days)


def test_anybody_can_change_them() -> None:
    assert due({"AISPM_DUE_DAYS": " immediate = 1,defer=365 , scheduled=none"}) == {
        "immediate": 1, "out-of-cycle": 14, "scheduled": None, "defer": 365, "source": "AISPM_DUE_DAYS"}  # fmt: skip


@pytest.mark.parametrize("said", ["now=1", "immediate", "immediate=-1", "immediate=1.5", "immediate=soon", "14"])
def test_what_cannot_be_read_is_said(said: str) -> None:
    with pytest.raises(UsageError, match="AISPM_DUE_DAYS"):
        due({"AISPM_DUE_DAYS": said})
