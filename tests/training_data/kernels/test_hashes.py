"""Hashes and signatures: compiled twins equal their specifications; equal rows are found, and only these."""

from __future__ import annotations

import numpy as np
import pytest

from aispm_nb.training_data.kernels import hashes, minhash, near_texts


def test_hashes_equal_their_specification() -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((300, 7)).astype(np.float32)
    rows[rng.random(rows.shape) < 0.2] = np.nan
    rows[rng.random(rows.shape) < 0.2] = -0.0
    assert np.array_equal(hashes.hashed(rows), hashes.specification(rows))
    assert np.array_equal(hashes.hashed(rows, 7), hashes.specification(rows, 7))
    assert len(np.unique(hashes.hashed(rows))) == 300


def test_hashes_are_the_same_everywhere() -> None:
    assert hashes.hashed(np.array([[1, 2, 3]], np.float32)).tolist() == [16243771923720757115]


def test_zeros_are_one_value_and_so_are_nans() -> None:
    other_nan = np.array([0xFFC00001], np.uint32).view(np.float32)[0]
    rows = np.array([[0.0, np.nan], [-0.0, other_nan], [np.nan, 0.0]], np.float32)
    keys = hashes.hashed(rows)
    assert keys[0] == keys[1] != keys[2]
    assert hashes.first_equal(rows).tolist() == [0, 0, 2]


@pytest.mark.parametrize("seed", range(4))
def test_equal_rows_are_found_and_only_these(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 3, (200, 4)).astype(np.float32)
    rows[rows == 2] = np.nan
    seen: dict[tuple[str, ...], int] = {}
    expected = [seen.setdefault(tuple(map(str, row)), i) for i, row in enumerate(rows)]
    assert hashes.first_equal(rows).tolist() == expected
    assert hashes.first_equal(rows[:0]).tolist() == [] and hashes.first_equal(rows[:1]).tolist() == [0]


def test_rows_whose_hashes_meet_stay_apart() -> None:
    rows = np.arange(12, dtype=np.float32).reshape(6, 2)
    out, table = np.empty(6, np.int64), np.full(16, -1, np.int64)
    hashes._first_equal(rows, np.zeros(6, np.uint64), table, out)
    assert out.tolist() == [0, 1, 2, 3, 4, 5]


TEXTS = ["the cat sat on the mat today", "The cat sat on the mat, today!", "", "something else entirely", "the cat"]


@pytest.mark.parametrize("words", [1, 2, 9])
def test_signatures_equal_their_specification(words: int) -> None:
    sets = minhash.token_sets(TEXTS, words)
    assert np.array_equal(minhash.minhash(*sets, 32, 5), minhash.minhash_specification(*sets, 32, 5))
    assert np.array_equal(minhash.simhash(*sets), minhash.simhash_specification(*sets))
    assert minhash.minhash(*minhash.token_sets([])).shape == (0, 64)


def test_places_estimate_similarity() -> None:
    rng = np.random.default_rng(1)
    tokens, starts = [], [0]
    for _ in range(100):
        common = rng.integers(0, 1 << 60, 80)
        for _ in range(2):
            tokens += [*common, *rng.integers(0, 1 << 60, 20)]
            starts.append(len(tokens))
    sets = np.array(tokens, np.uint64), np.array(starts, np.int64)
    signatures = minhash.minhash(*sets)
    shares = (signatures[::2] == signatures[1::2]).mean(1)
    assert shares.mean() == pytest.approx(80 / 120, abs=0.02) and shares.std() < 0.08
    bits = np.bitwise_count(minhash.simhash(*sets)[::2] ^ minhash.simhash(*sets)[1::2])
    apart = np.bitwise_count(minhash.simhash(*sets)[:-2:2] ^ minhash.simhash(*sets)[2::2])
    assert bits.mean() < 20 < 28 < apart.mean()


@pytest.mark.parametrize("seed", range(5))
def test_near_texts_are_all_pairs_that_meet(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = [" ".join(f"w{i}" for i in rng.integers(0, 4000, 25)) for _ in range(40)]
    texts = (
        base
        + [text.replace(text.split()[3], "x", 1) for text in base[:10] for _ in range(3)]
        + ["", "one", "one", "one two"]
    )
    signatures = near_texts.signed(texts)
    found = near_texts.near(near_texts.start(signatures), signatures, own=True)
    expected = np.maximum(near_texts.specification(signatures, signatures) - 1, 0)
    assert (found <= expected).all() and (found == expected).mean() > 0.95
    assert (found[:10] >= 3).all() and (found[40:70] >= 3).all() and not found[10:40].any()
    assert found[-4:].tolist() == [0, 1, 1, 0]
    assert near_texts.near(near_texts.start(signatures[:0]), signatures).tolist() == [0] * len(texts)


def test_a_flood_of_equal_texts_is_counted_whole() -> None:
    signatures = near_texts.signed(
        ["buy these shoes now they are very good"] * 500 + ["something else that is said here"]
    )
    assert near_texts.near(near_texts.start(signatures), signatures, own=True).tolist() == [499] * 500 + [0]


def test_tokens_are_sets_of_runs() -> None:
    tokens, starts = minhash.token_sets(["a b a b", "B a", "", "a"], 2)
    assert np.diff(starts).tolist() == [2, 1, 0, 1]
    assert tokens[starts[1]] in tokens[:2] and minhash.token_sets(["b a"], 2)[0].tolist() == [tokens[starts[1]]]
