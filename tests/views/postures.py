"""Posture documents made by code: golden, empty, partial, hostile, and one of ten thousand findings."""

from __future__ import annotations

import random
from typing import Any

from aispm_nb.posture.document import decisions
from aispm_nb.risk.due import due

Document = dict[str, Any]
PRIORITIES = ("immediate", "out-of-cycle", "scheduled", "defer")

HOSTILE = (
    "<img src=x onerror=\"document.title='pwned';alert(1)\">",
    "</script><script>document.title='pwned'</script>",
    "\u202egnp.exe\u202c \u200b\x1b[31mred\x07\u2066",
    '\'; DROP TABLE runs; -- " \' & <b>bold</b> <a href="javascript:alert(1)">x</a>',
    "$\\href{javascript:alert(1)}{x}$ %{customdata} {{7*7}} ${7*7}",
    "<svg onload=alert(1)>" + "A" * 10_240,
    "__proto__",
    "\U000e0069\U000e0067norm\U000e0065 \ufeff",
)


def rule(id: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "rule": id, "title": title, "family": "metadata", "severity": "high", "confidence": "high",
        "threat": "supply-chain", "why": "Whoever can change this can change what the model does.",
        "fix": "Replace it, then scan again.", "techniques": ["AML.T0010.003"],
        "references": ["https://atlas.mitre.org/techniques/AML.T0010.003"],
        "frameworks": {"OWASP ML Top 10": ["ML06"], "EU AI Act": ["Art. 15(5)"]}, "cvss": None, "undo": None,
    } | more  # fmt: skip


GOLDEN_RULES = [
    rule("ART-01", "Model file calls a function that runs commands", severity="critical", threat="unsafe-artifact", family="artifacts",
         why="A pickle runs the functions it names while it loads, before any check of yours.",
         fix="1. Take the alias champion away from version 3.\n2. Retrain, and save with skops: mlflow.sklearn.log_model(model, serialization_format=\"skops\").\n3. Scan again.",
         techniques=["AML.T0011.000", "AML.T0018"], undo="can be undone", cvss="CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"),
    rule("DAT-02", "Labels disagree with their neighbours", threat="data-poisoning", family="data",
         why="Labels that were turned on purpose move the boundary of a model where an attacker wants it.",
         fix="1. Open the rows in report.view().\n2. Correct or drop them with report.clean().\n3. Retrain version 3 and 2 others.", techniques=["AML.T0020"], undo="adds only"),
    rule("REG-03", "Model source is a link-local address", threat="supply-chain",
         fix="Copy the files to the artifact store and register them from there."),
    rule("SEC-01", "Secret in a run tag", severity="medium", threat="secrets", fix="Rotate the key, then delete the tag.", undo="cannot be undone"),
    rule("GOV-01", "Served model without an owner", severity="low", threat="governance", fix="Set the tag owner on the registered model."),
    rule("LIN-01", "Served version without a data set", severity="medium", threat="provenance", fix="Log the training data with mlflow.log_input()."),
    rule("ART-04", "Model file not parseable", severity="high", threat="unsafe-artifact"),
    rule("SRV-01", "Server without authentication", severity="critical", threat="access"),
]  # fmt: skip

GOLDEN_ASSETS = [  # asset, kind, label, owner, tier, exposure, impact, served, served_as
    ("datasets:/tumour.parquet@9f2c11", "dataset", "tumour.parquet", "Ana Ruiz", "high", "open", "very high", 2, ""),
    ("runs:/4be1c0", "run", "train-forest", "Ana Ruiz", "high", "controlled", "high", 1, ""),
    ("models:/m-77ab", "logged_model", "forest", "Ana Ruiz", "high", "controlled", "high", 1, ""),
    ("models:/tumour/3", "model_version", "tumour v3", "Ana Ruiz", "high", "open", "very high", 1, "@champion, endpoint triage"),
    ("models:/fraud/7", "model_version", "fraud v7", "Bo Lind", "medium", "controlled", "high", 1, "@champion"),
    ("runs:/77aa01", "run", "train-fraud", "Bo Lind", "medium", "controlled", "medium", 1, ""),
    ("datasets:/payments@1c", "dataset", "payments", "Bo Lind", "medium", "controlled", "high", 1, ""),
    ("models:/borrowed/1", "model_version", "borrowed v1", "", "", "small", "medium", 0, ""),
    ("models:/churn/2", "model_version", "churn v2", "", "", "controlled", "low", 1, "@challenger"),
    ("runs:/0c0c0c", "run", "train-tumour-b", "Ana Ruiz", "high", "small", "high", 1, ""),
    ("models:/tumour/4", "model_version", "tumour v4", "Ana Ruiz", "high", "controlled", "high", 1, "@shadow"),
]  # fmt: skip

