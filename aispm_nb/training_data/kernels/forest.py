"""Forests of classification trees on binned rows: random forest and extra trees, with out-of-bag probabilities."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .forest_draws import seeds
from .forest_growth import classification_tree
from .forest_walk import vote

BLOCK = 8192  # rows that pass a tree together


@dataclass(frozen=True)
class Forest:
    """Trees one after the other.

    Attributes
    ----------
    nodes : (sum of nodes,) int64, see ``forest_walk``; children are counted from their tree's root.
    first : (trees,) int64, where each tree's root is.
    leaves : (m, outputs) float32: shares of the classes in leaves that are not pure, or a regression's means.
    bag : (trees, ceil(n / 8)) uint8, a bit for each row that the tree learned from.
    outputs : how many numbers a row is given: classes, or 1 for a regression.
    rows : n, the rows that it was grown on.
    """

    nodes: NDArray[np.int64]
    first: NDArray[np.int64]
    leaves: NDArray[np.float32]
    bag: NDArray[np.uint8]
    outputs: int
    rows: int


def grow(
    binned: NDArray[np.uint8],
    label: NDArray[np.int32],
    n_classes: int,
    *,
    trees: int = 200,
    features_per_split: int | None = None,
    bootstrap: bool = True,
    extra: bool = False,
    min_leaf: int = 1,
    max_depth: int | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> Forest:
    """A forest as scikit-learn's defaults grow it; the same for any number of threads.

    Parameters
    ----------
    binned : (n, d) bins of ``binning.binned``; n < 2**31, d < 2**24.
    label : (n,) in 0 … n_classes - 1; rows without a label are the caller's to leave out.
    features_per_split : drawn at each node; the square root of d, rounded down, if not given.
    extra : random thresholds (extra trees) instead of the best; they are uniform over bins, that is over ranks.
    min_leaf : the least weight of a leaf, a row counting as often as it was drawn.
    threads : how many trees grow at once; one if not given.

    Raises
    ------
    ValueError : no rows, no columns, or a label outside of 0 … n_classes - 1.

    References
    ----------
    Breiman, "Random forests", Machine Learning 45, 2001; Geurts, Ernst and Wehenkel, "Extremely randomized trees", 2006.
    """
    n, d = binned.shape
    if not n or not d:
        raise ValueError(f"{n} rows of {d} columns: a forest needs at least one of each")
    if label.min() < 0 or label.max() >= n_classes:
        raise ValueError(f"labels reach from {label.min()} to {label.max()}, classes from 0 to {n_classes - 1}")
    columns = np.array(binned.T, np.uint8, order="C")  # a copy also of a read-only array, which numba compiles anew for
    codes = np.array(label, np.int32)
    per_split = features_per_split or math.isqrt(d)
    depth = 2**31 if max_depth is None else max_depth

    def tree(state: np.uint64) -> Any:
        return classification_tree(
            columns, codes, n_classes, min(per_split, d), bootstrap, extra, max(1, min_leaf), depth, state
        )

    return assembled(each(tree, seeds(seed, trees), threads), n_classes, n)


def oob(forest: Forest, binned: NDArray[np.uint8], threads: int | None = None) -> NDArray[np.float32]:
    """Shares of the votes (n, outputs) of those trees that did not learn from a row; NaN where there is none.

    ``binned`` are the rows that the forest was grown on, in their order.
    """
    if len(binned) != forest.rows:
        raise ValueError(f"{len(binned)} rows, but the forest was grown on {forest.rows}")
    return _shares(forest, binned, forest.bag, threads)


def predict(forest: Forest, binned: NDArray[np.uint8], threads: int | None = None) -> NDArray[np.float32]:
    """Shares of all trees' votes (n, outputs) of any rows."""
    return _shares(forest, binned, np.zeros((0, 0), np.uint8), threads)


def assembled(grown: Iterable[Any], outputs: int, rows: int) -> Forest:
    """One forest of trees that were grown apart; codes of leaves that are not pure move to their place in ``leaves``."""
    nodes, leaves, bag = zip(*grown, strict=True)
    pure = outputs if outputs > 1 else 0
    before = accumulate((len(part) for part in leaves), initial=0)
    for tree, offset in zip(nodes, before, strict=False):
        tree[tree < -pure] -= offset
    first = np.cumsum([0, *(len(tree) for tree in nodes[:-1])], dtype=np.int64)
    return Forest(np.concatenate(nodes), first, np.concatenate(leaves), np.stack(bag), outputs, rows)


def each(call: Callable[[Any], Any], over: Iterable[Any], threads: int | None) -> list[Any]:
    """``call`` of each, in order, by several threads or this one."""
    if not threads or threads == 1:
        return [call(one) for one in over]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, over))


def _shares(
    forest: Forest, binned: NDArray[np.uint8], bag: NDArray[np.uint8], threads: int | None
) -> NDArray[np.float32]:
    rows = np.require(binned, np.uint8, ["C", "W"])
    n = len(rows)
    votes = np.zeros((n, forest.outputs + 1), np.float32)

    def block(begin: int) -> None:
        end = min(n, begin + BLOCK)
        vote(forest.nodes, forest.first, forest.leaves, bag, rows, begin, end, votes)

    each(block, range(0, n, BLOCK), threads)
    with np.errstate(invalid="ignore"):
        return votes[:, :-1] / votes[:, -1:]
