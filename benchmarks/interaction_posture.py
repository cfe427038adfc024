"""A posture of 10,000 assets and 1,000,000 findings, made by a seed: rules, owners, models and lineage as a large registry has them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from aispm_nb.posture import Posture, document
from aispm_nb.risk.priority import table
from aispm_nb.vocabulary import Confidence, Exploitation, Exposure, Impact, Priority, Severity

ASSETS, FINDINGS, RULES, MODELS, TEAMS = 10_000, 1_000_000, 120, 800, 60
THREATS = ("data-poisoning", "supply-chain", "secrets", "access", "governance", "drift", "unsafe-artifact", "privacy")
SUBJECTS = ("pickles", "labels", "sources", "tags", "owners", "signatures", "aliases", "traces", "prompts", "keys")


def made(findings: int = FINDINGS, assets: int = ASSETS, seed: int = 7) -> Posture:
    """The posture; the same one for the same numbers."""
    rng = np.random.default_rng(seed)
    chains = assets // 4
    things = _assets(rng, chains)
    rules = _rules(rng)
    at = (
        np.minimum(rng.pareto(0.9, findings) * 40, assets * 50).astype(np.int64) % assets
    )  # a few hold most of what is wrong
    rule = rng.integers(0, RULES, findings)
    exploitation = rng.choice(3, findings, p=[0.03, 0.15, 0.82])
    answers = {name: things[name].to_numpy(zero_copy_only=False)[at] for name in ("exposure", "impact")}
    scales = {name: [str(v) for v in scale] for name, scale in (("exposure", Exposure), ("impact", Impact))}
    codes = {name: np.searchsorted(sorted(scales[name]), answers[name]) for name in scales}
    codes = {name: np.array([scales[name].index(v) for v in sorted(scales[name])])[codes[name]] for name in scales}
    automatable = rules["automatable"][rule]
    priority = _priorities()[exploitation, codes["exposure"], automatable.astype(int), codes["impact"]]
    served = things["served"].to_numpy()[at]
    inherited = (rng.random(findings) < 0.2) & (at % 4 == 3)
    names = np.array(things["asset"].to_pylist(), dtype=object)
    numbers = rng.integers(1, 900, findings)
    status = np.where(rng.random(findings) < 0.95, "open", "fixed")
    days = rng.integers(1, 28, findings)
    found = pa.table({
        "rule": _taken(rules["id"], rule), "title": pa.array(np.char.add(np.char.add(rules["title"][rule], ": entry "), numbers.astype("U4"))),
        "asset": _taken(names, at), "severity": _taken(rules["severity"], rule), "confidence": _taken(rules["confidence"], rule),
        "priority": _taken(np.array([str(p) for p in Priority]), priority),
        "priority_because": _taken(np.array([f"{p.capitalize()}, because of what was seen in the last scan." for p in Priority]), priority),
        "threat": _taken(rules["threat"], rule), "techniques": pa.array([["AML.T0010"]] * findings, pa.list_(pa.string())),
        "evidence": _taken(np.array([f'[{{"field": "value", "before": {k}, "now": {k * 7}}}]' for k in range(1000)]), numbers),
        "fix": _taken(np.array(["Replace it, then scan again."]), np.zeros(findings, int)), "status": _taken(np.unique(status), np.unique(status, return_inverse=True)[1]),
        "first_seen": _taken(np.array([f"2026-10-{d:02d}T08:00:00Z" for d in range(32)]), days),
        "last_seen": _taken(np.array(["2026-11-24T10:02:11Z"]), np.zeros(findings, int)),
        "inherited_from": pa.array(np.where(inherited, names[at - 3 * inherited], None), pa.string()),
        "exploitation": _taken(np.array([str(e) for e in Exploitation]), exploitation), "exposure": pa.array(answers["exposure"]),
        "automatable": pa.array(automatable), "impact": pa.array(answers["impact"]), "served": pa.array(served),
    })  # fmt: skip
    counts = {str(p).replace("-", "_"): int((priority == i).sum()) for i, p in enumerate(Priority)}
    tables = {
        "findings": found, "assets": things, "lineage": _lineage(names, chains), "rules": _described(rules),
        "not_assessed": pa.table({"rule": ["R-001"], "reason": ["The artifact store refused to list files. Give the scan read access to it."], "assets": [12], "examples": [["models:/model-001/1"]]}),
        "controls": pa.table({"rule": rules["id"], "max": np.full(RULES, 8.0), "current": np.full(RULES, 5.0), "healthy": np.full(RULES, 900), "unhealthy": np.full(RULES, 400), "not_assessed": np.zeros(RULES, int)}),
        "trend": pa.table({"scan": [1, 2], "finished": ["2026-11-17T10:02:11Z", "2026-11-24T10:02:11Z"], "score": [61.0, 64.0], "coverage": [0.9, 0.92], **{k: [v, v] for k, v in counts.items()}}),
    }  # fmt: skip
    return Posture(tables, {
        "registry": {"name": "large registry", "uri": "postgresql://db/mlflow", "source": "sql", "mlflow_version": "3.17.2", "schema_revision": None},
        "scan": {"id": 2, "started": "2026-11-24T10:01:30Z", "finished": "2026-11-24T10:02:11Z", "seconds": 41.0, "state": "complete", "aispm_version": "0.1.0", "not_read": []},
        "score": {"score": 64.0, "coverage": 0.92, "assessed": 150_000, "not_assessed": 12},
    })  # fmt: skip


def _taken(values: np.ndarray, codes: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(values), pa.string())).cast(
        pa.string()
    )


def _priorities() -> np.ndarray:
    ranks = np.zeros((3, 3, 2, 4), dtype=np.int64)
    scales = [list(Exploitation), list(Exposure), [False, True], list(Impact)]
    for d, priority in table().items():
        ranks[tuple(scale.index(v) for scale, v in zip(scales, d, strict=True))] = list(Priority).index(priority)  # type: ignore[attr-defined]
    return ranks


def _rules(rng: np.random.Generator) -> dict[str, np.ndarray]:
    k = np.arange(RULES)
    subjects = np.array(SUBJECTS)[k % len(SUBJECTS)]
    return {
        "id": np.array([f"R-{i:03d}" for i in k]), "title": np.array([f"Rule {i} about {s}" for i, s in zip(k, subjects, strict=True)]),
        "severity": np.array([str(s) for s in Severity])[rng.choice(5, RULES, p=[0.08, 0.22, 0.35, 0.25, 0.1])],
        "confidence": np.array([str(c) for c in Confidence])[rng.integers(0, 3, RULES)], "threat": np.array(THREATS)[k % len(THREATS)],
        "automatable": rng.random(RULES) < 0.4,
    }  # fmt: skip


def _described(rules: dict[str, np.ndarray]) -> pa.Table:
    text = {
        "family": "metadata",
        "why": "Whoever can change this can change what the model does.",
        "fix": "Replace it, then scan again.",
        "frameworks": '{"OWASP ML Top 10": ["ML06"]}',
    }
    return pa.table({
        "rule": rules["id"], "title": rules["title"], "severity": rules["severity"], "confidence": rules["confidence"], "threat": rules["threat"],
        **{name: [value] * RULES for name, value in text.items()}, "techniques": [["AML.T0010"]] * RULES,
        "references": [["https://atlas.mitre.org/techniques/AML.T0010"]] * RULES, "cvss": pa.array([None] * RULES, pa.string()),
        "undo": ["can be undone"] * RULES,
    })  # fmt: skip


def _assets(rng: np.random.Generator, chains: int) -> pa.Table:
    """Data set, run, logged model and version, over and over; every third version is served."""
    rows: dict[str, list[object]] = {name: [] for name in document.ASSETS}
    for c in range(chains):
        model, version = f"model-{c % MODELS:03d}", 1 + c // MODELS
        served = "@champion" if c % 3 == 0 else None
        exposure, impact = (
            str(rng.choice([str(e) for e in Exposure], p=[0.15, 0.35, 0.5])),
            str(rng.choice([str(i) for i in Impact], p=[0.1, 0.2, 0.3, 0.4])),
        )
        for asset, kind, label, mine in (
            (f"datasets:/data-{c % 400}@{c:06x}", "dataset", f"data-{c % 400}.parquet", None), (f"runs:/{rng.integers(2**62):032x}", "run", f"train-{c}", None),
            (f"models:/m-{rng.integers(2**62):032x}", "logged_model", f"{model}-{c}", None), (f"models:/{model}/{version}", "model_version", f"{model} v{version}", served),
        ):  # fmt: skip
            for name, value in (("asset", asset), ("kind", kind), ("label", label), ("model", f"models:/{model}"), ("owner", f"team-{c % TEAMS}"), ("owner_how", "named"), ("owner_from", f"models:/{model}"), ("tier", ("low", "medium", "high")[c % 3]),
                                ("exposure", exposure), ("impact", impact), ("served", int(served is not None or c % 3 == 0)), ("served_as", mine)):  # fmt: skip
                rows[name].append(value)
    return pa.table(
        {name: pa.array(values, pa.int64() if name == "served" else pa.string()) for name, values in rows.items()}
    )


def _lineage(names: np.ndarray, chains: int) -> pa.Table:
    first = np.arange(chains) * 4
    also = first[5::4]
    source = np.concatenate([first, first + 1, first + 2, (also * 7919) % (chains * 4) // 4 * 4])
    target = np.concatenate([first + 1, first + 2, first + 3, also + 1])
    kinds = ["input"] * chains + ["produced"] * chains + ["registered"] * chains + ["input"] * len(also)
    return pa.table({"source": names[source].tolist(), "target": names[target].tolist(), "kind": kinds})
