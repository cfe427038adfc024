"""Every asset x rule ends as fail, pass, or not assessed because of something that is named."""

from __future__ import annotations

import json

import pytest

from aispm_nb import catalogue
from aispm_nb.checks import answers, engine

from ..risk.small import Connection, add, rows, rule

VERDICTS = "SELECT asset, verdict, r.reason FROM verdicts LEFT JOIN reasons r USING (asset, rule) ORDER BY asset"
UNDECIDED = "the evidence at hand does not decide it"


@pytest.mark.parametrize(
    ("answers", "verdict", "reason"),
    [
        (["true"], "fail", None),
        (["false"], "pass", None),
        (["NULL"], "not assessed", UNDECIDED),
        (["true", "false"], "fail", None),
        (["true", "NULL"], "fail", None),
        (["false", "NULL"], "not assessed", UNDECIDED),
        (["true", "true"], "fail", None),
    ],
)
def test_verdict_of_several_pieces(con: Connection, answers: list[str], verdict: str, reason: str | None) -> None:
    values = ", ".join(f"('a', {answer}::BOOLEAN)" for answer in answers)
    engine.judge(con, [rule(f"SELECT * FROM (VALUES {values}) t(asset, fails)")])
    assert rows(con, VERDICTS) == [("a", verdict, reason)]


def test_a_row_without_an_asset_is_no_answer(con: Connection) -> None:
    engine.judge(con, [rule("SELECT NULL::VARCHAR AS asset, true AS fails")])
    assert rows(con, VERDICTS) == []


def test_a_rule_gives_its_own_reason(con: Connection) -> None:
    engine.judge(con, [rule("SELECT 'a' AS asset, NULL::BOOLEAN AS fails, 'no key; give one' AS reason")])
    assert rows(con, VERDICTS) == [("a", "not assessed", "no key; give one")]


def test_a_reason_for_one_asset_alone(con: Connection) -> None:
    add(con, "registered_models", name="m")
    add(con, "model_versions", name="m", version=1, source="/gone")
    add(con, "folders", location="/gone", state="absent", reason="/gone is not there; restore it")
    engine.derive(con)
    engine.judge(con, [rule("SELECT 'models:/m/1' AS asset, NULL::BOOLEAN AS fails", needs=("files",))])
    assert rows(con, VERDICTS) == [("models:/m/1", "not assessed", "/gone is not there; restore it")]


@pytest.mark.parametrize(("need", "unseen", "blind"), [("runs", "runs", True), ("runs.status", "runs", True),
                                                       ("runs.status", "runs.status", True), ("runs", "tags", False),
                                                       ("runs.status", "runs.name", False)])  # fmt: skip
def test_what_a_rule_needs_and_nobody_saw(con: Connection, need: str, unseen: str, blind: bool) -> None:
    add(con, "unseen", asset="", what=unseen, reason="out of sight; look there")
    engine.judge(con, [rule("SELECT 'a' AS asset, true AS fails", needs=(need,))])
    expected = ("a", "not assessed", f"{need}: out of sight; look there") if blind else ("a", "fail", None)
    assert rows(con, VERDICTS) == [expected]


def test_a_blind_rule_without_an_answer_is_still_told(con: Connection) -> None:
    add(con, "unseen", asset="", what="runs", reason="out of sight")
    engine.judge(con, [rule("SELECT run_uuid AS asset, true AS fails FROM runs")])
    assert rows(con, VERDICTS) == [("server:/", "not assessed", "runs: out of sight")]


def test_evidence_is_bounded_and_masked(con: Connection) -> None:
    key = "AKIA" + "ABCDEFGH234567AB"
    engine.judge(con, [rule(f"""
        SELECT 'a' AS asset, true AS fails, 'leaks {key}' AS says, range AS number, 'key {key} ' || repeat('x', 5000) AS words
        FROM range(50)""")])  # fmt: skip
    (says, text), = rows(con, "SELECT says, evidence FROM failures")  # fmt: skip
    pieces = json.loads(text)
    assert len(pieces) == answers.PIECES and {type(piece["number"]) for piece in pieces} == {int}
    assert key not in says + text and "[masked]" in says and "[masked]" in text
    assert max(len(piece["words"]) for piece in pieces) <= 310


