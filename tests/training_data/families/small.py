"""Small rows with structure, made here, so that the tests need no data set: classes as blobs, and attacks on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aispm_nb.training_data.encoded import Encoded, Feature, Kind


def blobs(n: int = 400, d: int = 8, classes: int = 3, seed: int = 0, apart: float = 2.0) -> Encoded:
    random = np.random.default_rng(seed)
    label = random.integers(0, classes, n)
    x = random.normal(size=(classes, d))[label] * apart + random.normal(size=(n, d))
    names = tuple("abcdefgh"[:classes])
    return encoded(x, label, names)


def encoded(x: np.ndarray, label: np.ndarray | None = None, classes: tuple[str, ...] = ()) -> Encoded:
    x = np.ascontiguousarray(x, np.float32)
    features = tuple(Feature(f"c{j}") for j in range(x.shape[1]))
    return Encoded(x, features, label=None if label is None else np.asarray(label, np.int32), classes=classes)


def pixels(n: int = 400, seed: int = 0) -> Encoded:
    """Digits of a kind: 6 x 6, each class bright in one row of pixels, noise elsewhere, in 0 … 15."""
    random = np.random.default_rng(seed)
    label = random.integers(0, 3, n)
    x = random.integers(0, 6, (n, 6, 6)).astype(np.float32)
    x[np.arange(n), label * 2] += random.integers(4, 9, (n, 6))
    x[:, 5] = random.integers(0, 2, (n, 6))
    features = tuple(Feature(str(j), Kind.PIXEL) for j in range(36))
    return Encoded(x.reshape(n, 36), features, {}, (6, 6, 1), label.astype(np.int32), ("a", "b", "c"))


def reviews(n: int = 400, seed: int = 0) -> Encoded:
    random = np.random.default_rng(seed)
    label = random.integers(0, 2, n)
    plain = [f"w{k}" for k in range(60)]
    telling = (["bad", "awful", "broken", "late"], ["good", "lovely", "quick", "works"])
    texts = []
    for c in label:
        words = [*random.choice(plain, 12), *random.choice(telling[c if random.random() < 0.9 else 1 - c], 3)]
        texts.append(" ".join(random.permutation(words)))
    return Encoded(np.zeros((n, 0), np.float32), (), {"text": texts}, None, label.astype(np.int32), ("no", "yes"))


def relabelled(rows: Encoded, index: np.ndarray, to: int | np.ndarray) -> Encoded:
    assert rows.label is not None
    label = rows.label.copy()
    label[index] = to
    return replace(rows, label=label)


def chosen(rows: Encoded, many: int, not_of: int | None = None, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Index of ``many`` rows, of other classes than one, and the same as a mask."""
    assert rows.label is not None
    able = np.arange(len(rows)) if not_of is None else np.flatnonzero(rows.label != not_of)
    index = np.random.default_rng(seed).permutation(able)[:many]
    mask = np.zeros(len(rows), dtype=bool)
    mask[index] = True
    return index, mask


def precision(bad: np.ndarray, score: np.ndarray) -> float:
    """Average precision."""
    hit = bad[np.argsort(-score, kind="stable")]
    return float((np.cumsum(hit) / np.arange(1, len(hit) + 1))[hit].mean())
