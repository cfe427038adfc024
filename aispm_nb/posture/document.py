"""The posture document (docs/posture-format.md): what is written to JSON, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..risk.due import due
from ..risk.priority import table
from ..vocabulary import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from .frozen import Posture

FORMAT, VERSION = "aispm-posture", 1
# The most that a document holds. Findings are the most urgent ones; assets are theirs and what those are linked to.
MOST = {"findings": 20_000, "assets": 20_000, "lineage": 40_000, "not_assessed": 500}

FINDINGS = (
    "rule", "asset", "title", "severity", "confidence", "priority", "priority_because", "exploitation", "exposure",
    "automatable", "impact", "evidence", "status", "first_seen", "last_seen", "inherited_from",
)  # fmt: skip
ASSETS = (
    "asset",
    "kind",
    "label",
    "model",
    "owner",
    "owner_how",
    "owner_from",
    "tier",
    "exposure",
    "impact",
    "served",
    "served_as",
)
DECISIONS = ("exploitation", "exposure", "automatable", "impact", "priority")
RULES = ("rule", "title", "family", "severity", "confidence", "threat", "why", "fix", "techniques", "references",
         "frameworks", "cvss", "undo")  # fmt: skip

# Assets of the findings shown, before whatever else is served, then what their lineage leads to and comes from.
_ASSETS = """
WITH RECURSIVE shown AS (SELECT unnest(?::VARCHAR[]) AS asset),
hops AS (SELECT source AS asset, target AS next FROM lineage UNION ALL SELECT target, source FROM lineage),
near AS (
    SELECT asset, 0 AS steps FROM shown
    UNION SELECT asset, 0 FROM assets WHERE served_as IS NOT NULL
    UNION SELECT next, steps + 1 FROM near JOIN hops USING (asset) WHERE steps < 2)
