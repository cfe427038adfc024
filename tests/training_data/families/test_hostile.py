"""Shapes that break things: every one gives scores in [0, 1] or a reason, never a traceback or a warning."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from aispm_nb.training_data.detect import fit
from aispm_nb.training_data.encoded import MISSING, Encoded, Feature, Kind
from tests.training_data.families import small

_random = np.random.default_rng(0)
_x = _random.normal(size=(100, 4))
_y = _random.integers(0, 2, 100)
_ab = ("a", "b")
_gaps = np.where(_random.random(_x.shape) < 0.3, np.nan, _x)
_gaps[:, 0] = np.nan
_named = np.column_stack([_random.integers(0, 3, 100), np.where(_random.random(100) < 0.1, np.nan, _y * 30)])
_words = [" ".join(_random.choice([f"w{k}" for k in range(20)], 5)) for _ in range(100)]

HOSTILE: dict[str, Encoded] = {
    "no rows": small.encoded(np.zeros((0, 4)), np.zeros(0), _ab),
    "no rows, no columns": small.encoded(np.zeros((0, 0))),
    "one row": small.encoded(_x[:1], _y[:1], _ab),
    "three rows": small.encoded(_x[:3], _y[:3], _ab),
    "thirteen rows": small.encoded(_x[:13], _y[:13], _ab),
    "one class": small.encoded(_x, np.zeros(100), ("a",)),
    "no label": small.encoded(_x),
    "nothing but missing": small.encoded(np.full((100, 3), np.nan), _y, _ab),
    "gaps": small.encoded(_gaps, _y, _ab),
    "constant columns": small.encoded(np.ones((100, 3)), _y, _ab),
    "no columns": small.encoded(np.zeros((100, 0)), _y, _ab),
    "a class of one": small.encoded(_x, np.r_[0, np.ones(99)], _ab),
    "labels missing": small.encoded(_x, np.where(_random.random(100) < 0.3, MISSING, _y), _ab),
    "all labels missing": small.encoded(_x, np.full(100, MISSING), _ab),
    "classes nobody has": small.encoded(_x, _y * 3, tuple("abcde")),
    "a class for each row": small.encoded(_x, np.arange(100), tuple(map(str, range(100)))),
    "two rows repeated": small.encoded(np.repeat(_x[:2], 50, 0), _y, _ab),
    "huge": small.encoded(_x * 1e30, _y, _ab),
    "tiny": small.encoded(_x * 1e-30, _y, _ab),
    "wide": small.encoded(_random.normal(size=(60, 2_000)), _y[:60], _ab),
    "targets": replace(small.encoded(_x), target=_x[:, 0] * 2),
    "targets missing": replace(small.encoded(_x), target=np.where(_random.random(100) < 0.2, np.nan, _x[:, 0])),
    "constant target": replace(small.encoded(_x), target=np.ones(100)),
    "empty texts": replace(small.encoded(np.zeros((100, 0)), _y, _ab), texts={"t": [""] * 100}),
    "texts": replace(small.encoded(np.zeros((100, 0)), _y, _ab), texts={"t": _words}),
    "texts and numbers": replace(small.encoded(_x, _y, _ab), texts={"t": _words}),
    "categories": Encoded(
        _named.astype(np.float32),
        (Feature("a", Kind.CATEGORY, ("x", "y", "z")), Feature("b", Kind.CATEGORY, tuple(map(str, range(31))))),
        label=_y.astype(np.int32),
        classes=_ab,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_scores_or_a_reason(name: str) -> None:
    rows = HOSTILE[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = fit(rows)
        for scores in (fitted.scores, fitted.score(rows)):
            assert scores.suspicion.shape == (len(rows),)
            for score in (scores.suspicion, *scores.families.values()):
                assert np.isfinite(score).all()
                assert ((score >= 0) & (score <= 1)).all()
            assert all(scores.why(i) for i in range(min(3, len(rows))))
        found, missing = set(fitted.scores.families), set(fitted.scores.not_assessed)
        assert found | missing == {"label", "backdoor", "outlier", "duplicate"}
        assert not found & missing
        assert all(fitted.scores.not_assessed.values())


def test_order_of_rows_does_not_matter_to_what_is_found() -> None:
    """Shuffled rows are flagged as they were, up to the draws of the trees."""
    rows = small.blobs(n=300)
    index, bad = small.chosen(rows, 15)
    assert rows.label is not None
    rows = small.relabelled(rows, index, (rows.label[index] + 1) % 3)
    order = np.random.default_rng(3).permutation(300)
    shuffled = replace(rows, numbers=np.ascontiguousarray(rows.numbers[order]), label=rows.label[order])  # type: ignore[index]
    assert small.precision(bad, fit(rows).scores.suspicion) > 0.8
    assert small.precision(bad[order], fit(shuffled).scores.suspicion) > 0.8


@pytest.mark.parametrize("seed", range(3))
def test_clean_rows_are_flagged_as_stated(seed: int) -> None:
    """1,200 honest rows with classes that overlap: within a factor of three of the stated one in a hundred (benchmarks look closer)."""
    flagged = fit(small.blobs(n=1_200, seed=seed, apart=0.8)).scores.suspicion >= 0.5
    assert 0.0033 <= flagged.mean() <= 0.03
