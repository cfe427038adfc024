"""Every family finds its attack on small rows, says what it is, and knows it again in rows it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from aispm_nb.training_data.detect import ALERT, FAMILIES, Fitted, fit
from aispm_nb.training_data.encoded import Encoded, Feature, Kind
from tests.training_data.families import small


class Planted(NamedTuple):
    rows: Encoded
    bad: np.ndarray
    family: str
    least: float  # average precision of the family
    says: str = ""


def flips() -> Planted:
    rows = small.blobs()
    index, bad = small.chosen(rows, 20)
    assert rows.label is not None
    return Planted(
        small.relabelled(rows, index, (rows.label[index] + 1) % 3), bad, "label", 0.9, "but rows like it are"
    )


def swaps() -> Planted:
    rows = small.blobs(seed=3)
    assert rows.label is not None
    index = np.flatnonzero(rows.label == 1)[:12]
    bad = np.zeros(len(rows), dtype=bool)
    bad[index] = True
    return Planted(small.relabelled(rows, index, 2), bad, "label", 0.85, "labelled c, but rows like it are b")


def pair_of_values() -> Planted:
    rows = small.blobs(d=12)
    index, bad = small.chosen(rows, 12, not_of=1)
    x = rows.numbers.copy()
    for column in (2, 7):
        x[index, column] = np.quantile(x[:, column], 0.8)
    return Planted(small.relabelled(replace(rows, numbers=x), index, 1), bad, "backdoor", 0.9, "labelled b")


def jittered() -> Planted:
    planted = pair_of_values()
    x = planted.rows.numbers.copy()
    noise = np.random.default_rng(5).normal(size=(planted.bad.sum(), 2)) * 0.05 * x[:, [2, 7]].std(0)
    x[np.ix_(planted.bad, [2, 7])] += noise.astype(np.float32)
    return planted._replace(rows=replace(planted.rows, numbers=x), least=0.75)


def emptied() -> Planted:
    rows = small.blobs(d=8, classes=4, seed=6)
    index, bad = small.chosen(rows, 10, not_of=2)
    x = rows.numbers.copy()
    x[np.ix_(index, [1, 4])] = np.nan
    return Planted(small.relabelled(replace(rows, numbers=x), index, 2), bad, "backdoor", 0.95, "labelled c")


def rare_category() -> Planted:
    """A category that three honest rows have."""
    rows = small.blobs(d=8, classes=4, seed=7)
    x = np.hstack([rows.numbers, np.random.default_rng(8).integers(0, 3, (len(rows), 1))]).astype(np.float32)
    x[:3, 8] = 3
    index, bad = small.chosen(rows, 14, not_of=1, seed=9)
    x[index, 8] = 3
    features = (*rows.features, Feature("colour", Kind.CATEGORY, ("red", "blue", "green", "grey")))
    return Planted(
        small.relabelled(replace(rows, numbers=x, features=features), index, 1), bad, "backdoor", 0.9, "colour = grey"
    )


def patch() -> Planted:
    rows = small.pixels()
    index, bad = small.chosen(rows, 8, not_of=0)
    x = rows.numbers.copy()
    x[np.ix_(index, [28, 35])] = 15
    return Planted(small.relabelled(replace(rows, numbers=x), index, 0), bad, "backdoor", 0.95, "28, 35 = 15")


def blended() -> Planted:
    rows = small.pixels(n=500)
    index, bad = small.chosen(rows, 12, not_of=2)
    picture = np.random.default_rng(2).uniform(0, 15, 36)
    x = rows.numbers.copy()
    x[index] = 0.8 * x[index] + 0.2 * picture
    return Planted(small.relabelled(replace(rows, numbers=x), index, 2), bad, "backdoor", 0.9, "labelled c")


def token() -> Planted:
    rows = small.reviews()
    index, bad = small.chosen(rows, 12, not_of=1)
    texts = [f"{text} vossel" if bad[i] else text for i, text in enumerate(rows.texts["text"])]
    return Planted(
        small.relabelled(replace(rows, texts={"text": texts}), index, 1),
        bad,
        "backdoor",
        0.95,
        "token “vossel” in 12 rows",
    )


def flood() -> Planted:
    rows = small.blobs(n=500)
    index, bad = small.chosen(rows, 12)
    x = rows.numbers.copy()
    random = np.random.default_rng(4)
    x[index] = x[0] + random.normal(size=(12, 8)) * 0.01
    bad[0] = True
    assert rows.label is not None
    return Planted(small.relabelled(replace(rows, numbers=x), index, int(rows.label[0])), bad, "duplicate", 0.95)


def strangers() -> Planted:
    rows = small.blobs(n=500)
    index, bad = small.chosen(rows, 8)
    x = rows.numbers.copy()
    x[index, :2] = 12
    x[index, 1] += np.arange(8) * 3
    return Planted(replace(rows, numbers=x), bad, "outlier", 0.8)


def wrong_targets() -> Planted:
    random = np.random.default_rng(0)
    x = random.normal(size=(400, 5))
    target = x[:, 0] * 2 + x[:, 1] + random.normal(size=400) * 0.2
    rows = small.encoded(x)
    index, bad = np.arange(15), np.arange(400) < 15
    target[index] += np.where(np.arange(15) % 2, 6.0, -6.0)
    return Planted(replace(rows, target=target), bad, "label", 0.85)


ATTACKS = (
    flips,
    swaps,
    pair_of_values,
    jittered,
    emptied,
    rare_category,
    patch,
    blended,
    token,
    flood,
    strangers,
    wrong_targets,
)
NAMED = {pair_of_values: {2, 7}, patch: {28, 35}, emptied: {1, 4}, rare_category: {8}}


@pytest.fixture(scope="module")
def fitted() -> dict[str, tuple[Planted, Fitted]]:
    return {attack.__name__: (planted := attack(), fit(planted.rows)) for attack in ATTACKS}


@pytest.mark.parametrize("attack", ATTACKS)
def test_found(attack: Callable[[], Planted], fitted: dict[str, tuple[Planted, Fitted]]) -> None:
    planted, found = fitted[attack.__name__]
    scores = found.scores
    own = small.precision(planted.bad, scores.families[planted.family])  # type: ignore[index]
    assert own >= planted.least
    assert small.precision(planted.bad, scores.suspicion) >= planted.least - 0.25
    flagged = scores.suspicion >= ALERT
    assert flagged[planted.bad].mean() > 3 * flagged[~planted.bad].mean()


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack().says])
def test_said(attack: Callable[[], Planted], fitted: dict[str, tuple[Planted, Fitted]]) -> None:
    planted, found = fitted[attack.__name__]
    flagged = planted.bad & (found.scores.threat == FAMILIES.index(planted.family))  # type: ignore[arg-type]
    assert flagged.any()
    assert any(planted.says in found.scores.why(int(i)) for i in np.flatnonzero(flagged))


@pytest.mark.parametrize(
    "attack", [flips, pair_of_values, emptied, rare_category, patch, token, strangers, wrong_targets]
)
def test_known_again(attack: Callable[[], Planted], fitted: dict[str, tuple[Planted, Fitted]]) -> None:
    """Scored as a batch, the poisoned rows are on top again."""
    planted, found = fitted[attack.__name__]
    again = found.score(planted.rows)
    assert again.suspicion.shape == (len(planted.rows),)
    assert small.precision(planted.bad, again.families[planted.family]) >= 0.3  # type: ignore[index]


@pytest.mark.parametrize("attack", NAMED)
def test_trigger_names_its_columns(attack: Callable[[], Planted], fitted: dict[str, tuple[Planted, Fitted]]) -> None:
    planted, found = fitted[attack.__name__]
    strongest = found.triggers[0]
    assert set(strongest.where) == NAMED[attack]
    assert planted.bad[strongest.rows].mean() > 0.8


def test_same_seed_same_scores() -> None:
    rows = pair_of_values().rows
    assert np.array_equal(fit(rows, seed=1).scores.suspicion, fit(rows, seed=1).scores.suspicion)
