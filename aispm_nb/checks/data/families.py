"""Questions over a family of row checks: are more rows beyond the filter threshold than chance puts there?"""

from __future__ import annotations

FEWEST = 5  # rows: fewer are looked at in the report, not called a finding


def beyond(times: int) -> str:
    """SQL: more rows than ``times`` what is expected and four standard deviations (Poisson), for small and large sets alike."""
    return f"f.strong >= greatest({FEWEST}, {times} * s.filter_rate * s.scored + 4 * sqrt(s.filter_rate * s.scored))"


def question(family: str, what: str, times: int = 2) -> str:
    """A rule's SQL: fails where ``family`` has clearly more rows beyond the filter threshold than clean data would."""
    return f"""
    SELECT s.asset, f.strong AS rows, s.scored AS of_rows, f.worst[:10] AS rows_to_look_at_first, s.label,
           CASE WHEN s.state IN ('checked', 'partial') AND f.reason IS NULL AND f.strong IS NOT NULL THEN
               {beyond(times)} END AS fails,
           coalesce(CASE WHEN s.state IN ('absent', 'unread') THEN s.reason END, f.reason) AS reason,
           s.name || ': ' || f.strong || ' of ' || s.scored || ' rows {what}' AS says
    FROM training_sets s LEFT JOIN row_families f ON f.asset = s.asset AND f.family = '{family}'"""


def world(family: str, strong: int) -> dict[str, list[dict[str, object]]]:
    """A checked set of 1,000 rows with ``strong`` rows of ``family`` beyond the filter threshold, and one that is not there."""
    checked: dict[str, object] = {
        "asset": "datasets:/a@1",
        "name": "a",
        "state": "checked",
        "rows": 1000,
        "scored": 1000,
        "filter_rate": 0.001,
    }
    absent: dict[str, object] = {
        "asset": "datasets:/b@1",
        "name": "b",
        "state": "absent",
        "reason": "its file is not there; restore it",
    }
    return {"training_sets": [checked, absent],
            "row_families": [{"asset": "datasets:/a@1", "family": family, "alerts": strong, "strong": strong, "worst": [3, 7]}]}  # fmt: skip
