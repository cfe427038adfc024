"""Personal data in values: what has check digits is told only when they are right, and none of it is ever shown."""

from __future__ import annotations

import json

import duckdb
import numpy as np
import pandas as pd
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.columns import room
from aispm_nb.views.rows_document import document

# Published examples (of standards, issuers, encyclopaedias), and each with one character changed.
RIGHT = {
    "DE89 3704 0044 0532 0130 00": "IBAN",
    "GB82WEST12345698765432": "IBAN",
    "MT84MALT011000012345MTLCAST001S": "IBAN",
    "NO93 8601 1117 947": "IBAN",
    "RSSMRA85T10A562S": "Italian tax code",
    "255081416802538": "French social security number",
    "2 69 05 49 588 157 80": "French social security number",
    "131052-308T": "Finnish identity code",
    "12345678-Z": "Spanish identity number",
    "X1234567L": "Spanish identity number",
    "529.982.247-25": "Brazilian taxpayer number",
    "11010519491231002X": "Chinese identity number",
    "AB 12 34 56 C": "UK national insurance number",
    "4111 1111 1111 1111": "payment card",
    "378282246310005": "payment card",
    "078-05-1120": "US social security number",
    "jane.doe@northbank.com": "e-mail address",
    "+44 20 7946 0958": "phone number",
}  # fmt: skip
WRONG = (
    "DE88 3704 0044 0532 0130 00", "GB82WEST12345698765433", "RSSMRA85T10A562T", "255081416802539", "131052-308U", "12345678-A",
    "X1234567M", "529.982.247-26", "111.111.111-11", "110105194912310021", "4111 1111 1111 1112", "666-05-1120", "QQ 12 34 56 E",
    "jane.doe@example.com", "0.4111111111111111", "2024-01-31 10:00:00", "550e8400-e29b-41d4-a716-446655440000", "1.2.3.4",
)  # fmt: skip


def _kinds(texts: list[str]) -> list[str | None]:
    con: duckdb.DuckDBPyConnection = room().cursor()
    con.register("said", pd.DataFrame({"i": range(len(texts)), "t": texts}))
    return [kind for (kind,) in con.execute("SELECT personal_kind(t) FROM said ORDER BY i").fetchall()]


@pytest.mark.parametrize("around", ["{}", "please use {} today", "({})", "{}, and then", 'x="{}"'])
def test_what_passes_its_check_is_told_by_kind(around: str) -> None:
    assert _kinds([around.format(text) for text in RIGHT]) == list(RIGHT.values())


@pytest.mark.parametrize("around", ["{}", "please use {} today"])
def test_what_does_not_is_not(around: str) -> None:
    assert _kinds([around.format(text) for text in WRONG]) == [None] * len(WRONG)


def test_a_wrong_one_in_front_hides_nothing() -> None:
    pairs = [("4111 1111 1111 1112", "4111 1111 1111 1111"), ("DE88 3704 0044 0532 0130 00", "GB82WEST12345698765432"),
             ("RSSMRA85T10A562T", "RSSMRA85T10A562S")]  # fmt: skip
    assert _kinds([f"{wrong} or {right}" for wrong, right in pairs]) == [RIGHT[right] for _, right in pairs]


@pytest.mark.parametrize("kind", sorted(set(RIGHT.values())))
def test_none_of_it_is_shown_by_any_output(kind: str) -> None:
    held = [text for text, of in RIGHT.items() if of == kind]
    draw = np.random.default_rng(0)
    frame = pd.DataFrame(draw.normal(size=(300, 3)), columns=list("abc"))
    frame["group"] = draw.choice(["red", "blue"], 300)
    frame.loc[200:259, "group"] = held[0]  # a batch of one value, which drift would name
    frame["note"] = [f"the words of row {i} are these" for i in range(300)]
    frame.loc[7, "note"] = f"ask {held[0]} about it"
    frame["label"] = np.where(draw.random(300) < 0.5, "yes", "no")
    frame.loc[100:109, "label"] = held[-1]
    report = aispm.check_data(frame, "label", earlier=frame.assign(group="red"), progress=False)
    told = report.findings.set_index("rule").loc["personal-data-in-rows", "evidence"]
    assert {piece["in_column"] for piece in told} == {"group", "note", "label"}
    assert {piece["kind"] for piece in told} == {kind}
    shown = (
        repr(report) + report._repr_html_() + str(report.to_dict()) + report.findings.to_csv() + report.rows.to_csv()
    )
    shown += json.dumps(document(report)) + repr(report.triggers)
    assert not any(text in shown for text in held)
    masked = report.clean(drop=False, mask=True)
    assert not any(text in masked.data.to_csv() + masked.log.to_csv() for text in held)


def test_hostile_values_are_read_in_time() -> None:
    """RE2 is linear; what is checked further is bounded by what a pattern finds."""
    long = [
        "4111 1111 1111 1112 " * 5_000,
        "DE88 3704 0044 0532 0130 00 " * 4_000,
        "a@" * 100_000,
        "1" * 200_000,
        "\x00" * 1_000,
        "٤" * 50_000,
    ]
    assert _kinds([*long, "ok"]) == [None] * 7
