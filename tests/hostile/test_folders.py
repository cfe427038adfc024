"""Model folders made to break, to stall or to run whoever looks at them: each gets a verdict, and nothing is run."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Registry

CANARY = "canary-was-run"


class Payload:
    def __init__(self, canary: Path):
        self.canary = canary

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.canary}",)


def _mlmodel(text: str | bytes) -> Callable[[Path, Path], None]:
    def make(folder: Path, canary: Path) -> None:
        content = text.replace("CANARY", str(canary)).encode() if isinstance(text, str) else text
        (folder / "MLmodel").write_bytes(content)

    return make


def _file(name: str, content: bytes) -> Callable[[Path, Path], None]:
    def make(folder: Path, canary: Path) -> None:
        (folder / "MLmodel").write_text("flavors: {python_function: {loader_module: mlflow.sklearn}}\n")
        (folder / name).write_bytes(content)

    return make


def _pickle(folder: Path, canary: Path) -> None:
    (folder / "MLmodel").write_text(
        "flavors: {python_function: {loader_module: mlflow.sklearn, model_path: model.pkl}}\n"
    )
    (folder / "model.pkl").write_bytes(pickle.dumps(Payload(canary)))


def _code(folder: Path, canary: Path) -> None:
    (folder / "code" / "own_loader").mkdir(parents=True)
    (folder / "code" / "own_loader" / "__init__.py").write_text(f"open({str(canary)!r}, 'w')")
    (folder / "MLmodel").write_text("flavors: {python_function: {loader_module: own_loader, code: code}}\n")
    (folder / "own_loader.py").write_text(f"open({str(canary)!r}, 'w')")


def _fifo(folder: Path, canary: Path) -> None:
    os.mkfifo(folder / "MLmodel")
    os.mkfifo(folder / "requirements.txt")


def _loop(folder: Path, canary: Path) -> None:
    (folder / "MLmodel").symlink_to(folder / "MLmodel")
    (folder / "again").symlink_to(folder)
    (folder / "root").symlink_to("/")


def _device(folder: Path, canary: Path) -> None:
    (folder / "MLmodel").symlink_to("/dev/zero")
    if os.geteuid() == 0:
        os.mknod(folder / "zero", 0o666 | 0o020000, os.makedev(1, 5))


def _outside(folder: Path, canary: Path) -> None:
    (folder / "MLmodel").symlink_to("/etc/passwd")


def _names(folder: Path, canary: Path) -> None:
    (folder / "MLmodel").write_text("flavors: {}\n")
    for name in (b"\xff\xfe.pkl", b"<img src=x>.pkl", b"new\nline", "\u202egnp.pkl".encode(), b"';DROP TABLE files;--"):
        (folder / os.fsdecode(name)).touch()


def _deep(folder: Path, canary: Path) -> None:
    for _ in range(100):
        folder = folder / "deep"
    folder.mkdir(parents=True)
    (folder / "model.pkl").touch()


def _nothing(folder: Path, canary: Path) -> None:
    pass


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
FLAVOR = "flavors: {python_function: {loader_module: %s}}\n"
# What is in the folder, and the state of its MLmodel: None when there is none that may be opened.
MADE: dict[str, tuple[Callable[[Path, Path], None], str | None]] = {
    "python tag": (_mlmodel("x: !!python/object/apply:os.system ['touch CANARY']\n"), "unreadable"),
    "python name": (_mlmodel("x: !!python/name:os.system\n"), "unreadable"),
    "own tag": (_mlmodel("x: !own {a: 1}\n"), "unreadable"),
    "odd boolean": (_mlmodel("x: !!bool perhaps\n"), "unreadable"),
    "odd time": (_mlmodel("x: !!timestamp soon\n"), "unreadable"),
    "odd number": (_mlmodel("x: !!int ''\n"), "unreadable"),
    "odd float": (_mlmodel("x: !!float many\n"), "unreadable"),
    "odd key": (_mlmodel("? [a]\n: 1\n"), "unreadable"),
    "anchor bomb": (_mlmodel(BOMB), "read"),  # a few aliases are allowed while nobody writes them out
    "anchor bomb that is written out": (_mlmodel(f"{BOMB}run_id: *i\nenv_vars: *i\n"), "read"),
    "many anchors": (_mlmodel(BOMB + "y: [" + "*a, " * 200 + "]\n"), "unreadable"),
    "merge bomb": (_mlmodel("".join(f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 9) if i else ''}]}}\n" for i in range(30))), "unreadable"),
    "itself": (_mlmodel("a: &a [*a]\nrun_id: *a\n"), "read"),
    "two mebibytes": (_mlmodel(FLAVOR % "x" + "#" * (2 << 20)), "unreadable"),
    "binary": (_mlmodel(bytes(range(256)) * 64), "unreadable"),
    "latin": (_mlmodel("run_id: \u00e9".encode("latin-1")), "unreadable"),
    "deep": (_mlmodel("[" * 5000 + "]" * 5000), "unreadable"),
    "deep and cut": (_mlmodel("{a: " * 90_000), "unreadable"),
    "a list": (_mlmodel("[1, 2]"), "unreadable"),
    "empty": (_mlmodel(""), "unreadable"),
    "two documents": (_mlmodel("a: 1\n---\nb: 2\n"), "unreadable"),
    "huge size": (_mlmodel(f"model_size_bytes: {10**40}\nflavors: {{}}\n"), "read"),
    "huge number": (_mlmodel(f"run_id: 0x{'f' * 20_000}\n"), "unreadable"),
    "negative size": (_mlmodel("model_size_bytes: -1\nflavors: {}\n"), "read"),
    "odd types": (_mlmodel("flavors: [1]\nrun_id: {a: [1]}\nenv_vars: 7\nsignature: .nan\nmlflow_version: !!binary aGk=\n"), "read"),
    "odd flavours": (_mlmodel("flavors: {1: {code: [a]}, null: 3, python_function: {loader_module: {a: !!set {b}}}}\n"), "read"),
    "control characters": (_mlmodel('run_id: "\\u0000\\u202e\\e[31m"\nflavors: {}\n'), "read"),
    "lone surrogate": (_mlmodel('run_id: "\\ud800"\nflavors: {}\n'), "unreadable"),
    "own loader": (_code, "read"),
    "a pickle": (_pickle, "read"),
    "a pipe": (_fifo, None),
    "links in a circle": (_loop, None),
    "a device": (_device, None),
    "a link out": (_outside, None),
    "names": (_names, "read"),
    "deep folders": (_deep, None),
    "nothing": (_nothing, None),
    "channels": (_file("conda.yaml", b"channels: 5\ndependencies: 7\n"), "read"),
    "dependencies": (_file("conda.yaml", b"dependencies: [{pip: 7}, {pip: {a: 1}}, 3, null]\n"), "read"),
    "environment bomb": (_file("conda.yaml", BOMB.encode()), "read"),
    "brackets": (_file("requirements.txt", b"a; " + b"(" * 100_000), "read"),
    "brackets in a short line": (_file("requirements.txt", b"a; " + b"(" * 1_900), "read"),
    "blanks": (_file("requirements.txt", b"a" + b" " * 1_000_000 + b"b"), "read"),
    "a long line": (_file("requirements.txt", b"a" * (3 << 20)), "read"),
    "many lines": (_file("requirements.txt", b"a\n" * 100_000), "read"),
    "binary requirements": (_file("requirements.txt", bytes(range(256)) * 100), "read"),
}  # fmt: skip


@pytest.fixture(scope="module")
def states(make_registry: Callable[[Path], Registry], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every folder in one registry, a version each, and one scan; (state of the folder, of the MLmodel) by name."""
    root = tmp_path_factory.mktemp("folders")
    registry = make_registry(root)
    for number, (name, (make, _)) in enumerate(MADE.items(), 10):
        folder = root / "models" / name
        folder.mkdir(parents=True)
        make(folder, root / CANARY)
        registry.poison(
            "INSERT INTO model_versions (name, version, source, storage_location, workspace, creation_time, status) "
            "VALUES ('model-1', ?, ?, ?, 'default', 1, 'READY')", number, str(folder), str(folder),
        )  # fmt: skip
    registry.scan()
    found = registry.ask(
        "SELECT f.location, f.state, m.state, m.reason FROM folders f LEFT JOIN mlmodels m USING (location)"
    )
    again = registry.scan()  # what is known of unchanged files is no way to be fooled either
    assert again.rows("SELECT count(*) AS n FROM assets WHERE kind = 'model_version'") == [{"n": len(MADE) + 2}]
    return {Path(location).name: rest for location, *rest in found} | {CANARY: (root / CANARY).exists()}


