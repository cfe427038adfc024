"""Where the sample registries are built: a fixed folder, a steered clock, seeded identifiers.

Only the builders use this; reading a registry needs `unpack` alone. With the clock and `uuid4`
in our hands a build gives the same history and the same ids each time (salts and keys differ).
Needs mlflow and time-machine.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
import shutil
import sqlite3
import string
import tarfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import time_machine
import yaml

from sample_registries import BUILD_ROOT

# Before mlflow is imported: no telemetry, and no commit of *this* repository on the sample runs.
os.environ.update(
    MLFLOW_DISABLE_TELEMETRY="true",
    DO_NOT_TRACK="true",
    GIT_PYTHON_REFRESH="quiet",
    MLFLOW_ENABLE_MCP_TOOL_DISCOVERY="false",
    MLFLOW_ENABLE_ASYNC_TRACE_LOGGING="false",  # a trace is stored at the time its builder says
)

import mlflow
from mlflow.tracking.context import registry as context_registry

HERE = Path(__file__).resolve().parent


class Workshop:
    """Builds one registry: `with Workshop("bank", seed=1, start=...) as shop: ...; shop.ship()`."""

    def __init__(self, name: str, seed: int, start: dt.datetime) -> None:
        self.name, self.root = name, Path(BUILD_ROOT) / name
        self.truth: dict[str, list[Any]] = {"planted": [], "possible": [], "clean": []}
        self._keep_time: set[Path] = set()
        self._random = random.Random(seed)
        self._travel = time_machine.travel(start, tick=False)
        self._uuid4: Callable[[], uuid.UUID] = uuid.uuid4

    def __enter__(self) -> Workshop:
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        self._began = time.time()
        os.chdir(self.root)
        warnings.filterwarnings("ignore")
        logging.disable(logging.WARNING)
        random.seed(self._random.random())  # MLflow draws run names and trace ids from here
        uuid.uuid4 = lambda: uuid.UUID(int=self._random.getrandbits(128), version=4)
        # User, script and commit of a sample are what its builder says, never those of this machine
        context_registry._run_context_provider_registry._registry.clear()
        self._clock = self._travel.start()
        mlflow.set_tracking_uri(f"sqlite:///{self.root}/mlflow.db")
        mlflow.set_registry_uri(f"sqlite:///{self.root}/mlflow.db")
        return self

    def __exit__(self, *_: object) -> None:
        self._travel.stop()
        uuid.uuid4 = self._uuid4

    # -- time ---------------------------------------------------------------------------------
    def now(self) -> float:
        """The steered time, in seconds since 1970."""
        return time.time()

    def later(self, **span: float) -> None:
        """Let time pass (`days=`, `hours=` ...); what was written so far gets the time before."""
        self._settle()
        self._clock.shift(dt.timedelta(**span))

    def tick(self, **span: float) -> None:
        """A moment within one piece of work: the clock alone moves."""
        self._clock.shift(dt.timedelta(**span))

    def _settle(self) -> None:
        """Give files that were written in real time the steered time as their mtime."""
        for path in self.root.rglob("*"):
            if path.stat().st_mtime >= self._began and path not in self._keep_time:
                os.utime(path, (self.now(), self.now()))

    def touched(self, path: Path, when: float) -> None:
        """A file whose mtime is itself a plant."""
        self._settle()
        os.utime(path, (when, when))
        self._keep_time.add(path)

    # -- plants that MLflow's own interface refuses ----------------------------------------------
    def sql(self, statement: str, *values: Any, database: str = "mlflow.db") -> None:
        """Change a row behind MLflow's back; every use says why."""
        with closing(sqlite3.connect(self.root / database)) as connection, connection:
            connection.execute(statement, values)

    # -- what is known to be wrong ------------------------------------------------------------
    def planted(self, rule: str, asset: str, because: str, also: Sequence[str] = ()) -> None:
        """`also`: other assets where the same fact may rightly be reported (a logged model ...)."""
        entry: dict[str, Any] = {"rule": rule, "asset": asset, "because": because}
        if also:
            entry["also"] = list(also)
        self.truth["planted"].append(entry)

    def possible(self, rule: str, asset: str, when: str) -> None:
        """Right to report only if something outside the registry is so (environment, time)."""
        self.truth["possible"].append({"rule": rule, "asset": asset, "when": when})

    def clean(self, *assets: str) -> None:
        """No finding of medium or higher may name these."""
        self.truth["clean"].extend(assets)

    def dangerous(self, path: Path, because: str) -> None:
        """A file whose inspection must end as dangerous (its payload touches a canary at most)."""
        entry = {"path": path.relative_to(self.root).as_posix(), "because": because}
        self.truth.setdefault("dangerous_files", []).append(entry)

    # -- shipping -------------------------------------------------------------------------------
    def ship(self, modes: dict[str, int] | None = None) -> None:
        """Write truth.yaml and registry.tar.xz; `modes` are the file modes that a plant needs."""
        self._settle()
        for database in self.root.glob("*.db"):
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA journal_mode=DELETE")
        (self.root / ".sample-registry").write_text(f"{self.name}\n")
        self._settle()
        folder = HERE / self.name
        head = f"# Written by sample_registries/{self.name}/build.py; do not edit.\n"
        text = yaml.safe_dump(self.truth, sort_keys=False, width=100, allow_unicode=True)
        (folder / "truth.yaml").write_text(head + text)
        archive = folder / "registry.tar.xz"
        with tarfile.open(archive, "w:xz", preset=9) as tar:
            for path in sorted(self._files()):
                relative = path.relative_to(self.root).as_posix()
                member = tar.gettarinfo(path, relative)
                member.uid = member.gid = 0
                member.uname = member.gname = ""
                member.mode = (modes or {}).get(relative, _usual_mode(path))
                member.mtime = int(member.mtime)
                if path.is_file():
                    with path.open("rb") as content:
                        tar.addfile(member, content)
                else:
                    tar.addfile(member)
        counts = {kind: len(entries) for kind, entries in self.truth.items()}
        print(f"{self.name}: {archive.stat().st_size / 1000:.0f} kB, {counts}")

    def _files(self) -> Iterable[Path]:
        return (path for path in self.root.rglob("*") if "__pycache__" not in path.parts)


def _usual_mode(path: Path) -> int:
    if path.suffix == ".db":
        return 0o600  # world-readable would be a finding of its own
    return 0o755 if path.is_dir() else 0o644


def fake_key(*pieces: str) -> str:
    """A secret of the right shape, put together so that no scanner trips on our sources."""
    return "".join(pieces)


def fake_openai_key(seed: int) -> str:
    """A project key as OpenAI issues them: 164 signs around a mark that all of them share."""
    draw = random.Random(seed)
    half = ["".join(draw.choices(string.ascii_letters + string.digits, k=70)) for _ in range(2)]
    return fake_key("sk-", "proj-", "FAKE", half[0], "T3Blbk", "FJ", "FAKE", half[1])
