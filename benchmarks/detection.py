"""How well poisoned rows are found, beside the peers, on the same rows: average precision and recall at 1 % false alarms.

Each scenario is one attack on every data set that it suits, for each seed. The peer of a scenario is the single one
that did best in the mean over its sets and seeds, chosen in hindsight and for each metric apart. Clean sets tell how many
rows are flagged at the alert threshold where nothing was planted. Needs the extra ``peers``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from benchmarks.attacks import ATTACKS, Attack
from benchmarks.datasets import IMAGES, load
from benchmarks.measure import Row
from benchmarks.suites import ALSO_SEEN, DEVELOPED, EVERY_TEXT, FRESH, LAST, LATER, ONCE, SEEN, TEXTS

ROWS = 1_500
WORKERS = int(os.environ.get("AISPM_BENCH_WORKERS", "2"))
Pair = tuple[float, float]  # average precision, recall at 1 % false alarms
STAGES = {  # the sets of a stage, and the stage of their attacks
    "developed": (DEVELOPED + TEXTS, "developed"),
    "seen": (SEEN, "seen"),
    "also seen": (ALSO_SEEN, "developed"),
    "fresh": (FRESH, "fresh"),
    "later": (LATER, "later"),
    "later rest": (LATER, "later"),
    "elsewhere": (FRESH + LATER, "developed"),
    "last": (LAST, "developed"),
    "once": (ONCE, "developed"),
}
PAIRS = {"fresh": (3, 0), "later": (2, 0), "later rest": (2, 1)}  # one in so many, and which


@dataclass(frozen=True)
class Case:
    attack: str
    dataset: str
    seed: int


@dataclass
class Outcome:
    """Of one case. ``named``: whether the trigger was, None where there is none to name."""

    case: Case
    family: str
    own: Pair
    merged: Pair
    alarms: float
    named: bool | None = None
    peers: dict[str, Pair] = field(default_factory=dict)


def suits(attack: Attack, dataset: str) -> bool:
    text = dataset in EVERY_TEXT
    return {"any": True, "image": dataset in IMAGES, "text": text}.get(attack.needs, not text)


def cases(stage: str, seeds: int) -> Iterator[Case]:
    """Every attack on every set that it suits, and the sets as they are. Of fresh pairs every third, as they stand in the lists, of later ones every second."""
    sets, attacks = STAGES[stage]
    every, which = PAIRS.get(stage, (1, 0))
    for seed in range(seeds):
        for d, dataset in enumerate(sets):
            for a, attack in enumerate(one for one in ATTACKS if one.stage == attacks):
                if suits(attack, dataset) and (a + d) % every == which:
                    yield Case(attack.name, dataset, seed)
            yield Case("none", dataset, seed)


def measured(bad: np.ndarray, score: np.ndarray) -> Pair:
    """Average precision; share of bad rows above all but 1 % of the others."""
    from sklearn.metrics import average_precision_score

    score = np.nan_to_num(np.asarray(score, dtype=np.float64))
    cut = np.quantile(score[~bad], 0.99)
    return float(average_precision_score(bad, score)), float((score[bad] > cut).mean())


def outcome(case: Case) -> Outcome | None:
    from aispm_nb.training_data.detect import ALERT, fit
    from benchmarks.detection_peers import peers

    rows = load(case.dataset, ROWS, case.seed)
    if case.attack == "none":
        alarms = float((fit(rows, seed=case.seed).scores.suspicion >= ALERT).mean())
        return Outcome(case, "", (0.0, 0.0), (0.0, 0.0), alarms)
    attack = next(one for one in ATTACKS if one.name == case.attack)
    try:
        poisoned = attack(rows, case.seed)
    except ValueError:  # no columns that it could use
        return None
    fitted = fit(poisoned.rows, seed=case.seed)
    scores, bad = fitted.scores, poisoned.bad
    named = _named(fitted.triggers, poisoned.planted, bad, rows.classes) if attack.family == "backdoor" else None
    return Outcome(
        case,
        attack.family,
        measured(bad, scores.families[attack.family]),
        measured(bad, scores.suspicion),
        float((scores.suspicion >= ALERT)[~bad].mean()),
        named,
        {name: measured(bad, score) for name, score in peers(poisoned.rows).items()},
    )


def _named(triggers: tuple, planted: dict, bad: np.ndarray, classes: tuple[str, ...]) -> bool:
    """The strongest trigger has the right label, mostly the right rows, and half of what was planted and no more than as much again besides.

    Of triggers that sit everywhere (blended, waves) the rows are enough.
    """
    if not triggers or triggers[0].label != classes[planted["label"]] or bad[triggers[0].rows].mean() < 0.5:
        return False
    first = triggers[0]
    if "tokens" in planted:
        return bool(set(first.tokens) & {str(word).lower() for word in planted["tokens"]})
    columns = {int(name) for name in first.where}
    if planted["columns"] and columns:
        return 2 * len(columns & set(planted["columns"])) >= max(len(planted["columns"]), len(columns))
    return not planted["columns"] or len(planted["columns"]) >= 4


def run(chosen: list[Case]) -> list[Outcome]:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(WORKERS) as pool:
        return [found for found in pool.map(outcome, chosen, chunksize=1) if found is not None]


def scenarios(found: list[Outcome]) -> dict[str, list[Outcome]]:
    by: dict[str, list[Outcome]] = {}
    for one in found:
        by.setdefault(one.case.attack, []).append(one)
    return by


def best_peer(found: list[Outcome], metric: int) -> tuple[str, float]:
    names = {name for one in found for name in one.peers}
    means = {name: float(np.mean([one.peers.get(name, (0.0, 0.0))[metric] for one in found])) for name in names}
    name = max(means, key=lambda name: means[name])
    return name, means[name]


def table(found: list[Outcome]) -> Iterator[Row]:
    gains: list[float] = []
    merged_gains: list[float] = []
    by = scenarios(found)
    clean = by.pop("none", [])
    for attack, group in by.items():
        own = [float(np.mean([one.own[m] for one in group])) for m in (0, 1)]
        merged = [float(np.mean([one.merged[m] for one in group])) for m in (0, 1)]
        name, precision = best_peer(group, 0)
        _, recall = best_peer(group, 1)
        gains.append(own[0] - precision)
        merged_gains.append(merged[0] - precision)
        ours = f"{group[0].family} {own[0]:.3f} / {own[1]:.2f}; merged {merged[0]:.3f} / {merged[1]:.2f}"
        met = own[0] >= precision and own[1] >= recall - 0.005
        sets = f"{attack} ({len(group)} cases)"
        yield Row(sets, ours, f"{name} {precision:.3f} / {recall:.2f}", f"{gains[-1]:+.3f}", "≥ best peer, both", met)
    if gains:
        mean, merged_mean, worst = float(np.mean(gains)), float(np.mean(merged_gains)), float(min(merged_gains))
        yield Row("family over best peer, mean", f"{mean:+.3f}", "", "", "≥ +0.20", mean >= 0.2)
        yield Row("merged over best peer, mean", f"{merged_mean:+.3f}", "", "", "≥ +0.10", merged_mean >= 0.1)
        yield Row("merged over best peer, worst", f"{worst:+.3f}", "", "", "≥ −0.03", worst >= -0.03)
    named = [one.named for one in found if one.named is not None]
    if named:
        share = float(np.mean(named))
        yield Row(f"trigger named, {len(named)} backdoors", f"{share:.0%}", "none name it", "", "≥ 90 %", share >= 0.9)
    sets: dict[str, list[float]] = {}
    for one in clean:
        sets.setdefault(one.case.dataset, []).append(one.alarms)
    for dataset, rates in sets.items():
        rate = float(np.mean(rates))
        what = f"flagged at the alert threshold, {dataset} as it is"
        yield Row(what, f"{rate:.2%}", "", "", "0.67 – 1.5 %", 0.0067 <= rate <= 0.015)


def rows(full: bool) -> Iterator[Row]:
    """One seed, or with ``full`` five, and the sets and attacks that nothing was tuned on."""
    yield from table(run(list(cases("developed", 5 if full else 1))))
    if full:
        for row in table(run(list(cases("later", 1)))):
            yield row._replace(what=f"later: {row.what}")


def main() -> None:
    """``python -m benchmarks.detection developed|seen|"also seen"|fresh|later|"later rest"|elsewhere|last|once SEEDS``: the table, then every case."""
    import sys

    found = run(list(cases(sys.argv[1], int(sys.argv[2]))))
    print("| what | ours | peer | gain | target | met |\n|---|---|---|---|---|---|")
    for row in table(found):
        print(f"| {row.what} | {row.ours} | {row.peer} | {row.ratio} | {row.target} | {'yes' if row.met else 'NO'} |")
    print(
        "\n| attack | set | seed | family | merged | best peer of the scenario | named |\n|---|---|---|---|---|---|---|"
    )
    for attack, group in scenarios(found).items():
        if attack != "none":
            name = best_peer(group, 0)[0]
            for one in group:
                peer = one.peers.get(name, (0.0, 0.0))[0]
                said = {True: "yes", False: "no", None: ""}[one.named]
                case = f"{attack} | {one.case.dataset} | {one.case.seed}"
                print(f"| {case} | {one.own[0]:.2f} | {one.merged[0]:.2f} | {peer:.2f} | {said} |")


if __name__ == "__main__":
    main()