def test_the_worst_severity_and_exploitation_of_the_pieces_count(con: Connection) -> None:
    engine.judge(
        con,
        [
            rule("""SELECT * FROM (VALUES ('a', true, 'low', 'none'), ('a', true, 'critical', 'active'),
        ('a', false, NULL, NULL), ('b', true, NULL, NULL)) t(asset, fails, severity, exploitation)""")
        ],
    )
    assert rows(con, "SELECT asset, severity, exploitation FROM failures ORDER BY asset") == [
        ("a", "critical", "active"), ("b", "high", "none")]  # fmt: skip


def test_rules_asked_together_answer_each_for_itself(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some have a reason, evidence or a severity, and some have not; columns of other types stand in the same place."""
    monkeypatch.setattr(catalogue, "family", lambda rule: "metadata")
    add(con, "unseen", asset="", what="runs", reason="out of sight; look there")
    engine.judge(
        con,
        [
            rule("SELECT 'a' AS asset, true AS fails, 7 AS first, 'low' AS severity", id="number"),
            rule("SELECT 'a' AS asset, NULL::BOOLEAN AS fails, 'no key; give one' AS reason", id="reason"),
            rule("SELECT 'a' AS asset, true AS fails, 'seven' AS first", id="word"),
            rule("SELECT 'a' AS asset, NULL::BOOLEAN AS fails, 'x' AS first", id="cannot-tell"),
            rule("SELECT 'a' AS asset, true AS fails, 'mine' AS reason", id="blind", needs=("runs",)),
            rule("SELECT run_uuid AS asset, true AS fails FROM runs", id="blind-and-silent"),
            rule("SELECT 'a' AS asset, false AS fails", id="it's fine"),
        ],
    )
    assert rows(con, "SELECT rule::VARCHAR, asset, verdict, r.reason FROM verdicts LEFT JOIN reasons r USING (asset, rule) ORDER BY 1") == [
        ("blind", "a", "not assessed", "runs: out of sight; look there"),
        ("blind-and-silent", "server:/", "not assessed", "runs: out of sight; look there"),
        ("cannot-tell", "a", "not assessed", UNDECIDED), ("it's fine", "a", "pass", None), ("number", "a", "fail", None),
        ("reason", "a", "not assessed", "no key; give one"), ("word", "a", "fail", None),
    ]  # fmt: skip
    assert rows(con, "SELECT rule::VARCHAR, severity, evidence FROM failures ORDER BY 1") == [
        ("number", "low", '[{"first":7}]'), ("word", "high", '[{"first":"seven"}]')]  # fmt: skip


def test_evidence_keeps_its_kinds(con: Connection) -> None:
    """Masking touches texts alone, also where a row was too long and was cut."""
    key = "AKIA" + "ABCDEFGH234567AB"
    engine.judge(con, [rule(f"""
        SELECT 'a' AS asset, true AS fails, DATE '2026-01-02' AS day, 1.5 AS share, 3 AS n, true AS yes, NULL::INTEGER AS none, [1, 2] AS list,
            'x\n"{key}"' AS word, repeat('é', len) AS long FROM (VALUES (10), (5000)) t(len)""")])  # fmt: skip
    ((text,),) = rows(con, "SELECT evidence FROM failures")
    pieces = sorted(json.loads(text), key=lambda piece: len(piece["long"]))
    same = {
        "day": "2026-01-02",
        "share": 1.5,
        "n": 3,
        "yes": True,
        "none": None,
        "list": [1, 2],
        "word": 'x\n"[masked]"',
    }
    assert pieces == [{**same, "long": "é" * 10}, {**same, "long": "é" * 300 + "…"}]