SELECT a.* FROM assets a JOIN (SELECT asset, min(steps) AS steps FROM near GROUP BY asset) n USING (asset)
ORDER BY n.steps, a.asset NOT IN (SELECT asset FROM shown), a.asset LIMIT ?
"""


def decisions() -> dict[str, list[Any]]:
    """The table that priorities come from, so that who reads the document can ask it what if."""
    rows = [{**d._asdict(), "priority": priority} for d, priority in table().items()]
    return {
        name: [v if isinstance(v, bool) else str(v) for v in column]
        for name, column in _columns(rows, DECISIONS).items()
    }


def write(
    posture: Posture, most: Mapping[str, int] | None = None, findings: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The document of ``posture``, as JSON's own types; ``most`` is how much of each table it may hold (``MOST``).

    ``findings`` are rows to write instead of the first of the posture's own, each with the ``count`` of findings it stands for.
    """
    most = MOST if most is None else most
    together = findings is not None
    if findings is None:
        findings = posture.rows("SELECT * FROM findings LIMIT ?", [most["findings"]])
    named = sorted({row[end] for row in findings for end in ("asset", "inherited_from") if row[end]})
    assets = posture.rows(_ASSETS, [named, most["assets"]]) if most["assets"] else []
    at = {row["asset"]: i for i, row in enumerate(assets)}
    findings = [row for row in findings if row["asset"] in at]
    rules = posture.rows(
        "SELECT * FROM rules WHERE rule IN (SELECT rule FROM findings UNION SELECT rule FROM not_assessed) ORDER BY rule"
    )
    rule_at = {row["rule"]: i for i, row in enumerate(rules)}
    edges = posture.rows("FROM lineage ORDER BY ALL") if at else []
    edges = [row for row in edges if row["source"] in at and row["target"] in at][: most["lineage"]]
    missed = posture.rows("FROM not_assessed LIMIT ?", [most["not_assessed"]])
    for row in findings:
        row["rule"], row["asset"] = rule_at[row["rule"]], at[row["asset"]]
        row["inherited_from"] = at.get(row["inherited_from"])
        row["evidence"] = json.loads(row["evidence"] or "[]")
    for row in edges:
        row["source"], row["target"] = at[row["source"]], at[row["target"]]
    of = {name: part["of"] for name, part in posture.head.get("truncated", {}).items()}  # of what was read back
    shown = {"findings": findings, "assets": assets, "lineage": edges, "not_assessed": missed}
    return {
        "format": FORMAT,
        "version": VERSION,
        **{part: posture.head[part] for part in ("registry", "scan")},
        "score": {**posture.head["score"], "controls": posture.rows("FROM controls ORDER BY rule")},
        "trend": posture.rows("FROM trend ORDER BY scan"),
        "decisions": decisions(),
        "due": due(),
        "rules": [{name: json.loads(row[name]) if name == "frameworks" else row[name] for name in RULES} for row in rules],
        "assets": _columns(assets, ASSETS),
        "findings": _columns(findings, (*FINDINGS, "count") if together else FINDINGS),
        "lineage": _columns(edges, ("source", "target", "kind")),
        "not_assessed": missed,
        **({"aggregated": {"findings": sum(row["count"] for row in findings), "rows": len(findings)}} if together else {}),
        "truncated": {name: {"shown": len(rows), "of": of.get(name) or
                             posture.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"]} for name, rows in shown.items()},
    }  # fmt: skip


def _columns(rows: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in names}


def read(source: str | Path) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """The tables and the head of the document at ``source`` (a path, or JSON text), for ``Posture``."""
    document, where = _parse(source)
    try:
        return _read(document)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{where}: expected a posture document, found one that is damaged ({type(error).__name__}: {error}); "
            "export it again"
        ) from error


def _read(document: dict[str, Any]) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    rules, assets, findings = document["rules"], document["assets"], document["findings"]
    # What documents from before these were kept lack.
    assets = {name: [None] * len(assets["asset"]) for name in ("owner_how", "owner_from")} | assets
    rules = [{"undo": None} | rule for rule in rules]
    names = assets["asset"]
    served = assets["served"]
    of = [rules[i] for i in findings["rule"]]
    rows = {
        **{name: findings[name] for name in FINDINGS},
        "rule": [rule["rule"] for rule in of],
        "asset": [names[i] for i in findings["asset"]],
        "inherited_from": [None if i is None else names[i] for i in findings["inherited_from"]],
        "evidence": [json.dumps(pieces, ensure_ascii=False) for pieces in findings["evidence"]],
        "threat": [rule["threat"] for rule in of],
        "techniques": [rule["techniques"] for rule in of],
        "fix": [rule["fix"] for rule in of],
        "served": [served[i] for i in findings["asset"]],
    }
    lineage = document["lineage"]
    edges = {end: [names[i] for i in lineage[end]] for end in ("source", "target")} | {"kind": lineage["kind"]}
    described = [{**rule, "frameworks": json.dumps(rule["frameworks"])} for rule in rules]
    score = dict(document["score"])
    tables = {
        "findings": _table(rows, _FINDINGS),
        "assets": _table(assets, _ASSET_TYPES),
        "lineage": _table(edges, dict.fromkeys(("source", "target", "kind"), "string")),
        "rules": _table(_columns(described, RULES), dict.fromkeys(RULES, "string") | _LISTS),
        "not_assessed": _table(_columns(document["not_assessed"], tuple(_NOT_ASSESSED)), _NOT_ASSESSED),
        "controls": _table(_columns(score.pop("controls"), tuple(_CONTROLS)), _CONTROLS),
        "trend": _table(_columns(document["trend"], tuple(_TREND)), _TREND),
    }
    return tables, {**{part: document[part] for part in ("registry", "scan", "truncated")}, "score": score}


_LISTS = {"techniques": "list", "references": "list"}
_FINDINGS = dict.fromkeys(
    ("rule", "title", "asset", "severity", "confidence", "priority", "priority_because", "threat"), "string"
) | {"techniques": "list"} | dict.fromkeys(
    ("evidence", "fix", "status", "first_seen", "last_seen", "inherited_from", "exploitation", "exposure"), "string"
) | {"automatable": "bool", "impact": "string", "served": "int"}  # fmt: skip
_ASSET_TYPES = dict.fromkeys(ASSETS, "string") | {"served": "int"}
_NOT_ASSESSED = {"rule": "string", "reason": "string", "assets": "int", "examples": "list"}
_CONTROLS = {
    "rule": "string",
    "max": "float",
    "current": "float",
    "healthy": "int",
    "unhealthy": "int",
    "not_assessed": "int",
}
_TREND = {"scan": "int", "finished": "string", "score": "float", "coverage": "float"} | dict.fromkeys(
    ("immediate", "out_of_cycle", "scheduled", "defer"), "int"
)


def _table(values: dict[str, list[Any]], types: dict[str, str]) -> pa.Table:
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "list": pa.list_(pa.string()),
        "bool": pa.bool_(),
        "int": pa.int64(),
        "float": pa.float64(),
    }
    return pa.table({name: pa.array(values[name], kinds[kind]) for name, kind in types.items()})


def _parse(source: str | Path) -> tuple[dict[str, Any], str]:
    text = source if isinstance(source, str) and source.lstrip().startswith("{") else None
    where = "the text" if text is not None else str(source)
    try:
        document = json.loads(text if text is not None else Path(source).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{where}: expected a posture document, found: {error}; export one with to_json()") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f'{where}: expected a posture document ("format": "{FORMAT}"), found something else')
    if not isinstance(document.get("version"), int):
        raise UsageError(f"{where}: expected a posture document with a version, found {document.get('version')!r}")
    if document["version"] > VERSION:
        raise UsageError(
            f"{where}: written in format {document['version']}, this aispm reads up to {VERSION}; upgrade it"
        )
    return document, where
