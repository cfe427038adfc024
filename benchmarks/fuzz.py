"""Damaged model files, as many as asked: ``python -m benchmarks.fuzz [--files 1000000] [--seed 0]``.

Each starts as one of the tests' own files of every format and container, or as a pickle in one of the hostile styles, and
is damaged in one to six places. Nothing is loaded. Asked: always an answer, no exception, within ``MOST`` seconds. A file
that breaks this is kept in ``--keep``, and the exit code is 1. ``--guided`` lets atheris (``pip install atheris``)
choose the damage by which lines of the inspection it reaches, until ``--files`` have been tried.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import struct
import sys
import time
from collections import Counter
from pathlib import Path

from aispm_nb.inspection.budget import Budget
from aispm_nb.inspection.looking import look
from aispm_nb.inspection.pickles.machine import walk

from .measure import CACHE, peak

MOST = 2.0
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
FAILED = "could not be read as"  # what a row says when its reader raised


def seeds() -> list[tuple[str, bytes]]:
    """Files to start from, each below 20 kB, in the same order every time."""
    from tests.inspection.pickles import hostile
    from tests.inspection.test_mutations import SEEDS

    found = [(name.split()[0], content) for name, content in sorted(SEEDS.items())]
    styled = [(name, content) for name, content in hostile.corpus(hostile.GADGETS[:2]) if len(content) < 20_000]
    return [*found, *styled, *hostile.confusing()]


def damaged(rng: random.Random, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    name, seed = rng.choice(files)
    content = bytearray(seed)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(content) + 1)
        match rng.randrange(6):
            case 0:
                content[at : at + 1] = rng.randbytes(1)
            case 1:
                del content[at : at + rng.randint(1, 64)]
            case 2:
                content[at : at + 8] = struct.pack("<Q", rng.choice(NUMBERS))[: rng.choice((1, 2, 4, 8))]
            case 3:
                content[at:at] = content[at : at + 16] * rng.randint(1, 500)
            case 4:
                content[at:] = rng.choice(files)[1][at:]
            case _:
                content[at:at] = rng.randbytes(rng.randint(1, 16))
    return name, bytes(content)


class Trial:
    """What trying files has shown so far. ``slowest`` is in seconds of this process, which a busy machine does not lengthen."""

    def __init__(self, keep: Path):
        self.files, self.slowest, self.kept = 0, 0.0, 0
        self.verdicts: Counter[str] = Counter()
        self._keep = keep

    def __call__(self, name: str, content: bytes) -> None:
        start = time.process_time()
        wrong = ""
        try:
            rows = list(look(memoryview(content), name, Budget()))
            wrong = "no answer" if not rows else next((row.why for row in rows if FAILED in row.why), "")
            self.verdicts[min((row.verdict for row in rows), key=lambda verdict: verdict.rank, default="none")] += 1
        except Exception as error:  # which is what is looked for
            wrong = f"{type(error).__name__}: {error}"
        took = time.process_time() - start
        self.files, self.slowest = self.files + 1, max(self.slowest, took)
        if took > MOST:
            wrong = f"took {took:.1f} s"
        if wrong:
            self.kept += 1
            self._keep.mkdir(parents=True, exist_ok=True)
            path = self._keep / f"{hashlib.sha256(content).hexdigest()[:12]}-{Path(name).name}"
            path.write_bytes(content)
            print(f"{path}: {wrong}", flush=True)

    def __repr__(self) -> str:
        told = ", ".join(f"{count:,} {verdict}" for verdict, count in self.verdicts.most_common())
        return f"{self.files:,} files: {self.kept} kept, the slowest {self.slowest:.2f} s, {peak():.0f} MB; {told}"


def at_random(trial: Trial, count: int, seed: int) -> None:
    walk(b"N.", plain=False)  # what numba takes to compile, or to read from its cache, is no file's
    rng, files = random.Random(seed), seeds()
    for i in range(1, count + 1):
        trial(*damaged(rng, files))
        if i % 20_000 == 0:
            print(trial, flush=True)


def guided(trial: Trial, count: int, seed: int) -> None:
    import atheris

    # What is imported inside is instrumented; what has been imported before is taken again, so that it is, too.
    for module in [module for module in sys.modules if module.startswith("aispm_nb.inspection")]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["aispm_nb.inspection"]):
        from aispm_nb.inspection import formats, looking
        from aispm_nb.inspection.pickles import inspect, machine  # noqa: F401 - imported to be instrumented

        formats.readers()
    # numba cannot compile what is instrumented; the specification shows more of itself anyhow.
    vars(machine).update(PLAIN_OPCODES=1 << 60, PLAIN_IN_ALL=1 << 60)
    globals()["look"] = looking.look
    corpus = CACHE / "fuzz-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in seeds():
        (corpus / f"{hashlib.sha256(content).hexdigest()[:12]}-{Path(name).name}").write_bytes(content)

    def one(content: bytes) -> None:
        trial("guided.bin", content)

    options = [f"-runs={count}", f"-seed={seed or 1}", "-max_len=65536", "-rss_limit_mb=2048", "-timeout=30"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--guided", action="store_true")
    parser.add_argument("--keep", type=Path, default=CACHE / "fuzz-kept")
    given = parser.parse_args()
    trial = Trial(given.keep)
    try:
        (guided if given.guided else at_random)(trial, given.files, given.seed)
    finally:
        print(trial, flush=True)
    sys.exit(1 if trial.kept else 0)


if __name__ == "__main__":
    main()
