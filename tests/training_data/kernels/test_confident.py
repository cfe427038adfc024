"""Confident learning: the compiled twin equals its specification, and both cleanlab."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module

import numpy as np
import pytest
from numpy.typing import NDArray

from aispm_nb.training_data.kernels.confident import calibrated, confident, specification


def judged(seed: int, n: int = 500, k: int = 4, lattice: bool = True) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    rng = np.random.default_rng(seed)
    shares = rng.multinomial(8, np.ones(k) / k, n) / 8 if lattice else rng.dirichlet(np.ones(k) * 0.5, n)
    label = np.where(rng.random(n) < 0.7, shares.argmax(1), rng.integers(0, k, n))
    return shares.astype(np.float32), label.astype(np.int32)


@pytest.mark.parametrize("lattice", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_equals_its_specification(seed: int, lattice: bool) -> None:
    probability, label = judged(seed, lattice=lattice)
    label[:9], probability[9:13], probability[13, 2] = -1, np.nan, np.nan
    label[label == 3] = 1  # a class without rows
    ours, expected = confident(probability, label), specification(probability, label)
    for field in fields(ours):
        one, other = getattr(ours, field.name), getattr(expected, field.name)
        assert one.dtype == other.dtype, field.name
        exact = lattice or field.name != "thresholds"
        assert np.allclose(one, other, rtol=0 if exact else 1e-12, atol=0, equal_nan=True), field.name


@pytest.mark.parametrize("seed", range(3))
def test_equals_cleanlab(seed: int) -> None:
    filters = import_module("cleanlab.filter")
    from cleanlab.count import compute_confident_joint
    from cleanlab.rank import get_label_quality_scores

    probability, label = judged(seed, lattice=seed > 0)
    ours = confident(probability, label)
    assert np.array_equal(
        ours.issue, filters.find_label_issues(label, probability, filter_by="confident_learning", n_jobs=1)
    )
    joint = ours.joint.copy()
    np.fill_diagonal(joint, np.maximum(joint.diagonal(), 1))
    assert np.array_equal(joint, compute_confident_joint(label, probability, calibrate=False))
    assert np.abs(calibrated(ours.joint, label) - compute_confident_joint(label, probability)).max() <= 1
    for name, scores in (("self_confidence", ours.self_confidence), ("normalized_margin", ours.margin)):
        assert np.allclose(scores, get_label_quality_scores(label, probability, method=name), atol=1e-6)


def test_flipped_labels_are_found() -> None:
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 3, 900)
    probability = (np.eye(3)[truth] * 0.6 + rng.dirichlet(np.ones(3), 900) * 0.4).astype(np.float32)
    label = truth.astype(np.int32)
    label[:30] = (label[:30] + 1) % 3
    found = confident(probability, label)
    assert found.issue[:30].sum() > 10 and not found.issue[30:].any()  # those above their class's mean
    assert set(np.argsort(found.margin)[:30]) == set(range(30))


def test_threads_change_nothing_and_nonsense_is_refused() -> None:
    probability, label = judged(0, n=140_000)
    one, two = confident(probability, label), confident(probability, label, threads=2)
    assert np.array_equal(one.joint, two.joint) and np.array_equal(one.thresholds, two.thresholds)
    assert confident(probability[:0], label[:0]).joint.sum() == 0
    with pytest.raises(ValueError, match="labels from -1 to 3"):
        confident(probability, label + 4)
