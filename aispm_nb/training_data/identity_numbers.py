"""Columns that hold a person's number in every row: bare digits that no pattern can know, but their check digits can.

One number of nine digits passes a check by chance in ten; twenty different ones that all pass do not. So a whole column is
asked, by the rules that the issuers publish. Telephone numbers likewise, if the extra ``pii`` (phonenumbers) is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Digits = NDArray[np.int64]
Passes = NDArray[np.bool_]

FEWEST = 20  # different values: by chance one column in 10**15 passes
SHARE = 0.95  # of the values, for the odd slip of a pen
ASKED = 2_000  # different values at most
CALLED = 60  # of which a library is asked, that takes 50 µs each
REGIONS = ("US", "GB", "DE", "FR", "IT", "ES", "NL", "BR", "IN", "AU", "JP", "MX", "PL", "SE", "CH", "ZA")
SHAPE = r"^[0-9][0-9 .\-]{6,16}[0-9A-Z]$"
PHONE = r"^\(?[0-9][0-9 ().\-/]{6,18}[0-9]$"
PARTED = r"[0-9)][ ().\-/]+[0-9]"  # bare digits may be anything: valid in some region is nearly every number
LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # of a Spanish number, by its remainder of 23

# The dihedral group of ten and its permutation (Verhoeff 1969), which India's numbers are checked by.
_TURN = np.array([[(a + b) % 5 if a < 5 and b < 5 else 5 + (a + b) % 5 if a < 5 else 5 + (a - 5 - b) % 5 if b < 5 else (a - b) % 5
                   for b in range(10)] for a in range(10)])  # fmt: skip
_STEP = [np.arange(10), np.array([1, 5, 7, 6, 2, 8, 3, 0, 9, 4])]
while len(_STEP) < 8:
    _STEP.append(_STEP[-1][_STEP[1]])


@dataclass(frozen=True)
class Scheme:
    """``length`` digits (of a Spanish number, and its letter); ``passes`` (n, length) digits -> (n,)."""

    kind: str
    length: int
    passes: Callable[[Digits], Passes]


def _luhn(d: Digits) -> Passes:
    """ISO/IEC 7812-1: every second digit from the right twice, its digits added up."""
    double = np.where(d > 4, 2 * d - 9, 2 * d)
    second = (np.arange(d.shape[1])[::-1] % 2).astype(bool)
    return np.asarray(np.where(second, double, d).sum(1) % 10 == 0)


def _weighted(weights: list[int], modulus: int) -> Callable[[Digits], Passes]:
    """The sum of digits times weights is a multiple of the modulus."""
    return lambda d: np.asarray((d * np.array(weights)).sum(1) % modulus == 0)


def _born(month: Digits, day: Digits) -> Passes:
    return np.asarray((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31))


def _two(d: Digits, at: int) -> Digits:
    return d[:, at] * 10 + d[:, at + 1]


def _polish(d: Digits) -> Passes:
    """PESEL: a birth date (months of other centuries are 20, 40, 60, 80 higher), and weights."""
    return _born(_two(d, 2) % 20, _two(d, 4)) & _weighted([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10)(d)


def _swedish(d: Digits) -> Passes:
    return _born(_two(d, 2), _two(d, 4) % 60) & _luhn(d)  # 60 more is a coordination number


def _german(d: Digits) -> Passes:
    """Steuer-Identifikationsnummer: ISO 7064 mod 11, 10; never begins with 0."""
    product = np.full(len(d), 10)
    for i in range(10):
        rest = (d[:, i] + product) % 10
        product = np.where(rest == 0, 10, rest) * 2 % 11
    return np.asarray(((11 - product) % 10 == d[:, 10]) & (d[:, 0] > 0))


def _brazilian(d: Digits) -> Passes:
    first = (d[:, :9] * np.arange(10, 1, -1)).sum(1) * 10 % 11 % 10
    second = (d[:, :10] * np.arange(11, 1, -1)).sum(1) * 10 % 11 % 10
    return np.asarray((first == d[:, 9]) & (second == d[:, 10]))


def _indian(d: Digits) -> Passes:
    """Aadhaar; never begins with 0 or 1."""
    sum_ = np.zeros(len(d), np.int64)
    for i in range(12):
        sum_ = _TURN[sum_, _STEP[i % 8][d[:, 11 - i]]]
    return np.asarray((sum_ == 0) & (d[:, 0] > 1))


def _spanish(d: Digits) -> Passes:
    """DNI: eight digits, and the letter (as its place in the alphabet) of their remainder."""
    number = (d[:, :8] * 10 ** np.arange(7, -1, -1)).sum(1)
    letters = np.array([ord(letter) - ord("A") for letter in LETTERS])
    return np.asarray(letters[number % 23] == d[:, 8])


# The strictest first: of a column that passes several, the first is told.
SCHEMES = (
    Scheme("Brazilian taxpayer number", 11, _brazilian),
    Scheme("Polish identity number", 11, _polish),
    Scheme("Swedish personal number", 10, _swedish),
    Scheme("UK health service number", 10, _weighted([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11)),
    Scheme("German tax number", 11, _german),
    Scheme("Dutch citizen number", 9, _weighted([9, 8, 7, 6, 5, 4, 3, 2, -1], 11)),
    Scheme("Canadian insurance number", 9, _luhn),
    Scheme("Indian identity number", 12, _indian),
)
SPANISH = Scheme("Spanish identity number", 9, _spanish)


def kind_of(column: pa.ChunkedArray | pa.Array) -> str | None:
    """What every row of a column holds, when it is a person's number; None when it is none that is known.

    Whole numbers or text; separators do not matter. Of a number that begins with 0 the 0 may be lost.
    """
    kind = column.type
    whole, text = pa.types.is_integer(kind), pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if not whole and not text:
        return None
    head = pc.unique(column.slice(0, FEWEST * 50).cast(kind)).drop_null()
    if len(head) < FEWEST:
        head = pc.unique(column.cast(kind)).drop_null()[:ASKED]
    values = head.cast(pa.string())
    if len(values) < FEWEST:
        return None
    if _share(pc.match_substring_regex(values, SHAPE)) >= SHARE:
        found = _checked(values, whole)
        if found:
            return found
    return _called(values) if text else None


def _checked(values: pa.Array, whole: bool) -> str | None:
    plain = pc.replace_substring_regex(values, r"[ .\-]", "")
    lengths = np.asarray(pc.utf8_length(plain))
    if _share(pc.match_substring_regex(plain, r"^[0-9]{8}[A-Z]$")) >= SHARE:
        return SPANISH.kind if _passing(plain, SPANISH) else None
    if _share(pc.match_substring_regex(plain, r"^[0-9]+$")) < SHARE:
        return None
    for scheme in SCHEMES:
        some = lengths == scheme.length if not whole else (lengths <= scheme.length) & (lengths >= scheme.length - 2)
        if (
            (lengths == scheme.length).mean() > 0.5
            and some.mean() >= SHARE
            and _passing(pc.utf8_lpad(plain, scheme.length, "0"), scheme)
        ):
            return scheme.kind
    return None


def _passing(plain: pa.Array, scheme: Scheme) -> bool:
    """Whether nearly all of the values that have the length pass."""
    texts = [text for text in plain.to_pylist() if len(text) == scheme.length and text.isascii() and text.isalnum()]
    codes = np.frombuffer("".join(texts).encode(), np.uint8).reshape(-1, scheme.length).astype(np.int64)
    digits = np.where(codes >= ord("A"), codes - ord("A"), codes - ord("0"))
    known = np.arange(len(texts)) if scheme is SPANISH else np.flatnonzero((codes < ord("A")).all(1))
    return len(known) >= FEWEST and bool(scheme.passes(digits[known]).mean() >= SHARE)


def _called(values: pa.Array) -> str | None:
    """A region whose numbering plan nearly all of the values fit."""
    for shape in (PHONE, PARTED):
        if _share(pc.match_substring_regex(values, shape)) < SHARE:
            return None
    try:
        import phonenumbers
    except ImportError:
        return None
    texts = values[:: max(1, len(values) // CALLED)][:CALLED].to_pylist()
    for region in REGIONS:
        if np.mean([_written(phonenumbers, text, region) for text in texts]) >= SHARE:
            return f"{region} phone number"
    return None


def _written(library: Any, text: str, region: str) -> bool:
    """Whether it is a valid number of the region, written as people there do: in the same groups, with the 0 in front."""
    try:
        number = library.parse(text, region)
    except library.NumberParseException:
        return False
    usual = library.format_number(number, library.PhoneNumberFormat.NATIONAL)
    return bool(library.is_valid_number_for_region(number, region)) and _groups(usual) == _groups(text)


def _groups(text: str) -> list[str]:
    return re.findall("[0-9]+", text)


def _share(found: pa.Array) -> float:
    return float(pc.mean(found.cast(pa.int8())).as_py() or 0.0)
