"""A posture of any size as numbers: one small number a finding (its cell) and one for its asset, in columns.

A *cell* is one combination of rule, status and all inputs of the decision. A filter, a count and a what-if are answered over
the cells (some thousands); only what names an asset, an owner, a model or words goes over the findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import aggregates
from .queue_inputs import KINDS, SCALES, SEVERITY
from .queue_state import CLOSED

if TYPE_CHECKING:
    from ..posture import Posture

STATUSES = ("open", "regressed", "fixed", "waived")
Array = npt.NDArray[Any]


def _coded(column: str, scale: tuple[str, ...], otherwise: int) -> str:
    """SQL: the position of a word on its scale."""
    whens = " ".join(f"WHEN '{word}' THEN {i}" for i, word in enumerate(scale))
    return f"(CASE {column}::VARCHAR {whens} ELSE {otherwise} END)"


_INPUTS = "0"
for _name, _scale, _otherwise in SCALES:
    _INPUTS = f"({_INPUTS}) * {len(_scale)} + {_coded('f.' + _name, _scale, _otherwise)}"
_NUMBERS = f"""
WITH a AS (SELECT asset, (row_number() OVER (ORDER BY asset) - 1)::INTEGER AS code FROM assets),
r AS (SELECT rule, (row_number() OVER (ORDER BY rule) - 1)::INTEGER AS code FROM rules)
SELECT f.rowid AS at, ({_INPUTS})::USMALLINT AS inputs, {_coded("f.status", STATUSES, 0)}::UTINYINT AS status,
       coalesce(r.code, -1)::INTEGER AS rule, coalesce(a.code, -1)::INTEGER AS asset, coalesce(h.code, -1)::INTEGER AS inherited
