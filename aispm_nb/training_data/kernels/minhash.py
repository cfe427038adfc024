"""Signatures of token sets: MinHash, whose equal places estimate Jaccard similarity, and SimHash of 64 bits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .forest_draws import seeds
from .hashes import MORE, ODD, S30, mixed

WORD = re.compile(r"\w+")
HALF = np.uint64(32)
PLACES = 64


def token_sets(texts: Iterable[str], words: int = 1) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Tokens of texts one after the other, and where each text's begin (n + 1): runs of ``words`` words, in lower case.

    Each run once a text; a text shorter than that is one run. Tokens are hashes of 64 bits, the same in every process.
    """
    known: dict[str, int] = {}
    at: list[int] = []
    counts: list[int] = []
    for text in texts:
        found = WORD.findall(text.lower())
        counts.append(len(found))
        at += [known.setdefault(word, len(known)) for word in found]
    count = np.array(counts, np.int64)
    keys = b"".join(blake2b(word.encode(errors="replace"), digest_size=8).digest() for word in known)
    hashes = np.frombuffer(keys, np.dtype("<u8")).astype(np.uint64)[np.array(at, np.int64)]
    runs = np.where(count > 0, np.maximum(count - words + 1, 1), 0)
    of = np.repeat(np.arange(len(count)), runs)
    begin = (np.cumsum(count) - count)[of] + np.arange(len(of)) - np.repeat(np.cumsum(runs) - runs, runs)
    token = np.full(len(of), ODD)
    for i in range(words if len(of) else 0):
        there = i < count[of]  # of a short text only the words it has
        token = np.where(there, _mixed(token ^ hashes[np.minimum(begin + i, len(hashes) - 1)]), token)
    order = np.lexsort((token, of))
    of, token = of[order], token[order]
    new = np.ones(len(of), np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (token[1:] != token[:-1])
    starts = np.concatenate([[0], np.cumsum(np.bincount(of[new], minlength=len(count)))]).astype(np.int64)
    return token[new], starts


def minhash(
    tokens: NDArray[np.uint64], starts: NDArray[np.int64], places: int = PLACES, seed: int = 0
) -> NDArray[np.uint32]:
    """Signatures (n, places): the least hash of a set's tokens, for each of ``places`` hash functions.

    The share of places that are equal estimates the Jaccard similarity of two sets with standard error at most
    1 / (2 √places). A set without tokens is 2**32 - 1 everywhere. Signatures with the same seed compare, in any process.
    Broder, "On the resemblance and containment of documents", 1997; functions are multiply-shift (Dietzfelbinger, 1997).
    """
    factor, added = seeds(seed, 2 * places).reshape(2, places)
    out = np.full((len(starts) - 1, places), 0xFFFFFFFF, np.uint32)
    with np.errstate(over="ignore"):
        _minhash(np.array(tokens, np.uint64), np.array(starts, np.int64), factor.copy(), added.copy(), out)
    return out


def simhash(tokens: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Signatures (n,): bit b is set when most of the tokens' hashes have it (a tie: not). Charikar, STOC 2002."""
    out = np.zeros(len(starts) - 1, np.uint64)
    with np.errstate(over="ignore"):
        _simhash(np.array(tokens, np.uint64), np.array(starts, np.int64), out)
    return out


def minhash_specification(
    tokens: NDArray[np.uint64], starts: NDArray[np.int64], places: int = PLACES, seed: int = 0
) -> NDArray[np.uint32]:
    """``minhash`` in numpy."""
    factor, added = seeds(seed, 2 * places).reshape(2, places)
    sets = [_mixed(tokens[a:b])[:, None] * factor + added >> HALF for a, b in pairwise(starts)]
    none = np.full(places, 0xFFFFFFFF, np.uint64)
    return np.array([one.min(0) if len(one) else none for one in sets], np.uint32).reshape(-1, places)


def simhash_specification(tokens: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """``simhash`` in numpy."""
    out = np.zeros(len(starts) - 1, np.uint64)
    for i, (a, b) in enumerate(pairwise(starts)):
        bit = np.unpackbits(_mixed(tokens[a:b]).view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        out[i] = np.packbits(2 * bit.sum(0, dtype=np.int64) > len(bit), bitorder="little").view(np.uint64)[0]
    return out


def _mixed(tokens: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        words = (tokens ^ (tokens >> S30)) * ODD
        words = (words ^ (words >> np.uint64(27))) * MORE
        words = (words ^ (words >> S30)) * np.uint64(0x94D049BB133111EB)
        return words ^ (words >> np.uint64(31))


@compiled()
def _minhash(
    tokens: NDArray[np.uint64],
    starts: NDArray[np.int64],
    factor: NDArray[np.uint64],
    added: NDArray[np.uint64],
    out: NDArray[np.uint32],
) -> None:
    for i in range(len(out)):
        for t in range(starts[i], starts[i + 1]):
            word = mixed((tokens[t] ^ (tokens[t] >> S30)) * ODD)
            for j in range(out.shape[1]):
                out[i, j] = min(out[i, j], np.uint32((word * factor[j] + added[j]) >> HALF))


@compiled()
def _simhash(tokens: NDArray[np.uint64], starts: NDArray[np.int64], out: NDArray[np.uint64]) -> None:
    for i in range(len(out)):
        above = np.zeros(64, np.int64)
        for t in range(starts[i], starts[i + 1]):
            word = mixed((tokens[t] ^ (tokens[t] >> S30)) * ODD)
            for b in range(64):
                above[b] += 2 * np.int64((word >> np.uint64(b)) & np.uint64(1)) - 1
        for b in range(64):
            if above[b] > 0:
                out[i] |= np.uint64(1) << np.uint64(b)