@pytest.mark.parametrize("name", MADE)
def test_a_folder_gets_its_verdict(states: dict[str, Any], name: str) -> None:
    state, mlmodel, reason = states[name]
    assert (state, mlmodel) == ("read", MADE[name][1]), reason
    assert bool(reason) == (mlmodel == "unreadable")


def test_nothing_was_run(states: dict[str, Any], tmp_path: Path) -> None:
    assert states[CANARY] is False
    pickle.loads(pickle.dumps(Payload(tmp_path / "alive")))  # the canary sings when it is let
    assert (tmp_path / "alive").exists()


SOURCES = ["/", "/proc", "/proc/self/fd", "/proc/kmsg", "/sys", "/dev/zero", "/dev/stdin", "..", "~", "\0", "/tmp/\0x", "file://[bad",
           "file:///%00", "file:///proc/self/environ", "file://host/share", "a" * 5000, "/" + "a/" * 3000, "http://[", "s3://",
           "mlflow-artifacts:/../../etc", "mlflow-artifacts:", "C:\\model", "\\\\host\\share", "\u202e/x", "javascript:alert(1)",
           "models:/", "models:/model-1/99999999999999999999", "models:/m-", "runs:/", ":", "//", "?", "#"]  # fmt: skip


@pytest.fixture(scope="module")
def sources(
    make_registry: Callable[[Path], Registry], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[str, str]]:
    registry = make_registry(tmp_path_factory.mktemp("sources"))
    for number, source in enumerate(SOURCES, 10):
        registry.poison(
            "INSERT INTO model_versions (name, version, source, storage_location, workspace, creation_time, status) "
            "VALUES ('model-1', ?, ?, ?, 'default', 1, 'READY')", number, source, source,
        )  # fmt: skip
    registry.scan()
    found = registry.ask("SELECT v.version, f.state, f.reason FROM versions v JOIN folders f "
                         "ON f.location = coalesce(rtrim(v.location, '/'), '') WHERE v.name = 'model-1' AND v.version >= 10")  # fmt: skip
    return {SOURCES[version - 10]: (state, reason) for version, state, reason in found}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: ascii(source[:30]))
def test_a_source_that_leads_astray(sources: dict[str, tuple[str, str]], source: str) -> None:
    state, reason = sources[source]
    assert state in ("absent", "unread") and ";" in reason


def test_an_unreadable_folder_is_told_and_the_rest_is_read(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Permissions do not bind root, so the fault is put where the kernel would give it."""
    for number, name in ((10, "shut"), (11, "open")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "MLmodel").write_text("flavors: {}\n")
        registry.poison("INSERT INTO model_versions (name, version, source, storage_location, workspace) "
                        "VALUES ('model-1', ?, ?, ?, 'default')", number, str(tmp_path / name), str(tmp_path / name))  # fmt: skip
    scandir = os.scandir

    def refusing(path: Any = ".") -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    registry.scan()
    states = {Path(where).name: (state, reason) for where, state, reason in
              registry.ask("SELECT location, state, reason FROM folders")}  # fmt: skip
    assert states["open"] == ("read", None)
    assert states["shut"][0] == "unread" and "may not be read; run aispm as a user who may" in states["shut"][1]
