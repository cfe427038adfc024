"""How large a snapshot gets: whole up to 100,000 findings, then put together, and every one of them still counted."""

from __future__ import annotations

from typing import Any

from aispm_nb.views import card
from aispm_nb.views.report import document_in, report
from aispm_nb.views.snapshot_size import WHOLE, fitting
from tests.views import postures, queue_states


def test_a_hundred_thousand_findings_fit_three_megabytes() -> None:
    assert WHOLE == 100_000
    page = report(postures.large(WHOLE, 10_000))
    assert len(page.encode()) < 3_000_000
    assert len(document_in(page)["findings"]["rule"]) == WHOLE


def test_up_to_the_limit_nothing_is_put_together() -> None:
    document = fitting(queue_states.posture(), whole=260)
    assert "aggregated" not in document and "count" not in document["findings"]
    assert document == queue_states.posture().document()


def test_above_it_alike_findings_become_a_row_that_says_how_many() -> None:
    posture = queue_states.posture()
    document = fitting(posture, whole=200, single=50, most=200)
    found = document["findings"]
    assert document["aggregated"] == {"findings": 260, "rows": len(found["rule"])}
    assert len(found["rule"]) < 260 and sum(found["count"]) == 260
    assert found["count"][:50] == [1] * 50
    assert document["truncated"]["findings"] == {"shown": 260, "of": 260}
    assert card.counts(document) == card.counts(posture.document())
    for i in (i for i, n in enumerate(found["count"]) if n > 1):
        assert found["title"][i].startswith(f"{found['count'][i]} findings alike, for example: ")
        assert found["evidence"][i][0]["findings alike"] == found["count"][i]


def test_models_are_put_together_where_there_are_too_many_groups() -> None:
    def rows(**limits: Any) -> int:
        return len(fitting(queue_states.posture(), whole=200, single=0, **limits)["findings"]["rule"])

    assert rows(most=1) <= rows(most=10_000) < 260
