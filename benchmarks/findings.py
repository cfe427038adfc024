"""What a person is told: how many sets that nobody touched get a finding of each rule, and how many that were attacked.

Every set of every suite as it is, and with attacks that suit it, through ``check_data`` as a user calls it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from aispm_nb.training_data.encoded import Encoded
from benchmarks import suites
from benchmarks.attacks import ATTACKS
from benchmarks.datasets import load
from benchmarks.detection import ROWS, WORKERS, suits
from benchmarks.measure import Row

SETS = (*suites.DEVELOPED, *suites.TEXTS, *suites.SEEN, *suites.ALSO_SEEN, *suites.FRESH, *suites.LATER, *suites.LAST, *suites.ONCE)  # fmt: skip
TOLD = {  # the rule that should speak of an attack
    "flip 5 %": "labels-look-wrong",
    "flip 10 %": "labels-look-wrong",
    "two columns 1 %": "backdoor-trigger",
    "token 1 %": "backdoor-trigger",
    "near duplicates 2 %": "rows-flooded",
    "outliers marginal 2 %": "rows-far-out",
}
LABEL = "label (given)"


def frame(rows: Encoded) -> pd.DataFrame:
    """The rows as a user would hold them."""
    columns: dict[str, object] = {}
    for values, feature in zip(rows.numbers.T, rows.features, strict=True):
        if feature.values:
            codes = np.where(np.isnan(values), len(feature.values), values).astype(int)
            columns[feature.name] = np.array([*feature.values, None], dtype=object)[codes]
        else:
            columns[feature.name] = values
    columns |= rows.texts
    assert rows.label is not None
    return pd.DataFrame(columns | {LABEL: np.array([*rows.classes, None], dtype=object)[rows.label]})


def told(case: tuple[str, str]) -> tuple[str, set[tuple[str, str]]] | None:
    """Of a set with an attack ("" for none): the attack, and (rule, severity) of all findings."""
    import aispm_nb as aispm

    attack, dataset = case
    rows = load(dataset, ROWS, 0)
    if attack:
        try:
            rows = next(one for one in ATTACKS if one.name == attack)(rows, 0).rows
        except ValueError:  # no columns that it could use
            return None
    findings = aispm.check_data(frame(rows), LABEL, progress=False).findings
    return attack, set(zip(findings["rule"], findings["severity"], strict=True))


def rows(full: bool) -> Iterator[Row]:
    attacks = {one.name: one for one in ATTACKS}
    cases = [("", dataset) for dataset in SETS]
    cases += [(name, dataset) for name in TOLD for dataset in SETS if suits(attacks[name], dataset)] if full else []
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(WORKERS) as pool:
        found = [one for one in pool.map(told, cases) if one is not None]
    clean = [said for attack, said in found if not attack]
    for rule, severity in sorted({pair for said in clean for pair in said}):
        count = sum((rule, severity) in said for said in clean)
        yield Row(
            f"{rule}, {severity}: sets that nobody touched", f"{count} of {len(clean)}", "none", "", "reported", None
        )
    for name, rule in TOLD.items() if full else ():
        attacked = [dict(said).get(rule) for attack, said in found if attack == name]
        high = sum(severity == "high" for severity in attacked)
        some = f"{sum(severity is not None for severity in attacked)} of {len(attacked)}" + (
            f", {high} of them high" if high else ""
        )
        yield Row(f"{rule}: sets with {name}", some, "none", "", "reported", None)
