"""Which models learned from a data set, by the lineage of a posture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .card import line
from .rows_masked import masked

if TYPE_CHECKING:
    from ..posture import Posture

LISTED = 60


def trained(posture: Posture, name: str, asset: str | None) -> dict[str, Any]:
    """Versions behind which the data set stands, served ones first; without ``asset`` it is looked for by its name."""
    if asset is None:
        stem = name.replace("\\", "/").rsplit("/", 1)[-1]
        known = posture.rows("SELECT asset, label FROM assets WHERE kind = 'dataset' ORDER BY asset")
        fits = [one["asset"] for one in known if {one["label"], _plain(one["asset"])} & {name, stem}]
        if len(fits) != 1:
            some = ", ".join(line(one, 80) for one in (fits or [one["asset"] for one in known])[:5]) or "none"
            said = f"{'several data sets' if fits else 'no data set'} of this posture {'have' if fits else 'has'} the name {line(stem, 60)}; give asset=… ({some})"
            return {"asset": None, "why": masked([said], 400)[0], "versions": [], "of": 0}
        asset = fits[0]
    ahead: dict[str, list[str]] = {}
    for source, target in posture.lineage(asset)[["source", "target"]].itertuples(index=False):
        ahead.setdefault(source, []).append(target)
    reached = [asset]
    seen = {asset}
    for here in reached:
        fresh = [there for there in ahead.get(here, ()) if there not in seen]
        seen.update(fresh)
        reached += fresh
    versions = posture.rows(
        "SELECT asset, label, served_as FROM assets WHERE kind = 'model_version' AND list_contains(?, asset) "
        "ORDER BY served_as IS NULL, asset", [reached]
    )  # fmt: skip
    listed = versions[:LISTED]
    labels = masked([one["label"] or one["asset"] for one in listed], 80)
    served = masked([one["served_as"] or "" for one in listed], 80)
    return {
        "asset": masked([asset], 120)[0], "why": "", "of": len(versions),
        "served": sum(one["served_as"] is not None for one in versions),
        "versions": [{"label": label, "served_as": how} for label, how in zip(labels, served, strict=True)],
    }  # fmt: skip


def _plain(asset: str) -> str:
    """``datasets:/name@digest`` without what is around the name."""
    return asset.split(":/", 1)[-1].rsplit("@", 1)[0]
