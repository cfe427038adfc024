"""Every measure is there for the rows that were fitted and for others, and is high where what it measures was planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aispm_nb.training_data.detect import Fitted, fit
from aispm_nb.training_data.encoded import Encoded, Feature
from aispm_nb.training_data.families.coincidence import Coincidence
from aispm_nb.training_data.families.conflict import Conflicts
from aispm_nb.training_data.families.directions import Directions
from aispm_nb.training_data.families.far_out import FarOut
from aispm_nb.training_data.kernels import spectral, tails
from tests.training_data.families import small

FLIPPED, FAR, EQUAL, TURNED = slice(0, 6), slice(10, 14), slice(20, 24), slice(30, 40)
MEASURES = {"lof", "ecod", "isolation", "hbos", "self_confidence", "neighbour_disagreement", "shapley", "spectral", "equal_rows",
            "near_rows", "equal_by_chance", "conflicting_label", "conflicting_class", "likelier_class", "wrong_label"}  # fmt: skip


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
        ("isolation", FAR, 1),
        ("hbos", FAR, 1),
        ("near_rows", EQUAL, 1),
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
    label = fitted[0].label
    assert label is not None and checks["conflicting_class"][EQUAL].tolist() == [*[label[23]] * 3, label[400]]
    assert np.array_equal(np.isnan(checks["conflicting_class"]), checks["conflicting_label"] != 1)
    assert (checks["equal_by_chance"][EQUAL] < -6).all() and np.isnan(checks["equal_by_chance"][50:400]).all()
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
    assert np.array_equal(again.checks["isolation"], found.scores.checks["isolation"])
    assert np.array_equal(again.checks["hbos"], found.scores.checks["hbos"])
    assert np.array_equal(again.checks["conflicting_class"], found.scores.checks["conflicting_class"], equal_nan=True)
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


def test_texts_with_a_few_other_words_are_near() -> None:
    rows = small.reviews()
    texts = list(rows.texts["text"])
    words = " ".join(f"word{i}" for i in range(30))
    for i in range(5, 10):
        texts[i] = words.replace(f"word{i}", "other")
    made = replace(rows, texts={"text": texts})
    found = fit(made)
    assert found.scores.checks["near_texts"][5:10].tolist() == [4] * 5
    assert found.score(made).checks["near_texts"][5:10].tolist() == [5] * 5
    assert found.scores.checks["near_texts"][20:].mean() < 1


def test_a_small_cluster_is_a_part_of_a_class_that_lies_apart() -> None:
    random = np.random.default_rng(0)
    label = random.integers(0, 2, 400).astype(np.int32)
    x = (random.normal(size=(400, 40)) + 3 * label[:, None]).astype(np.float32)
    odd = np.flatnonzero(label == 1)[:15]
    x[odd] += 6 * np.sign(random.normal(size=40)).astype(np.float32)
    made = Encoded(x, tuple(Feature(f"e{i}") for i in range(40)), label=label, classes=("a", "b"))
    found = fit(made)
    score = found.scores.checks["small_cluster"]
    own = np.setdiff1d(np.flatnonzero(label == 1), odd)
    assert (score[odd] > 0.8).all() and not score[own].any() and np.nanmax(score[label == 0]) < 0.5
    assert np.array_equal(found.score(made).checks["small_cluster"], score)
    assert (
        "small_cluster" not in fit(replace(made, numbers=x[:, :30].copy(), features=made.features[:30])).scores.checks
    )


def test_rows_of_coarse_columns_are_equal_by_chance_and_copies_are_not() -> None:
    random = np.random.default_rng(0)
    coarse = random.integers(0, 3, (600, 3)).astype(np.float32)
    fine = random.normal(size=(600, 5)).astype(np.float32)
    fine[10], fine[11, 2], fine[12, 2] = fine[20], np.nan, np.nan
    everyone = np.ones(600, bool)
    for x, low, high in ((coarse, -1.0, 3.0), (fine, -14.0, -8.0)):
        rows = Encoded(x, tuple(Feature(str(i)) for i in range(x.shape[1])))
        told = Coincidence.of(rows).score(rows, everyone)
        assert low < told.min() and told.max() < high
    assert np.isnan(Coincidence.of(rows).score(rows, ~everyone)).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_class_in_conflict_is_the_commonest_other_one_of_equal_rows(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, label = random.integers(0, 3, (200, 2)).astype(np.float32), random.integers(-1, 4, 200).astype(np.int32)
    rows = Encoded(x, (Feature("a"), Feature("b")), label=label, classes=tuple("abcd"))
    found = Conflicts.of(rows, label).score(rows, label)[1]
    for i in range(200):
        others = label[(x == x[i]).all(1) & (label >= 0) & (label != label[i])]
        if label[i] < 0 or not len(others):
            assert np.isnan(found[i])
        else:
            assert found[i] == np.bincount(others).argmax()


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
