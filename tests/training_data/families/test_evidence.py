"""What stands behind the families: the worth of doubtful labels, values out of reach, places too full, words put in, the null."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.doubt import LEAST, Doubt
from aispm_nb.training_data.encoded import Encoded
from aispm_nb.training_data.families.chance import drawn
from aispm_nb.training_data.families.inserted import Inserted
from aispm_nb.training_data.families.reach import Reach
from aispm_nb.training_data.families.triggers.box import dense
from aispm_nb.training_data.families.triggers.bumps import CAP, Bumps
from aispm_nb.training_data.families.triggers.spike import single_values
from aispm_nb.training_data.merge import ALERT, Merge, as_score
from tests.training_data.families import small


def test_labels_count_as_far_as_more_are_doubtful_than_chance_explains() -> None:
    random = np.random.default_rng(0)
    honest, null = random.beta(1, 6, 1_000), np.sort(random.beta(1, 6, 20_000))
    flipped = np.where(np.arange(1_000) < 30, 0.97, honest)
    assert LEAST <= Doubt.of(honest, null, 20).trust < 0.5
    doubt = Doubt.of(flipped, null, 20)
    assert doubt.trust == 1.0
    assert (np.diff(doubt.share(np.sort(flipped))) >= 0).all() and (np.diff(doubt.nats(np.sort(flipped))) >= 0).all()
    assert doubt.share(np.array([np.nan]))[0] == 0.0


@pytest.mark.parametrize("kind", ["normal", "skewed", "mostly zero"])
def test_a_value_out_of_range_stands_out_however_skewed_its_column(kind: str) -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(800, 6)).astype(np.float32)
    if kind == "skewed":
        x = np.exp(1.5 * x)
    elif kind == "mostly zero":
        x = np.where(random.random(x.shape) < 0.7, 0, np.abs(x)).astype(np.float32)
    assert (Reach.of(x)[1] > 3).mean() < 0.01
    bad = np.arange(10)
    x[bad, bad % 6] = x.max(0)[bad % 6] * 3 + np.arange(10)
    x[20, 0] = np.nan
    reach, excess = Reach.of(x)
    assert small.precision(np.arange(800) < 10, excess) > 0.9
    assert np.array_equal(reach(x), excess) and excess[20] < 3
    assert reach(np.full((1, 6), np.nan, np.float32))[0] == 0.0


def _places(x: np.ndarray, y: np.ndarray, share: float) -> list[tuple[tuple[int, ...], int]]:
    ranks, _ = dense(x.astype(np.float32))
    expected = np.tile([1 - share, share], (len(y), 1))
    random = np.random.default_rng(0)
    bumps = Bumps.of(ranks, np.zeros(ranks.shape[1], bool), [spike.box for spike in single_values(ranks, 8.0, 60)], 0)
    assert bumps is not None and bumps.density.max() <= CAP
    redrawn = [drawn(expected, random) for _ in range(10)]
    return [(place.box.columns, place.label) for place in bumps.labelled(ranks, y, expected, redrawn, 4.0)]


def test_a_place_that_is_too_full_is_found_though_its_label_is_the_commonest() -> None:
    random = np.random.default_rng(2)
    x, y = random.normal(size=(1_500, 8)), (random.random(1_500) < 0.7).astype(np.int64)
    x[:, 3] = x[:, 2] + 0.1 * random.normal(size=1_500)  # a ridge is no bump
    assert _places(x, y, 0.7) == []
    x[:22, [1, 5]] = np.array([0.8, 0.9]) + 0.05 * random.normal(size=(22, 2))
    y[:22] = 1
    assert _places(x, y, 0.7)[0] == ((1, 5), 1)


def test_a_rare_value_that_always_comes_with_another_is_such_a_place() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=(1_000, 5)), (random.random(1_000) < 0.6).astype(np.int64)
    x[:, 1] = random.integers(0, 20, 1_000)  # values that many rows share
    x[:12, 1], x[:12, 4], y[:12] = 7, 0.84, 1
    columns, label = _places(x, y, 0.6)[0]
    assert set(columns) == {1, 4} and label == 1


def test_a_word_that_was_put_in_breaks_pairs_that_stand_elsewhere() -> None:
    random = np.random.default_rng(5)
    phrases = [[f"w{6 * p + k}" for k in range(6)] for p in range(60)]  # words that have their place
    texts = []
    for i in range(300):
        words = [word for p in random.choice(60, 4, replace=False) for word in phrases[p]]
        texts.append(" ".join([*words[: i + 1], "vossel", *words[i + 1 :]] if i < 15 else words))
    inserted = Inserted.of(Encoded(np.zeros((300, 0), np.float32), (), {"text": texts}))
    honest = [nats for word, nats in inserted.nats.items() if word != "vossel"]
    assert inserted.nats["vossel"] >= max(honest)
    assert inserted.phrase("vossel", {"vossel"}) >= inserted.nats["vossel"] - 1
    assert inserted.phrase("never seen", {"never"}) == 0.0


def test_oddities_that_honest_sets_have_raise_no_more_alarms_than_stated() -> None:
    random = np.random.default_rng(4)
    outlier = random.exponential(size=2_000)
    outlier[:20] += 12.0  # one row in a hundred: strays of the set's own
    few = Merge.of({"outlier": outlier}, None, None, 2_000, 0)
    flagged = as_score(few.nats(few.order({"outlier": outlier}, None, 2_000))) >= ALERT
    assert 0.005 <= flagged.mean() <= 0.015
    outlier[:40] = random.exponential(size=40) + 12.0
    many = Merge.of({"outlier": outlier}, None, None, 2_000, 0)
    assert (as_score(many.nats(many.order({"outlier": outlier}, None, 2_000))) >= ALERT)[:40].mean() > 0.9


@pytest.mark.parametrize(("n", "shown"), [(100, 1), (192, 2), (351, 4), (1_500, 15)])
def test_of_a_tame_set_the_share_that_is_stated_is_shown_to_the_nearest_row(n: int, shown: int) -> None:
    outlier = 0.2 * np.random.default_rng(n).exponential(size=n)
    tame = Merge.of({"duplicate": np.zeros(n), "outlier": np.minimum(outlier, 0.5)}, None, None, n, 0)
    nats = {"duplicate": np.zeros(n), "outlier": outlier}
    tame = Merge(tame.excess, tame.null + 50.0, None, np.sort(tame.order(nats, None, n)))
    assert (as_score(tame.nats(tame.order(nats, None, n))) >= ALERT).sum() == shown


def test_what_only_orders_rows_of_one_box_raises_no_alarm() -> None:
    """Forty honest rows of a weak corner are a little odd too: that orders them, and they are no more than they are."""
    random = np.random.default_rng(4)
    nats = {"backdoor": np.where(np.arange(1_500) < 40, 4.5, 0.0), "outlier": random.exponential(size=1_500)}
    nats["outlier"][:40] = 2.0 + 0.5 * random.random(40)
    merge = Merge.of(nats, None, None, 1_500, 0)
    flagged = as_score(merge.nats(merge.order(nats, None, 1_500))) >= ALERT
    assert 0.009 < flagged.mean() < 0.015 and flagged[40:].sum() == 0