GOLDEN_FINDINGS = [  # rule, asset, title, severity, confidence, priority, because, exploitation, exposure, automatable, impact, evidence, status, inherited_from
    (0, 4, "model.pkl calls os.system", "critical", "high", "immediate",
     "Now, because the file names a known command runner, fraud v7 is @champion, and it runs each time the model is loaded.",
     "active", "open", True, "high",
     [{"file": "model.pkl", "opcode": "STACK_GLOBAL", "position": 1182, "names": "os.system"},
      {"file": "model.pkl", "opcode": "REDUCE", "position": 1201, "names": "os.system('curl …')"}], "open", None),
    (1, 0, "8 % of labels in tumour.parquet look flipped", "high", "high", "immediate",
     "Now, because its model is @champion, anyone with the bucket can write it, and 45 of 569 rows disagree with all 10 nearest rows.",
     "public poc", "open", True, "very high",
     [{"row": r, "label": "benign", "neighbours_say": "malignant", "suspicion": s} for r, s in ((17, 0.99), (88, 0.98), (203, 0.97), (204, 0.91), (399, 0.83))]
     + [{"rows": 569, "flagged": 45, "false_alarms_expected": 3}], "open", None),
    (1, 3, "tumour v3 was trained on flipped labels", "high", "medium", "immediate",
     "Now, because tumour v3 is @champion and learned from tumour.parquet.", "public poc", "open", True, "very high",
     [{"from": "tumour.parquet", "rows": 45}], "regressed", 0),
    (2, 7, "Source is a link-local URL", "high", "high", "out-of-cycle",
     "Soon, because 169.254.169.254 hands out cloud credentials; borrowed v1 is not served.", "public poc", "controlled", True, "medium",
     [{"field": "source", "before": "s3://models/borrowed", "now": "http://169.254.169.254/latest"}], "open", None),
    (5, 8, "churn v2 has no data set logged", "medium", "high", "out-of-cycle",
     "Soon, because churn v2 is served and nobody can say what it learned from.", "none", "controlled", False, "low", [], "open", None),
    (3, 1, "Tag deploy_key holds an AWS key", "medium", "high", "scheduled",
     "Scheduled, because 4 people can read the run and the key is masked here only.", "none", "controlled", True, "high",
     [{"tag": "deploy_key", "value": "AKIA…", "kind": "AWS access key"}], "open", None),
    (1, 10, "tumour v4 was trained on flipped labels", "high", "medium", "scheduled",
     "Scheduled, because tumour v4 is @shadow only.", "public poc", "small", False, "high", [{"from": "tumour.parquet", "rows": 45}], "open", 0),
    (4, 8, "churn v2 has no owner", "low", "high", "defer", "Later, because nothing depends on it yet.", "none", "small", False, "low", [], "open", None),
    (4, 7, "borrowed v1 has no owner", "low", "high", "defer", "Later, because it is not served.", "none", "small", False, "medium", [], "open", None),
    (3, 5, "Tag token held a GitHub token", "medium", "high", "scheduled", "Scheduled, until it was removed.", "none", "controlled", True, "medium", [], "fixed", None),
]  # fmt: skip

GOLDEN_LINEAGE = [
    (0, 1, "input"), (1, 2, "produced"), (2, 3, "registered"), (6, 5, "input"), (5, 4, "registered"), (0, 9, "input"), (9, 10, "registered"),
]  # fmt: skip

ASSET_COLUMNS = ("asset", "kind", "label", "owner", "tier", "exposure", "impact", "served", "served_as")
FINDING_COLUMNS = (
    "rule", "asset", "title", "severity", "confidence", "priority", "priority_because", "exploitation", "exposure",
    "automatable", "impact", "evidence", "status", "inherited_from",
)  # fmt: skip


