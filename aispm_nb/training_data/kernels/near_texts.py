"""How many texts of a reference are nearly a text's own: MinHash signatures that meet in a band, then compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .hashes import hashed
from .minhash import minhash, token_sets

Signatures = NDArray[np.uint32]
Keys = NDArray[np.uint64]

PLACES = 63
BAND = 3  # places: texts of similarity 0.6 meet in one of the 21 bands with probability .994, of 0.1 with .02
WORDS = 2  # words a token: single words make short texts alike by chance
LEAST = 0.6  # of 20 words two may be others
MEMBERS = 64  # of a band's bucket that a text is compared with; of more alike ones so many are counted a band
ASKED = 4_096  # texts at a time
EMPTY = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True)
class NearTexts:
    """The different signatures of the reference.

    Attributes
    ----------
    signatures : (u, PLACES); count : (u,) texts that have each.
    keys, order : (bands, u) of each band the sorted hashes of its places, and which signature each is of.
    """

    signatures: Signatures
    count: NDArray[np.int64]
    keys: Keys
    order: NDArray[np.int64]


def signed(texts: Sequence[str]) -> Signatures:
    """Signatures (n, PLACES); texts without words are ``EMPTY`` everywhere."""
    return minhash(*token_sets(texts, WORDS), PLACES)


def start(signatures: Signatures) -> NearTexts:
    """What is kept of a reference (n, PLACES)."""
    different, count = np.unique(signatures, axis=0, return_counts=True)
    keys = _keys(different)
    order = np.argsort(keys, axis=1, kind="stable")
    return NearTexts(different, count.astype(np.int64), np.take_along_axis(keys, order, 1), order)


def near(state: NearTexts, signatures: Signatures, own: bool = False) -> NDArray[np.int64]:
    """How many texts of the reference have a similarity of ``LEAST`` or more to each, (m,); 0 for texts without words.

    ``own``: the texts are those of the reference, each is not its own neighbour. A lower bound where more than
    ``MEMBERS`` different texts share a band. Broder, "On the resemblance and containment of documents", 1997.
    """
    found = np.zeros(len(signatures), np.int64)
    for begin in range(0, len(signatures), ASKED):
        asked = signatures[begin : begin + ASKED]
        some, which = np.unique(asked, axis=0, return_inverse=True)
        found[begin : begin + len(asked)] = _near(state, some)[which.ravel()]
    words = (signatures != EMPTY).any(1)
    return np.where(words, np.maximum(found - own, 0), 0)


def specification(reference: Signatures, signatures: Signatures) -> NDArray[np.int64]:
    """``near`` by comparing every pair: at least as many, the same where all that are alike meet in a band."""
    alike = (signatures[:, None, :] == reference[None, :, :]).mean(2) >= LEAST
    return np.where((signatures != EMPTY).any(1), alike.sum(1), 0)


def _near(state: NearTexts, asked: Signatures) -> NDArray[np.int64]:
    pairs = [np.empty(0, np.int64)]
    u = len(state.signatures)
    for band, keys in enumerate(_keys(asked)):
        low, high = np.searchsorted(state.keys[band], keys, "left"), np.searchsorted(state.keys[band], keys, "right")
        size = np.minimum(high - low, MEMBERS)
        row = np.repeat(np.arange(len(asked)), size)
        place = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) + low[row]
        pairs.append(row * u + state.order[band, place])
    row, other = np.divmod(np.unique(np.concatenate(pairs)), max(u, 1))
    alike = np.zeros(len(row), bool)
    for begin in range(0, len(row), 1 << 20):
        a, b = row[begin : begin + (1 << 20)], other[begin : begin + (1 << 20)]
        alike[begin : begin + len(a)] = (asked[a] == state.signatures[b]).mean(1) >= LEAST
    return np.bincount(row[alike], state.count[other[alike]], len(asked)).astype(np.int64)


def _keys(signatures: Signatures) -> Keys:
    """(bands, n) a hash of the places of each band."""
    halves = np.stack([signatures >> 16, signatures & 0xFFFF], 2).astype(np.float32)  # both exact
    bands = halves.reshape(len(signatures), PLACES // BAND, 2 * BAND)
    return np.stack([hashed(np.ascontiguousarray(bands[:, band])) for band in range(bands.shape[1])])
