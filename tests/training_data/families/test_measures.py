"""Every measure is there for the rows that were fitted and for others, and is high where what it measures was planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aispm_nb.training_data.detect import Fitted, fit
from aispm_nb.training_data.encoded import Encoded
from aispm_nb.training_data.families.directions import Directions
from aispm_nb.training_data.families.far_out import FarOut
from aispm_nb.training_data.kernels import spectral, tails
from tests.training_data.families import small

FLIPPED, FAR, EQUAL, TURNED = slice(0, 6), slice(10, 14), slice(20, 24), slice(30, 40)
MEASURES = {"lof", "ecod", "self_confidence", "neighbour_disagreement", "shapley", "spectral", "equal_rows",
            "conflicting_label", "likelier_class", "wrong_label"}  # fmt: skip


@pytest.fixture(scope="module")
def fitted() -> tuple[Encoded, Fitted]:
    rows = small.blobs(n=500)
    assert rows.label is not None
    x, label = rows.numbers.copy(), rows.label.copy()
    label[FLIPPED] = (label[FLIPPED] + 1) % 3
    x[FAR] = 9 * np.sign(x[FAR])
    x[EQUAL], label[EQUAL] = x[400], label[400]
    label[23] = (label[400] + 1) % 3
    x[TURNED] = x[label == 2].mean(0)
    x[TURNED, 3] += 7
    label[TURNED] = 2
    rows = replace(rows, numbers=x, label=label)
    return rows, fit(rows)


@pytest.mark.parametrize(
    ("check", "planted", "high"),
    [
        ("lof", FAR, 1),
        ("ecod", FAR, 1),
        ("self_confidence", FLIPPED, -1),
        ("neighbour_disagreement", FLIPPED, 1),
        ("shapley", FLIPPED, -1),
        ("spectral", TURNED, 1),
    ],
)
def test_what_was_planted_is_beyond_nearly_all_others(
    fitted: tuple[Encoded, Fitted], check: str, planted: slice, high: int
) -> None:
    value = high * fitted[1].scores.checks[check]
    others = np.delete(value, np.r_[FLIPPED, FAR, EQUAL, TURNED])
    assert np.median(value[planted]) > np.quantile(others, 0.95)


def test_equal_rows_are_counted_and_their_labels_compared(fitted: tuple[Encoded, Fitted]) -> None:
    checks = fitted[1].scores.checks
    assert (checks["equal_rows"][EQUAL] == 4).all() and checks["equal_rows"][400] == 4
    assert checks["conflicting_label"][EQUAL].tolist() == [1, 1, 1, 1]
    assert not checks["conflicting_label"][50:400].any() and not checks["equal_rows"][50:400].any()


def test_the_likelier_class_of_a_flipped_row_is_what_it_was(fitted: tuple[Encoded, Fitted]) -> None:
    rows, found = fitted
    assert rows.label is not None
    was = (rows.label[FLIPPED] + 2) % 3
    assert (found.scores.checks["likelier_class"][FLIPPED] == was).mean() > 0.8


def test_other_rows_have_the_same_columns(fitted: tuple[Encoded, Fitted]) -> None:
    rows, found = fitted
    again = found.score(rows)
    assert set(again.checks) == set(found.scores.checks) >= MEASURES
    assert again.checks["equal_rows"][23] == 5 and again.checks["conflicting_label"][23] == 1
    assert np.isnan(again.checks["shapley"]).all()
    for check in ("lof", "ecod", "spectral", "neighbour_disagreement"):
        assert np.corrcoef(again.checks[check], found.scores.checks[check])[0, 1] > 0.7, check
    assert rows.label is not None
    bare = found.score(replace(rows, label=np.full(len(rows), -1, np.int32)))
    assert np.isnan(bare.checks["conflicting_label"]).all() and np.isnan(bare.checks["spectral"]).all()


def test_texts_count_when_rows_are_compared() -> None:
    rows = small.reviews()
    texts = list(rows.texts["text"])
    texts[5] = texts[9]
    assert np.flatnonzero(fit(replace(rows, texts={"text": texts})).scores.checks["equal_rows"]).tolist() == [5, 9]


def test_they_are_what_the_kernels_say() -> None:
    random = np.random.default_rng(0)
    x = np.round(random.normal(size=(300, 5)), 1).astype(np.float32)
    y = random.integers(-1, 3, 300).astype(np.int32)
    assert np.allclose(Directions.of(x, y.astype(np.int64)).score(x, y.astype(np.int64)),
                       spectral.specification(x, y, 3), rtol=1e-3, atol=1e-3, equal_nan=True)  # fmt: skip
    x[random.random(x.shape) < 0.1] = np.nan
    own = FarOut.of(x)[1]
    flat = np.abs([tails.skewed(column) for column in x.T]).astype(bool)
    assert flat.all() and np.allclose(own, tails.specification(x, copula=False), rtol=1e-4)