def columns(names: tuple[str, ...], rows: list[Any]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def document(rules: list[Any], assets: list[Any], findings: list[Any], lineage: list[Any], **more: Any) -> Document:
    found = columns(FINDING_COLUMNS, findings)
    found["first_seen"] = [f"2025-11-{1 + i % 20:02d}T08:00:00Z" for i in range(len(findings))]
    found["last_seen"] = ["2025-11-24T10:02:11Z"] * len(findings)
    counts = {p: sum(f[5] == p and f[12] != "fixed" for f in findings) for p in PRIORITIES}
    not_assessed = more.pop("not_assessed", [])
    size = {
        "findings": len(findings),
        "assets": len(assets),
        "lineage": len(lineage),
        "not_assessed": len(not_assessed),
    }
    trend = [
        {"scan": i, "finished": f"2025-11-{3 + i * 3:02d}T10:00:00Z", "score": s, "coverage": 0.8} | _snake(counts)
        for i, s in enumerate((58.0, 61.0, 60.0, 64.0, 67.0, 71.4))
    ]
    return {
        "format": "aispm-posture", "version": 1,
        "registry": {"name": "bank registry", "uri": "postgresql://mlflow:***@db/mlflow", "source": "sql", "mlflow_version": "3.17.2", "schema_revision": "a1"},
        "scan": {"id": "s5", "started": "2025-11-24T10:01:30Z", "finished": "2025-11-24T10:02:11Z", "seconds": 41.0, "state": "complete",
                 "aispm_version": "0.1.0", "not_read": []},
        "score": {"score": 71.4, "coverage": 0.884, "assessed": 412, "not_assessed": 54, "controls": [
            {"rule": r["rule"], "max": 10.0, "current": 10.0 - 1.3 * (i % 5), "healthy": 20, "unhealthy": i % 5, "not_assessed": i % 3}
            for i, r in enumerate(rules)]},
        "trend": trend, "decisions": decisions(), "due": due({}), "rules": rules, "assets": columns(ASSET_COLUMNS, assets) | {"model": [None] * len(assets)} | owners(assets), "findings": found,
        "lineage": columns(("source", "target", "kind"), lineage), "not_assessed": not_assessed,
        "truncated": {k: {"shown": n, "of": n} for k, n in size.items()},
    } | more  # fmt: skip


def owners(assets: list[Any]) -> dict[str, list[Any]]:
    """How each owner is known: a version's by its model, a data set's by what was trained on it, a run's by who started it."""
    how = {"model_version": "named", "dataset": "made", "run": "started"}
    at = [f"models:/{a[2].split(' ')[0]}" if a[1] == "model_version" else a[0] for a in assets]
    return {
        "owner_how": [how.get(a[1], "most") if a[3] else None for a in assets],
        "owner_from": [name if a[3] else None for name, a in zip(at, assets, strict=True)],
    }


def _snake(counts: dict[str, int]) -> dict[str, int]:
    return {key.replace("-", "_"): n for key, n in counts.items()}


def golden() -> Document:
    return document(GOLDEN_RULES, GOLDEN_ASSETS, GOLDEN_FINDINGS, GOLDEN_LINEAGE, not_assessed=[
        {"rule": "ART-04", "reason": "The artifact store s3://models refused to list files. Give the scan read access to it.", "assets": 2,
         "examples": ["models:/churn/2", "models:/borrowed/1"]},
        {"rule": "SRV-01", "reason": "The registry was read from its database, not its server. Pass auth= with the server's address.", "assets": 1, "examples": ["server:/"]},
    ])  # fmt: skip


def empty() -> Document:
    """A registry in which nothing was found: never called safe."""
    made = document(GOLDEN_RULES, GOLDEN_ASSETS[:2], [], [])
    return made | {"trend": made["trend"][-1:]}


def unassessed() -> Document:
    """A first look that could assess nothing at all."""
    made = document([], [], [], [], trend=[], not_assessed=[
        {"rule": "ART-04", "reason": "No model version was found. Register one, then scan again.", "assets": 0, "examples": []}])  # fmt: skip
    return made | {"score": {"score": None, "coverage": 0.0, "assessed": 0, "not_assessed": 12, "controls": []}}


def partial() -> Document:
    made = golden()
    made["scan"] |= {"state": "partial", "not_read": [
        {"what": "traces", "why": "The table trace_info is locked. Scan again when the migration has finished."},
        {"what": "s3://models", "why": "Access denied. Give the scan read access to it."}]}  # fmt: skip
    made["truncated"]["findings"] = {"shown": 10, "of": 41_200}
    return made


def hostile(names: tuple[str, ...] = HOSTILE) -> Document:
    """Every string that a registry could supply is an attack."""
    n = len(names)
    rules = [
        rule(f"H-{i}{h}", h, threat=h, why=h, fix=h, techniques=[h], references=[h, "javascript:alert(1)", f"https://example.org/{h}"],
             frameworks={h: [h]}, cvss=h, family=h, severity="critical", undo=h)
        for i, h in enumerate(names)
    ]  # fmt: skip
    assets = [
        (f"models:/{h}/{i}", h if i % 2 else "model_version", h, h, h, "open", "high", 1, h)
        for i, h in enumerate(names)
    ]
    findings = [
        (i, i, h, "critical", "high", PRIORITIES[i % 4], h, "active", "open", True, "high", [{h: h, "list": [h]}, {"value": h}, h], "open", (i + 1) % n)
        for i, h in enumerate(names)
    ]  # fmt: skip
    made = document(rules, assets, findings, [(i, (i + 1) % n, h) for i, h in enumerate(names)], not_assessed=[
        {"rule": h, "reason": h, "assets": 1, "examples": [h]} for h in names])  # fmt: skip
    made["registry"] |= {"name": names[1], "uri": names[0]}
    made["scan"] |= {"state": "partial", "not_read": [{"what": h, "why": h} for h in names]}
    return made


def large(findings: int = 10_000, assets: int = 2_000, seed: int = 7) -> Document:
    """A real registry's size: lineage, evidence, and titles that differ as theirs do."""
    r = random.Random(seed)
    rules = [rule(f"R-{i:02d}", f"Rule {i} about {w}", severity=("critical", "high", "high", "medium", "medium", "medium", "low", "low", "low", "info")[i * 7 % 10],
                  threat=("data-poisoning", "supply-chain", "secrets", "access", "governance", "drift")[i % 6])
             for i, w in enumerate(("pickles", "labels", "sources", "tags", "owners", "signatures", "aliases", "traces") * 8)]  # fmt: skip
    things, edges = [], []
    chains = assets // 4
    for c in range(chains):
        team, tier, model = f"team-{c % 23}", ("low", "medium", "high")[c % 3], f"model-{c % 140:03d}"
        exposure, impact = r.choice(("small", "controlled", "open")), r.choice(("low", "medium", "high", "very high"))
        served = f"@{('champion', 'challenger')[c % 2]}" if c % 3 == 0 else ""
        base = len(things)
        things += [
            (f"datasets:/data-{c % 90}@{c:06x}", "dataset", f"data-{c % 90}.parquet", team, tier, exposure, impact, int(bool(served)), ""),
            (f"runs:/{r.getrandbits(128):032x}", "run", f"train-{c}", team, tier, exposure, impact, int(bool(served)), ""),
            (f"models:/m-{r.getrandbits(128):032x}", "logged_model", f"{model}-{c}", team, tier, exposure, impact, int(bool(served)), ""),
            (f"models:/{model}/{1 + c // 140}", "model_version", f"{model} v{1 + c // 140}", team, tier, exposure, impact, int(bool(served)), served),
        ]  # fmt: skip
        edges += [(base, base + 1, "input"), (base + 1, base + 2, "produced"), (base + 2, base + 3, "registered")]
        if c > 5 and c % 4 == 0:
            edges.append((4 * r.randrange(c), base + 1, "input"))
    rows = []
    for i in range(findings):
        at = min(int((r.paretovariate(0.5) - 1) * 6), len(things) * 5) % len(
            things
        )  # few assets hold most of what is wrong
        rank = max(0, 3 - int(r.expovariate(1.6))) if i else 0
        k = r.randrange(len(rules))
        rows.append((
            k, at, f"{rules[k]['title']}: {r.randrange(1, 900)} of {r.randrange(900, 5000)} entries", rules[k]["severity"],
            r.choice(("high", "medium", "low")), PRIORITIES[rank], f"{('Now', 'Soon', 'Scheduled', 'Later')[rank]}, because {things[at][2]} is read by {r.randrange(9)} people.",
            r.choice(("none", "none", "public poc", "active")) if rank < 2 else r.choice(("none", "public poc")), things[at][5], r.random() < 0.4, things[at][6],
            [{"field": "value", "before": r.randrange(10_000), "now": r.randrange(10_000)}], "open" if r.random() < 0.95 else "fixed", None,
        ))  # fmt: skip
    rows.sort(key=lambda f: (PRIORITIES.index(f[5]), ("critical", "high", "medium", "low", "info").index(f[3])))
    return document(rules, things, rows, edges, not_assessed=golden()["not_assessed"])


ALL = {f.__name__: f for f in (golden, empty, unassessed, partial, hostile)}
