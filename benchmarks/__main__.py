"""Measure here what README.md tells: ``python -m benchmarks [name …] [--full]``."""

from __future__ import annotations

import argparse
from importlib import import_module

from benchmarks.measure import machine

SUBJECTS = (
    "imports",
    "pull",
    "judge",
    "lineage",
    "memory",
    "snapshot",
    "interaction",
    "pickles",
    "folders",
    "neighbours",
    "columns",
    "checking",
    "detection",
    "findings",
    "integrity",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"which of {', '.join(SUBJECTS)}; all when none is given"
    )
    parser.add_argument(
        "--full", action="store_true", help="ask MLflow's client for every page, not for a part of them"
    )
    given = parser.parse_args()
    unknown = set(given.names) - set(SUBJECTS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: expected {', '.join(SUBJECTS)}")
    print(machine() + "\n")
    print("| what | ours | peer | ratio | target | met |\n|---|---|---|---|---|---|")
    for name in given.names or SUBJECTS:
        for row in import_module(f"benchmarks.{name}").rows(given.full):
            met = {True: "yes", False: "NO", None: ""}[row.met]
            print(f"| {row.what} | {row.ours} | {row.peer} | {row.ratio} | {row.target} | {met} |", flush=True)


if __name__ == "__main__":
    main()
