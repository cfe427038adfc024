"""What a kernel answers to the board of a large posture: the same that the page would find out, and the same as SQL."""

from __future__ import annotations

import gzip
import json
from functools import cache
from itertools import product
from typing import Any

import pytest

from aispm_nb.posture import Posture
from aispm_nb.risk.priority import Decision, decide
from aispm_nb.views import board as boards
from aispm_nb.views.queue_answers import Answers
from aispm_nb.views.queue_sql import ask
from aispm_nb.views.queue_state import State, WhatIf
from aispm_nb.vocabulary import Confidence, Exploitation, Exposure, Impact, Severity
from tests.views import postures, queue_states

EVERY = pytest.mark.parametrize("query", queue_states.STATES)


@cache
def posture() -> Posture:
    return queue_states.posture()


@cache
def answers() -> Answers:
    return Answers(posture())


def listed(query: str) -> list[dict[str, Any]]:
    state, rows = State.parse(query), []
    while part := answers().rows(state, len(rows), 60):
        rows += part
    return rows


@EVERY
def test_the_query_gives_the_queue_in_its_order(query: str) -> None:
    frame = posture().sql(ask(State.parse(query), answers().index))
    rows = listed(query)
    assert [(row["title"], row["where"] != "") for row in rows] == [(title, True) for title in frame["title"]]
    assert [row["id"].split(" #")[0] for row in rows] == [
        f"{r} @ {a}" for r, a in zip(frame["rule"], frame["asset"], strict=True)
    ]
    words = ["immediate", "out-of-cycle", "scheduled", "defer"]
    assert [words[row["priority"]] for row in rows] == frame["priority"].tolist()


@EVERY
def test_counts_are_those_of_the_rows(query: str) -> None:
    seen = answers().overview(State.parse(query))
    rows = listed(query)
    assert seen["shown"] == len(rows) == sum(seen["groups"])
    assert seen["groups"] == [sum(row["priority"] == p for row in rows) for p in range(4)]
    assert answers().rows(State.parse(query), 7, 5) == rows[7:12]


def test_the_states_differ_and_most_list_something() -> None:
    sizes = [len(listed(query)) for query in queue_states.STATES]
    assert sum(size > 0 for size in sizes) >= len(sizes) - 4
    assert len({tuple(row["id"] for row in listed(query)) for query in queue_states.STATES}) > 15


def test_every_finding_is_found_by_its_name_and_stands_where_it_is_listed() -> None:
    for query in ("", "sort=title", "status=fixed"):
        for place, row in enumerate(listed(query)):
            state = State(sort=State.parse(query).sort, where=State.parse(query).where, select=row["id"])
            assert answers().shown(state, row["id"]) == {"id": row["id"], "index": place, "detail": None}
    assert answers().find("nobody @ nothing") == answers().find("") == answers().find("R-01 @ #99999999") == -1


def test_a_what_if_asks_the_decision_table_itself() -> None:
    rows = posture().rows("SELECT *, rowid AS at FROM findings WHERE status NOT IN ('fixed', 'waived')")
    scales = {
        "exposure": list(Exposure)[::-1],
        "impact": list(Impact)[::-1],
        "severity": list(Severity),
        "confidence": list(Confidence),
    }
    for exposure, impact, exploited, severity, confidence in product(
        (-1, 0, 2), (-3, 0, 1), (False, True), (1, 4), (0, 2)
    ):
        whatif = WhatIf(exposure, impact, exploited, severity, confidence)
        got = {row["id"]: row["priority"] for row in _all(State(whatif=whatif))}
        for row in rows:
            at = {name: scale.index(row[name]) for name, scale in scales.items()}
            moved = {
                name: max(0, min(len(scales[name]) - 1, at[name] + by))
                for name, by in (("exposure", exposure), ("impact", impact))
            }
            then = Decision(Exploitation.ACTIVE if exploited else Exploitation(row["exploitation"]), scales["exposure"][moved["exposure"]],
                            row["automatable"], scales["impact"][moved["impact"]])  # fmt: skip
            same = then == Decision(row["exploitation"], row["exposure"], row["automatable"], row["impact"])
            want = (
                "defer"
                if at["severity"] > severity or at["confidence"] > confidence
                else row["priority"]
                if same
                else str(decide(then))
            )
            assert got[answers().name(row["at"])] == ["immediate", "out-of-cycle", "scheduled", "defer"].index(want)


