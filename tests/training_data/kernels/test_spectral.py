"""Spectral signatures: as near to the full decomposition as they say; a part that lies along a direction is found."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from aispm_nb.training_data.kernels import spectral


def poisoned(d: int, seed: int = 0, n: int = 900) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 3, n).astype(np.int32)
    numbers = rng.standard_normal((n, d)).astype(np.float32) + 9 * label[:, None]
    odd = (label == 1) & (rng.random(n) < 0.1)
    numbers[odd] += 12 * np.eye(d, dtype=np.float32)[3]
    return numbers, label, odd


@pytest.mark.parametrize("d", [5, 100, 1100])
def test_scores_are_those_of_the_full_decomposition(d: int) -> None:
    numbers, label, odd = poisoned(d)
    ours, expected = spectral.signatures(numbers, label, 3), spectral.specification(numbers, label, 3)
    assert np.abs(ours - expected)[label == 1].max() < 0.002 * expected.max()
    assert np.abs(ours - expected).max() < 0.02 * expected.max()
    assert roc_auc_score(odd[label == 1], ours[label == 1]) > 0.99
    assert np.array_equal(ours, spectral.signatures(numbers, label, 3))


def test_scores_rank_as_those_of_art_on_centred_rows() -> None:
    poison = import_module("art.defences.detector.poison")
    numbers, label, _ = poisoned(100)
    rows = numbers[label == 1] - numbers[label == 1].mean(0)
    peer = poison.SpectralSignatureDefense.spectral_signature_scores(rows).ravel()
    ours = spectral.signatures(numbers, label, 3)[label == 1]
    assert np.corrcoef(np.sqrt(ours), peer)[0, 1] > 0.9999


def test_the_smaller_cluster_is_the_part_that_differs() -> None:
    numbers, label, odd = poisoned(60)
    halves = spectral.splits(numbers, label, 4)
    assert set(halves) == {0, 1, 2} and min(halves[0].share, halves[2].share) > 0.3
    assert np.array_equal(halves[1].small(numbers[label == 1]), odd[label == 1])
    assert halves[1].share == pytest.approx(odd[label == 1].mean())
    others, codes, planted = poisoned(60, seed=1)  # rows that it was not cut by
    assert np.array_equal(halves[1].small(others[codes == 1]), planted[codes == 1])


def test_missing_values_and_rows_without_a_class() -> None:
    numbers, label, _ = poisoned(70)
    numbers[5], numbers[:, 2], label[0], label[label == 2] = np.nan, np.nan, -1, 1
    label[7] = 2
    scores = spectral.signatures(numbers, label, 3)
    assert np.isnan(scores[[0, 7]]).all() and np.isfinite(np.delete(scores, [0, 7])).all() and scores[5] == 0
    same = spectral.signatures(np.ones((4, 3), np.float32), np.zeros(4, np.int32), 1)
    assert same.tolist() == [0, 0, 0, 0]
    assert spectral.splits(np.ones((4, 3), np.float32), np.zeros(4, np.int32), 1) == {}
    cut = spectral.splits(numbers, label, 3)
    assert set(cut) == {0, 1} and np.isfinite(cut[0].across).all() and cut[0].small(numbers[:9]).shape == (9,)
