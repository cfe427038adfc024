"""What the pictures count. The board's TypeScript counts the same; tests/views/golden holds both to one answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from .card import PRIORITIES, SEVERITIES, WORDS, Document, open_findings

_RANK = {severity["key"]: i for i, severity in enumerate(SEVERITIES)}
_WEIGHT = {priority["key"]: priority["weight"] for priority in PRIORITIES}


def risks(document: Document) -> dict[tuple[int, int], int]:
    """Open findings by (likelihood, impact), as positions in the scales."""
    found, cells = document["findings"], defaultdict[tuple[int, int], int](int)
    for i in open_findings(document):
        where = likelihood(found["exploitation"][i], found["exposure"][i], bool(found["automatable"][i]))
        cells[where, _at(WORDS["impacts"], found["impact"][i])] += 1
    return cells


def likelihood(exploitation: str, exposure: str, automatable: bool) -> int:
    """From the decision's own inputs. Monotone: a worse input never gives a milder word."""
    points = _at(WORDS["exploitations"], exploitation) + _at(WORDS["exposures"], exposure) + automatable
    if exploitation == "active":
        return 3
    return 0 if points <= 1 else 1 if points == 2 else 2


def models(document: Document) -> list[tuple[str, int, int, int]]:
    """Name, weight, count and worst severity of each model, heaviest first; what leads to no model stands by its kind."""
    found = document["findings"]
    ahead = _links(document, ahead=True)
    weight, count, worst = defaultdict[str, int](int), defaultdict[str, int](int), defaultdict[str, int](lambda: 9)
    names = cache(lambda asset: _model(document, asset, ahead))
    for i in open_findings(document):
        name = names(found["asset"][i])
        weight[name] += _WEIGHT.get(found["priority"][i], 1)
        count[name] += 1
        worst[name] = min(worst[name], _RANK.get(found["severity"][i], len(_RANK) - 1))
    return sorted(((n, weight[n], count[n], worst[n]) for n in weight), key=lambda m: (-m[1], m[0]))


def around(document: Document, asset: int, most: int) -> tuple[list[int], list[tuple[int, int]]]:
    """Assets behind and ahead of one, nearest first, and the edges between them; a version shows its aliases itself."""
    ahead, back = _links(document, ahead=True), _links(document, ahead=False)
    found = dict.fromkeys([*walk(asset, ahead, most), *walk(asset, back, most)])
    near = [n for n in found if n == asset or document["assets"]["kind"][n] != "alias"][:most]
    inside = set(near)
    return near, [(a, b) for a in near for b in ahead.get(a, ()) if b in inside]


def walk(asset: int, links: Mapping[int, list[int]], most: int) -> Iterator[int]:
    """Nearest first, each once: a cycle ends where it began."""
    seen, order = {asset}, [asset]
    for here in order:
        yield here
        for there in links.get(here, ()):
            if there not in seen and len(seen) < most:
                seen.add(there)
                order.append(there)


def worst_of(document: Document) -> dict[int, int]:
    """The worst open severity of each asset that has any, as a position in the scale."""
    found, worst = document["findings"], dict[int, int]()
    for i in open_findings(document):
        rank = _RANK.get(found["severity"][i], len(_RANK) - 1)
        worst[found["asset"][i]] = min(rank, worst.get(found["asset"][i], rank))
    return worst


def _links(document: Document, *, ahead: bool) -> dict[int, list[int]]:
    links = defaultdict[int, list[int]](list)
    edges = document["lineage"]
    for source, target, kind in zip(edges["source"], edges["target"], edges["kind"], strict=True):
        if kind != "grant":  # a grant says who may touch an asset; data does not flow along it
            links[source if ahead else target].append(target if ahead else source)
    return links


def _model(document: Document, asset: int, ahead: Mapping[int, list[int]]) -> str:
    assets = document["assets"]
    return _named(lambda a: (assets["asset"][a], assets["kind"][a]), asset, ahead)


def model_of(assets: Sequence[Mapping[str, str]], asset: int, ahead: Mapping[int, list[int]]) -> str:
    """The group of an asset in the picture "by model", of assets kept as rows."""
    return _named(lambda a: (assets[a]["asset"], assets[a]["kind"]), asset, ahead)


def _named(of: Callable[[int], tuple[str, str]], asset: int, ahead: Mapping[int, list[int]]) -> str:
    for a in walk(asset, ahead, 40):
        uri, kind = of(a)
        name = re.match(r"models:/([^/@]+)", uri or "")
        if name and kind != "logged_model":
            return name[1]
    kind = of(asset)[1]
    return (WORDS["kinds"].get(kind) or (kind or "").replace("_", " ") or "other") + "s"


def _at(scale: list[str], word: str) -> int:
    return scale.index(word) if word in scale else 0
