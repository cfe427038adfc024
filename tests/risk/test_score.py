"""Microsoft's secure-score formula, and what is left out of it."""

from __future__ import annotations

import pytest

from aispm_nb.risk import rules, score
from aispm_nb.vocabulary import Rule, Severity

from .small import Connection, add, assess, rows, rule


def test_the_worked_example() -> None:
    """Microsoft Defender for Cloud: at most 6 points, 4 of 78 resources healthy."""
    assert score.current(6, 4, 74) == pytest.approx(0.31, abs=0.005)
    assert score.current(6, 0, 0) is None


def _judged(con: Connection, counts: dict[Rule, tuple[int, int, int]]) -> tuple[float | None, float]:
    """Score and coverage when each rule passed, failed and could not be assessed for so many assets."""
    rules.describe(con, counts)
    con.execute("CREATE OR REPLACE TEMP TABLE verdicts (asset VARCHAR, rule VARCHAR, verdict VARCHAR, reason VARCHAR)")
    for each, numbers in counts.items():
        for verdict, number in zip(("pass", "fail", "not assessed"), numbers, strict=True):
            con.execute(f"INSERT INTO verdicts SELECT range, ?, ?, NULL FROM range({number})", [each.id, verdict])
    score.score(con)
    (value, coverage, *_), = rows(con, score.SUMMARY)  # fmt: skip
    return value, coverage


def test_what_was_not_assessed_is_on_neither_side(con: Connection) -> None:
    a = rule("", id="a", severity=Severity.HIGH)
    b = rule("", id="b", severity=Severity.CRITICAL)
    alone = _judged(con, {a: (1, 3, 0)})
    assert alone == (pytest.approx(25), 1)
    assert _judged(con, {a: (1, 3, 0), b: (0, 0, 4)}) == (pytest.approx(25), 0.5)
    assert _judged(con, {a: (1, 3, 4)}) == (pytest.approx(25), 0.5)
    assert _judged(con, {b: (0, 0, 4)}) == (None, 0)


def test_controls_weigh_by_severity(con: Connection) -> None:
    heavy, light = (rule("", id=str(each), severity=each) for each in (Severity.CRITICAL, Severity.LOW))
    assert _judged(con, {heavy: (1, 0, 0), light: (0, 1, 0)}) == (pytest.approx(100 * 10 / 12), 1)


def test_points_on_offer_follow_severity() -> None:
    points = [score.MOST[severity] for severity in Severity]
    assert points == sorted(points, reverse=True) and len(set(points)) == len(points)


def test_the_score_of_an_assessment_is_that_of_its_controls(con: Connection) -> None:
    for number, name in enumerate(("good", "good", "bad", "good")):
        add(con, "experiments", experiment_id=number, name=name)
    assess(con, [rule("SELECT 'experiments:/' || experiment_id AS asset, name = 'bad' AS fails FROM experiments")])
    assert rows(con, "SELECT score, coverage FROM scans") == [(75, 1)]
