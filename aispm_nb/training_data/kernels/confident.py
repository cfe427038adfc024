"""Confident learning: which label a row's out-of-sample probabilities speak for, and how far its own lies below."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

SLACK = 1e-6  # cleanlab's, so that a class whose probabilities are all alike reaches its own mean
ROWS = 65_536


@dataclass(frozen=True)
class Confident:
    """What probabilities say of labels.

    Attributes
    ----------
    thresholds : (k,) float64, the mean probability of a class among rows that are labelled so; infinite without any.
    joint : (k, k) int64, rows by given label and by the label that is confidently guessed.
    guess : (n,) int32, the guessed label, -1 where no class reaches its threshold.
    issue : (n,) bool, whether the guess differs from the given label and another class is likelier than that.
    self_confidence : (n,) float32, probability of the given label. margin : (n,) float32, (that - the largest other
        + 1) / 2. Both NaN without a label or probabilities; low is suspect.
    """

    thresholds: NDArray[np.float64]
    joint: NDArray[np.int64]
    guess: NDArray[np.int32]
    issue: NDArray[np.bool_]
    self_confidence: NDArray[np.float32]
    margin: NDArray[np.float32]


def confident(probability: NDArray[np.float32], label: NDArray[np.int32], threads: int = 1) -> Confident:
    """Judges labels (n,) in -1 (missing) … k - 1 by probabilities (n, k), k >= 2; a row with NaN is left out.

    A class is confident in a row when its probability reaches the class's threshold. The guess is that class; of several
    confident ones the likeliest of all classes. Ties: the lowest code. cleanlab's ``filter_by="confident_learning"``.
    Northcutt, Jiang and Chuang, "Confident learning", JAIR 70, 2021.
    """
    n, k = probability.shape
    rows, codes = np.require(probability, np.float32, ["C", "W"]), np.require(label, np.int32, ["C", "W"])
    if k < 2 or (n and (codes.min() < -1 or codes.max() >= k)):
        raise ValueError(f"{k} classes: expected at least 2, and labels from -1 to {k - 1}")
    guess, issue = np.empty(n, np.int32), np.empty(n, np.bool_)
    own, margin = np.empty(n, np.float32), np.empty(n, np.float32)
    blocks = [(begin, min(n, begin + ROWS)) for begin in range(0, n, ROWS)]
    with ThreadPoolExecutor(threads) as pool:
        sums = sum(pool.map(lambda at: _own(rows, codes, at[0], at[1]), blocks), np.zeros((2, k)))
        thresholds = np.where(sums[1] > 0, sums[0] / np.maximum(sums[1], 1), np.inf)
        least = thresholds - SLACK
        joint = sum(
            pool.map(lambda at: _judge(rows, codes, least, at[0], at[1], guess, issue, own, margin), blocks),
            np.zeros((k, k), np.int64),
        )
    return Confident(thresholds, joint, guess, issue, own, margin)


def specification(probability: NDArray[np.float32], label: NDArray[np.int32]) -> Confident:
    """``confident`` in numpy."""
    n, k = probability.shape
    known = np.flatnonzero((label >= 0) & ~np.isnan(probability).any(1))
    p, y = probability[known], label[known]
    own = p[np.arange(len(known)), y]
    count = np.bincount(y, minlength=k)
    thresholds = np.where(count > 0, np.bincount(y, own.astype(np.float64), k) / np.maximum(count, 1), np.inf)
    reached = p >= thresholds - SLACK
    guess = np.where(reached.sum(1) > 1, p.argmax(1), np.where(reached.any(1), reached.argmax(1), -1))
    others = np.where(np.arange(k) == y[:, None], -np.inf, p).max(1).astype(np.float32)
    joint = np.zeros((k, k), np.int64)
    np.add.at(joint, (y[guess >= 0], guess[guess >= 0]), 1)
    found = Confident(
        thresholds,
        joint,
        np.full(n, -1, np.int32),
        np.zeros(n, np.bool_),
        np.full(n, np.nan, np.float32),
        np.full(n, np.nan, np.float32),
    )
    found.guess[known] = guess
    found.issue[known] = (guess >= 0) & (guess != y) & (own < others)
    found.self_confidence[known] = own
    found.margin[known] = (own - others + np.float32(1)) * np.float32(0.5)
    return found


def calibrated(joint: NDArray[np.int64], label: NDArray[np.int32]) -> NDArray[np.float64]:
    """The joint with at least one right row a class, its rows scaled to how often each label is given; (k, k) float64.

    Over its sum it estimates how given and true labels occur together. cleanlab rounds it, which this does not.
    """
    least = joint.astype(np.float64)
    np.fill_diagonal(least, np.maximum(least.diagonal(), 1))
    given = np.bincount(label[label >= 0], minlength=len(joint))
    share: NDArray[np.float64] = least / least.sum(1, keepdims=True) * given[:, None]
    return share


@compiled()
def _own(probability: NDArray[np.float32], label: NDArray[np.int32], begin: int, end: int) -> NDArray[np.float64]:
    """By class, the sum of its rows' probability of it, and their number; rows with NaN or no label are left out."""
    k = probability.shape[1]
    out = np.zeros((2, k))
    for i in range(begin, end):
        whole = np.float32(0)
        for j in range(k):
            whole += probability[i, j]
        y = label[i]
        if y >= 0 and not np.isnan(whole):
            out[0, y] += probability[i, y]
            out[1, y] += 1
    return out


@compiled()
def _judge(
    probability: NDArray[np.float32],
    label: NDArray[np.int32],
    least: NDArray[np.float64],
    begin: int,
    end: int,
    guess: NDArray[np.int32],
    issue: NDArray[np.bool_],
    own: NDArray[np.float32],
    margin: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Fills in rows ``begin`` … ``end``; their joint."""
    k = probability.shape[1]
    joint = np.zeros((k, k), np.int64)
    for i in range(begin, end):
        y = label[i]
        best, top, other = np.float32(-np.inf), 0, np.float32(-np.inf)
        reached, first, missing = 0, -1, y < 0
        for j in range(k):
            x = probability[i, j]
            missing |= np.isnan(x)
            if x > best:
                best, top = x, j
            if j != y:
                other = max(other, x)
            if np.float64(x) >= least[j]:
                first = j if reached == 0 else first
                reached += 1
        if missing:
            guess[i], issue[i], own[i], margin[i] = -1, False, np.nan, np.nan
            continue
        g = top if reached > 1 else first
        guess[i], issue[i] = g, g >= 0 and g != y and probability[i, y] < other
        own[i] = probability[i, y]
        margin[i] = (own[i] - other + np.float32(1)) * np.float32(0.5)
        if g >= 0:
            joint[y, g] += 1
    return joint
