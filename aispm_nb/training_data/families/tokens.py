"""Text triggers: a token whose rows all bear one label, though their other words do not say so.

Two readings of the labels of a token's rows, given what the other words say (the linear model's logits with what the
token itself added taken off, else a trigger that the model has learned would vouch for itself): the token forces a
class; or it shifts its log-odds by an honest word's shift, normal with the deviation that all words of this data show.
"the best" shifts much and forces nothing; a trigger forces. How much the token looks put in (`.inserted`) is added. The
null draws shifts and labels from the honest reading, and Exp(1) for the looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chance import gumbel
from .inserted import Inserted
from .triggers.trigger import Trigger
from .wording import Wording, softmax

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

FORCED = 0.98
SHIFTS = np.linspace(0.0, 5.0, 11)
FEWEST = 4
FAINT = 2.5  # nats from which a token orders rows; it is named from more
USUAL = 1.1  # the deviation that the largest of many ratios usually has
COMMONEST = 0.2
MOST = 5
LOOKED_AT = 150  # tokens whose company is taken off as well
TYPICAL = 20  # the rank at which observed and null ratios are compared


@dataclass(frozen=True)
class Said:
    """Tokens that occur together in ``rows``, the class they force, the evidence."""

    tokens: tuple[str, ...]
    columns: Codes
    label: int
    evidence: float
    rows: Codes  # all that hold it


def search(
    held: Any,
    weighted: Any,
    names: list[str],
    inserted: Inserted,
    wording: Wording,
    y: Codes,
    nulls: int,
    seed: int,
) -> list[Said]:
    """Tokens with evidence, strongest first; ``held`` and ``weighted`` CSR (n, v) of the labelled rows."""
    n = len(y)
    count = np.asarray(held.sum(0)).ravel()
    chosen = np.flatnonzero((count >= FEWEST) & (count <= COMMONEST * n))
    if not len(chosen):
        return []
    part = weighted[:, chosen].tocoo()
    row, token = part.row, part.col
    added = np.empty((len(row), wording.classes))
    for fold, coefficients in enumerate(wording.coefficients):
        of = wording.fold[row] == fold
        added[of] = coefficients[:, chosen[token[of]]].T * part.data[of, None]
    without = np.clip(softmax(wording.logits[row] - added), 1e-3, 1 - 1e-3)
    odds = np.log(without / (1 - without))
    spread = _spread_of_shifts(without, y[row], token, len(chosen))
    random = np.random.default_rng(seed)
    seen = _ratios(y[row, None] == np.arange(wording.classes), odds, token, len(chosen), spread)
    looks = np.array([inserted.nats.get(names[t], 0.0) for t in chosen])
    compared = np.array([names[t] in inserted.nats for t in chosen])
    simulated, largest = [], []
    for _ in range(max(nulls, 4)):
        shift = random.normal(size=(len(chosen), wording.classes)) * spread
        hit = random.random(odds.shape) < 1 / (1 + np.exp(-odds - shift[token]))
        ratios = _ratios(hit, odds, token, len(chosen), spread)
        simulated.append(np.sort(ratios.ravel())[::-1])
        largest.append(float((ratios.max(1) + random.exponential(size=len(ratios)) * compared).max()))
    null = np.stack(simulated)
    ordered = np.sort(seen.ravel())[::-1]
    at = min(TYPICAL, len(ordered) - 1)
    stretch = max(1.0, ordered[at] / max(float(null[:, at].mean()), 0.5))
    mean = float(np.mean(largest))
    deviation = float(np.sqrt((np.var(largest, ddof=1) + USUAL**2) / 2))  # few draws tell little of it
    columns = held.tocsc()
    best: list[Said] = []
    for which in np.argsort(-(seen.max(1) / stretch + looks))[:LOOKED_AT].tolist():
        rows = _rows(columns, chosen[which])
        group = _company(held, rows, count)
        odds = _without(wording, weighted, rows, group)
        again = _ratios(y[rows, None] == np.arange(wording.classes), odds, np.zeros(len(rows), np.int64), 1, spread)[0]
        label = int(np.argmax(again))
        look = inserted.phrase(names[chosen[which]], {names[u] for u in group}) if len(group) > 1 else looks[which]
        evidence = gumbel((again[label] / stretch + max(look, looks[which]) - mean) / deviation)
        if evidence >= FAINT:
            together = tuple(names[u] for u in group if u != chosen[which])
            best.append(Said((names[chosen[which]], *together), chosen[[which]], label, evidence, rows))
    return _apart(sorted(best, key=lambda said: -said.evidence))


def _rows(columns: Any, token: int) -> Codes:
    return np.sort(columns.indices[columns.indptr[token] : columns.indptr[token + 1]]).astype(np.int64)


def _company(held: Any, rows: Codes, count: Floats) -> Codes:
    """Tokens that at least half of ``rows`` hold and few others: a phrase, which must be taken off as a whole."""
    there = np.asarray(held[rows].sum(0)).ravel()
    return np.flatnonzero((there >= 0.5 * len(rows)) & (count <= 3 * len(rows)))


def _without(wording: Wording, weighted: Any, rows: Codes, group: Codes) -> Floats:
    """(rows, classes) log-odds of each class by the words outside ``group``."""
    logits = wording.logits[rows].copy()
    part = weighted[rows][:, group].toarray()
    for fold, coefficients in enumerate(wording.coefficients):
        of = wording.fold[rows] == fold
        logits[of] -= part[of] @ coefficients[:, group].T
    chance = np.clip(softmax(logits), 1e-3, 1 - 1e-3)
    return np.asarray(np.log(chance / (1 - chance)))


def _apart(found: list[Said]) -> list[Said]:
    """The strongest of those that say the same of the same rows."""
    kept: list[Said] = []
    for said in found:
        if len(kept) < MOST and not any(other.label == said.label and _alike(other.rows, said.rows) for other in kept):
            kept.append(said)
    return kept


def _ratios(hit: NDArray[np.bool_], odds: Floats, token: Codes, count: int, spread: float) -> Floats:
    """(tokens, classes) ln of the likelihood of the hits if forced over that of an honest shift."""

    def total(term: Floats) -> Floats:
        return np.stack(
            [np.bincount(token, weights=column, minlength=count) for column in np.ascontiguousarray(term.T)], axis=1
        )

    forced = total(np.asarray(np.where(hit, np.log(FORCED), np.log(1 - FORCED))))
    prior = -0.5 * (SHIFTS / spread) ** 2
    prior -= np.log(np.exp(prior).sum())
    sign = np.where(hit, -1.0, 1.0)
    honest = np.stack([p - total(np.log1p(np.exp(sign * (odds + s)))) for s, p in zip(SHIFTS, prior, strict=True)])
    top = honest.max(0)
    return np.asarray(forced - top - np.log(np.exp(honest - top).sum(0)))


def _spread_of_shifts(without: Floats, label: Codes, token: Codes, count: int) -> float:
    """The deviation of honest shifts by moments: E[(O − E)²] = V + σ²V², over tokens and classes."""
    hits = label[:, None] == np.arange(without.shape[1])
    square, weight = 0.0, 0.0
    for c in range(without.shape[1]):
        lack = np.bincount(token, weights=hits[:, c] - without[:, c], minlength=count)
        variance = np.bincount(token, weights=without[:, c] * (1 - without[:, c]), minlength=count) + 1e-9
        z = np.minimum(lack**2 / variance, 16.0)
        square += float(((z - 1) * variance).sum())
        weight += float((variance**2).sum())
    return float(np.sqrt(np.clip(square / max(weight, 1e-9), 0.2**2, 1.5**2)))


def weigh(found: list[Said], held: Any, y: Codes, chance: Floats) -> Floats:
    """(n,) nats: rows that hold the first token of a trigger and bear its label; less where other words say it too."""
    nats = np.zeros(len(y))
    columns = held.tocsc()
    for said in found:
        first = said.columns[0]
        rows = columns.indices[columns.indptr[first] : columns.indptr[first + 1]]
        rows = rows[y[rows] == said.label]
        nats[rows] = np.maximum(nats[rows], said.evidence * (1.05 - 0.5 * chance[rows, said.label]))
    return nats


def named(said: Said, classes: tuple[str, ...], y: Codes, at: Codes) -> Trigger:
    hit = said.rows[y[said.rows] == said.label]
    singles = [token for token in said.tokens if " " not in token]
    tokens = tuple(singles or said.tokens[:1])
    return Trigger(
        label=classes[said.label],
        n=len(said.rows),
        share=len(hit) / max(len(said.rows), 1),
        rows=at[hit],
        evidence=said.evidence,
        tokens=tokens,
    )


def _alike(a: Codes, b: Codes) -> bool:
    return len(np.intersect1d(a, b)) > 0.6 * min(len(a), len(b))