def _all(state: State) -> list[dict[str, Any]]:
    return answers()._rows(answers().selection(state).window(0, 10_000), state)


def test_what_leaves_when_a_finding_is_fixed() -> None:
    made = Answers(Posture.from_json(json.dumps(postures.golden())))
    own = made.shown(State(select="DAT-02 @ datasets:/tumour.parquet@9f2c11"), "")["detail"]["leaves"]
    inherited = made.shown(State(select="DAT-02 @ models:/tumour/3"), "")["detail"]["leaves"]
    assert own == inherited  # it is fixed where it starts, and that is the same place
    assert (own["at"]["label"], own["findings"]) == ("tumour.parquet", 3)
    assert (own["before"], own["after"]) == ([3, 2, 2, 2], [1, 2, 1, 2])
    assert {p["label"] for p in own["cleared"]} == {"tumour.parquet", "tumour v3"}
    lone = made.shown(State(select="ART-01 @ models:/fraud/7"), "")["detail"]["leaves"]
    assert (lone["findings"], lone["after"][0]) == (1, 2)


class Wired(boards.Board):
    """A board whose messages to the page are kept."""

    def __init__(self, state: str = "") -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []  # before the widget's own, which sends already
        super().__init__(posture(), state, whole=100)

    def send(self, content: Any, buffers: Any = None) -> None:
        self.sent.append((content, buffers or []))


def test_of_a_large_posture_the_head_is_sent_and_the_rest_is_answered() -> None:
    board = Wired()
    board._answer(board, {"kind": "document"}, [])
    said, (packed,) = board.sent.pop()
    head = json.loads(gzip.decompress(packed))
    assert said == {"kind": "document", "asks": True}
    assert head["findings"]["rule"] == [] == head["assets"]["asset"]
    assert head["truncated"]["findings"]["of"] == 260
    board._answer(board, {"kind": "ask", "id": 5, "asks": [["overview", ""], ["rows", "priority=now", 0, 10]]}, [])
    answer, _ = board.sent.pop()
    assert (answer["id"], answer["answers"][0]["of"]) == (5, answers().overview(State())["of"])
    json.dumps(answer)  # plain values: a numpy number would not travel


def test_a_question_that_fails_is_answered_too() -> None:
    board = Wired()
    with pytest.raises(KeyError):
        board._answer(board, {"kind": "ask", "id": 6, "asks": [["nonsense", ""]]}, [])
    assert board.sent.pop()[0] == {"kind": "answer", "id": 6, "failed": "KeyError: 'nonsense'"}


def test_a_large_board_hands_back_its_selection_and_its_query() -> None:
    board = Wired("severity=high&sort=title")
    rows = listed("severity=high&sort=title")
    assert board.listed["title"].tolist() == [row["title"] for row in rows]
    assert posture().sql(board.sql).equals(board.listed)
    assert board.selected.empty
    board.state += f"&select={rows[3]['id'].replace('#', '%23').replace('@', '%40')}"
    assert board.selected["title"].tolist() == [rows[3]["title"]]


def test_hostile_names_are_data_in_the_query() -> None:
    made = Posture.from_json(json.dumps(postures.hostile()))
    asked = Answers(made)
    for name in postures.HOSTILE:
        for key in ("owner", "kind", "rule", "asset", "threat"):
            state = State(where={key: frozenset([name])}, q="")
            assert len(made.sql(ask(state, asked.index))) == asked.overview(state)["shown"]
    for q in ("'", "\\", "%", "drop table"):
        state = State(q=q)
        assert len(made.sql(ask(state, asked.index))) == asked.overview(state)["shown"]
    assert len(made.sql("FROM findings")) == len(postures.HOSTILE)


def test_answers_are_right_while_orders_are_worked_out_beside() -> None:
    """The thread that sorts and the one that answers ask the same tables at the same time."""
    for _ in range(10):
        asked = Answers(posture())
        asked.prepare()
        for query in ("sort=title", "q=labels", "sort=newest", ""):
            state = State.parse(query)
            assert asked.rows(state, 0, 60) == answers().rows(state, 0, 60)
            assert asked.shown(state, "")["id"] == answers().shown(state, "")["id"]
