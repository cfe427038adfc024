"""Columns of persons' numbers are known by their check digits, and columns of any other numbers are not."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import phonenumbers
import pyarrow as pa
import pytest

import aispm_nb as aispm
from aispm_nb.training_data.identity_numbers import LETTERS, REGIONS, SCHEMES, kind_of
from aispm_nb.views.rows_document import document

# One number of each that its issuer, or the standard, publishes as an example.
EXAMPLES = {
    "Brazilian taxpayer number": "52998224725",
    "Polish identity number": "44051401359",
    "Swedish personal number": "8112189876",
    "UK health service number": "9434765919",
    "German tax number": "86095742719",
    "Dutch citizen number": "111222333",
    "Canadian insurance number": "046454286",
    "Indian identity number": "234123412346",
}


def _some(kind: str, count: int, seed: int = 0) -> list[str]:
    """Numbers that pass, found by trying."""
    [scheme] = [scheme for scheme in SCHEMES if scheme.kind == kind]
    draw = np.random.default_rng(seed)
    digits = draw.integers(0, 10, (400_000, scheme.length))
    digits[:, 2:4] = np.stack([np.zeros(len(digits), int), draw.integers(1, 10, len(digits))], 1)
    digits[:, 4:6] = np.stack([draw.integers(1, 3, len(digits)), draw.integers(0, 10, len(digits))], 1)
    digits[:, 0] = draw.integers(2, 10, len(digits))
    found = digits[scheme.passes(digits)][:count]
    return ["".join(map(str, row)) for row in found]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_published_examples_pass_and_a_wrong_digit_does_not(kind: str) -> None:
    [scheme] = [scheme for scheme in SCHEMES if scheme.kind == kind]
    right = [int(digit) for digit in EXAMPLES[kind]]
    assert scheme.passes(np.array([right])).tolist() == [True]
    wrong = [[(d + 1) % 10 if i == at else d for i, d in enumerate(right)] for at in range(len(right))]
    assert scheme.passes(np.array(wrong)).sum() == 0


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_column_of_them_is_known_as_text_as_numbers_and_with_separators(kind: str) -> None:
    numbers = _some(kind, 60)
    assert kind_of(pa.array(numbers)) == kind
    assert kind_of(pa.array([int(number) for number in numbers])) == kind
    assert kind_of(pa.array([f"{number[:3]} {number[3:]}" for number in numbers])) == kind
    assert kind_of(pa.array(numbers[:19])) is None
    broken = [f"{number[:-1]}{(int(number[-1]) + i % 2) % 10}" for i, number in enumerate(numbers)]
    assert kind_of(pa.array(broken)) is None


def test_spanish_numbers_have_a_letter() -> None:
    numbers = np.random.default_rng(0).integers(10**7, 10**8, 40)
    assert kind_of(pa.array([f"{n}{LETTERS[n % 23]}" for n in numbers])) == "Spanish identity number"
    assert kind_of(pa.array([f"{n}{LETTERS[n % 7]}" for n in numbers])) is None


@pytest.mark.parametrize("length", range(7, 14))
@pytest.mark.parametrize("seed", range(3))
def test_other_numbers_are_nobodys(length: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    drawn = draw.integers(10 ** (length - 1), 10**length, 300)
    for numbers in (drawn, drawn[0] + np.arange(300), drawn // 1000 * 1000, drawn[0] + 86_400 * np.arange(300)):
        assert kind_of(pa.array(numbers)) is None
        assert kind_of(pa.array([str(number) for number in numbers])) is None
        assert kind_of(pa.array([f"{str(n)[:4]}-{str(n)[4:]}" for n in numbers])) is None


@pytest.mark.parametrize("region", ["US", "GB", "DE", "FR", "IN"])
def test_telephone_numbers_as_they_are_written_at_home(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    said = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    column = pa.array([f"{said[:-2]}{i:02d}" for i in range(60)])
    assert kind_of(column) == f"{region} phone number" and region in REGIONS
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    assert kind_of(column) is None


def test_odd_columns_are_none() -> None:
    for column in (
        pa.array([], pa.string()),
        pa.nulls(50, pa.string()),
        pa.nulls(50),
        pa.array([None, "x"] * 40),
        pa.array([-(10**8) - i for i in range(50)]),
        pa.array(["٤٤٠٥١٤٠١٣٥٩", "１２３４５６７８９"] * 30),
        pa.array([1.5] * 30),
        pa.array([[1]] * 30),
    ):
        assert kind_of(column) is None


def test_such_a_column_is_told_left_out_masked_and_never_shown() -> None:
    numbers = _some("Canadian insurance number", 300)
    draw = np.random.default_rng(0)
    frame = pd.DataFrame(draw.normal(size=(300, 3)), columns=list("abc")).assign(
        who=numbers, label=draw.integers(0, 2, 300)
    )
    frame["again"] = frame["who"].astype(int)
    report = aispm.check_data(frame, "label", progress=False)
    evidence = report.findings.set_index("rule").loc["personal-data-in-rows", "evidence"]
    assert {(piece["in_column"], piece["kind"], piece["rows"]) for piece in evidence} == {
        ("who", "Canadian insurance number", 300), ("again", "Canadian insurance number", 300)}  # fmt: skip
    assert "Canadian insurance number" in report.not_assessed["column who"]
    shown = (
        repr(report)
        + report._repr_html_()
        + str(report.to_dict())
        + report.rows.to_csv()
        + json.dumps(document(report))
    )
    assert not any(number.lstrip("0") in shown for number in numbers)
    cleaned = report.clean(drop=False, mask=True).data
    assert (cleaned["who"] == "[masked]").all() and (cleaned["again"] == "[masked]").all()