FROM findings f LEFT JOIN r USING (rule) LEFT JOIN a USING (asset) LEFT JOIN a h ON h.asset = f.inherited_from
"""


class Index:
    """Columns over the findings of ``posture``, by their position; the rest by the position of an asset, a rule or a cell."""

    def __init__(self, posture: Posture):
        self._con = posture.cursor()
        self.rules = self._rows("SELECT * FROM rules ORDER BY rule")
        self.assets = self._rows("SELECT * FROM assets ORDER BY asset")
        got: dict[str, Any] = self._ask(_NUMBERS).fetchnumpy()  # type: ignore[assignment]  # no column here is a category
        self.n = len(got["at"])

        def column(name: str) -> Array:
            made = np.empty(self.n, dtype=got[name].dtype)  # a join gives rows in any order
            made[got["at"]] = got[name]
            return made

        inputs, status, rule = column("inputs"), column("status"), column("rule")
        # A finding of a rule or an asset that its posture does not describe: the last place, which describes nothing.
        rule[rule < 0] = len(self.rules)
        self.asset: Array = column("asset")
        self.asset[self.asset < 0] = len(self.assets)
        self.inherited: Array = column("inherited")
        key = (inputs.astype(np.int32) * (len(self.rules) + 1) + rule) * len(STATUSES) + status
        seen = np.zeros(KINDS * (len(self.rules) + 1) * len(STATUSES), dtype=bool)
        seen[key] = True
        cells = np.flatnonzero(seen)
        number = np.zeros(len(seen), dtype=np.uint16 if len(cells) < 65_536 else np.uint32)
        number[cells] = np.arange(len(cells))
        self.cell: Array = number[key]
        self.cell_status: Array = cells % len(STATUSES)
        self.cell_rule: Array = cells // len(STATUSES) % (len(self.rules) + 1)
        self.cell_inputs: Array = cells // len(STATUSES) // (len(self.rules) + 1)
        self.cell_count: Array = np.bincount(self.cell, minlength=len(cells))
        self.cell_open: Array = ~np.isin(self.cell_status, [STATUSES.index(s) for s in CLOSED])
        self._titles: Any = None
        self._orders: dict[str, tuple[Array, Array, Array]] = {}

    def _ask(self, query: str, parameters: list[Any] | None = None) -> Any:
        """Each question on a cursor of its own: orders are worked out in a thread beside, and one would read the other's result."""
        return self._con.cursor().execute(query, parameters or [])

    def _rows(self, query: str) -> list[dict[str, Any]]:
        cursor = self._ask(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def titles(self, at: Array) -> list[str]:
        """Titles of the findings at these positions, in this order."""
        if not len(at):
            return []
        if self._titles is not None:
            return [title or "" for title in self._titles.take(at).to_pylist()]
        places = ",".join(map(str, at.tolist()))
        got = dict(self._ask(f"SELECT rowid, title FROM findings WHERE rowid IN ({places})").fetchall())
        return [got[i] or "" for i in at.tolist()]

    def load_titles(self) -> None:
        """Into Arrow, from where a window's are taken in microseconds. The first paint does not wait for it."""
        self._titles = (
            self._con.cursor().sql("SELECT title FROM findings").to_arrow_table().column("title").combine_chunks()
        )

    def finding(self, at: int, columns: Sequence[str]) -> dict[str, Any]:
        return self._rows(f"SELECT {', '.join(columns)} FROM findings WHERE rowid = {at}")[0]

    def titled(self, word: str) -> Array:
        """Positions of findings whose title has the word in it, in lower case."""
        query = "SELECT rowid AS at FROM findings WHERE contains(lower(title), ?)"
        return np.asarray(self._ask(query, [word]).fetchnumpy()["at"])

    def order(self, sort: str) -> tuple[Array, Array, Array]:
        """All findings in the order of a sort, whatever their priority; where each stands in it; and their cells in it.

        Worked out when first asked for.
        """
        if sort not in self._orders:
            order = self._ordered(sort)
            place = np.empty(self.n, dtype=np.int32)
            place[order] = np.arange(self.n, dtype=np.int32)
            self._orders[sort] = order, place, self.cell[order]
        return self._orders[sort]

    def _ordered(self, sort: str) -> Array:
        if sort == "where":
            labels = self.labels
            return np.argsort(
                np.unique(np.array(labels, dtype=object), return_inverse=True)[1].astype(np.int32)[self.asset],
                kind="stable",
            ).astype(np.int32)
        if sort in ("title", "newest"):
            by, way = ("title", "") if sort == "title" else ("first_seen", "DESC")
            # Few values, many findings: the values are sorted, the findings by their number.
            got = self._ask(f"""
                WITH v AS (SELECT {by}, row_number() OVER (ORDER BY {by} {way}) AS number FROM (SELECT DISTINCT {by} FROM findings))
                SELECT f.rowid AS at, number::INTEGER AS number FROM findings f JOIN v ON v.{by} IS NOT DISTINCT FROM f.{by}""").fetchnumpy()
            numbers = np.empty(self.n, dtype=np.int32)
            numbers[got["at"]] = got["number"]
            return np.argsort(numbers, kind="stable").astype(np.int32)
        return np.argsort(SEVERITY[self.cell_inputs][self.cell], kind="stable").astype(np.int32)

    @cached_property
    def labels(self) -> list[str]:
        return [asset["label"] or asset["asset"] for asset in self.assets] + [""]

    @cached_property
    def asset_at(self) -> dict[str, int]:
        return {asset["asset"]: i for i, asset in enumerate(self.assets)}

    @cached_property
    def rule_at(self) -> dict[str, int]:
        return {rule["rule"]: i for i, rule in enumerate(self.rules)}

    @cached_property
    def _by_asset(self) -> tuple[Array, Array]:
        """Findings sorted by asset and rule, and the number of both for each of them."""
        key = self._pair(self.asset.astype(np.int64), self.cell_rule[self.cell])
        order = np.argsort(key, kind="stable").astype(np.int32)
        return order, key[order]

    def _pair(self, asset: Array, rule: Array) -> Array:
        found: Array = asset * (len(self.rules) + 1) + rule
        return found

    @cached_property
    def _starts(self) -> Array:
        """Where the findings of each asset begin in that order."""
        assets = np.arange(len(self.assets) + 2)
        return np.searchsorted(self._by_asset[1], self._pair(assets, np.zeros_like(assets)))

    def of_asset(self, asset: int) -> Array:
        found: Array = self._by_asset[0][self._starts[asset] : self._starts[asset + 1]]
        return found

    def of_rule(self, asset: int, rule: int) -> Array:
        """Findings of one rule for one asset."""
        order, keys = self._by_asset
        start, stop = np.searchsorted(keys, self._pair(np.array([asset, asset]), np.array([rule, rule + 1])))
        found: Array = order[start:stop]
        return found

    def of_assets(self, chosen: Array, most: int) -> Array | None:
        """Findings of the chosen assets; None when they are more than that."""
        starts, assets = self._starts, np.flatnonzero(chosen)
        if int((starts[assets + 1] - starts[assets]).sum()) > most:
            return None
        return np.concatenate([np.empty(0, dtype=np.int32), *map(self.of_asset, assets.tolist())])

    def first(self, asset: Array, rule: Array) -> Array:
        """Positions of the first findings of these rules for these assets; -1 where there is none."""
        order, keys = self._by_asset
        key = self._pair(asset.astype(np.int64), rule)
        if not self.n:
            return np.full(len(key), -1)
        at = np.minimum(np.searchsorted(keys, key), self.n - 1)
        return np.where(keys[at] == key, order[at], -1)

    @cached_property
    def _by_origin(self) -> tuple[Array, Array]:
        """Inherited findings sorted by where they come from, and those origins."""
        inherited = np.flatnonzero(self.inherited >= 0).astype(np.int32)
        order = inherited[np.argsort(self.inherited[inherited], kind="stable")]
        return order, self.inherited[order]

    def from_asset(self, asset: int) -> Array:
        """Findings inherited from an asset."""
        order, origins = self._by_origin
        found: Array = order[np.searchsorted(origins, asset) : np.searchsorted(origins, asset, side="right")]
        return found

    @cached_property
    def group_cells(self) -> tuple[Array, Array, Array]:
        """Each group and cell that occur together, and how many findings they have: a tenth of the findings, or less."""
        key = self.group * len(self.cell_count) + self.cell
        if len(self.groups[0]) * len(self.cell_count) < 20 * max(self.n, 1_000_000):
            counts = np.bincount(key)
            pairs = np.flatnonzero(counts)
            counts = counts[pairs]
        else:
            pairs, counts = np.unique(key, return_counts=True)
        return pairs // len(self.cell_count), pairs % len(self.cell_count), counts

    @cached_property
    def links(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Assets straight ahead of each asset, and straight behind it."""
        edges = self._ask("SELECT source, target FROM lineage WHERE kind <> 'grant' ORDER BY ALL").fetchall()
        ahead: dict[int, list[int]] = {}
        back: dict[int, list[int]] = {}
        for source, target in edges:
            a, b = self.asset_at.get(source), self.asset_at.get(target)
            if a is not None and b is not None:
                ahead.setdefault(a, []).append(b)
                back.setdefault(b, []).append(a)
        return ahead, back

    @cached_property
    def groups(self) -> tuple[list[str], Array]:
        """The names of the picture "by model", and the number of its group for each asset."""
        ahead, _ = self.links
        names = [aggregates.model_of(self.assets, i, ahead) for i in range(len(self.assets))] + [""]
        words, at = np.unique(np.array(names, dtype=object), return_inverse=True)
        return list(words), at.astype(np.int32)

    @cached_property
    def group(self) -> Array:
        """The group of each finding."""
        found: Array = self.groups[1].astype(np.int64)[self.asset]
        return found
