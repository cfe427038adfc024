"""Containers of every kind, within each other, damaged, hostile and endless."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from aispm_nb.inspection.inspector import Inspection, inspect

from . import made
from .made import CODECS, harm, harmless, tarred, zipped


def looked(folder: Path, content: bytes, name: str = "file.bin") -> Inspection:
    (folder / name).write_bytes(content)
    start = time.perf_counter()
    found = inspect(folder / name)
    assert time.perf_counter() - start < 3
    return found


@pytest.mark.parametrize("outer", [*CODECS, ""])
@pytest.mark.parametrize("inner", CODECS)
def test_nested(tmp_path: Path, inner: str, outer: str) -> None:
    pack = CODECS.get(outer, bytes)
    assert looked(tmp_path, pack(CODECS[inner](harm()))).verdict == "dangerous"
    assert looked(tmp_path, pack(CODECS[inner](harmless()))).verdict == "known"


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("codec", ["gzip", "zlib", "zip", "tar"])
def test_protocols(tmp_path: Path, codec: str, protocol: int) -> None:
    assert looked(tmp_path, CODECS[codec](harm(protocol))).verdict == "dangerous"
    assert looked(tmp_path, harm(protocol)).verdict == "dangerous"
    assert looked(tmp_path, harmless(protocol)).verdict == "known"


def test_seven_zip(tmp_path: Path) -> None:
    py7zr = pytest.importorskip("py7zr")
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as file:
        file.writestr(harm(), "x/m.pkl")
    assert inspect(tmp_path / "a.7z").verdict == "dangerous"
    with py7zr.SevenZipFile(tmp_path / "b.7z", "w", password="x") as file:
        file.writestr(harm(), "m.pkl")
    assert inspect(tmp_path / "b.7z").verdict == "not-assessed"


def test_too_deep(tmp_path: Path) -> None:
    content = harm()
    for _ in range(20):
        content = gzip.compress(content)
    assert looked(tmp_path, content).verdict == "unknown"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "..\\x", "C:\\x"])
def test_names_that_leave(tmp_path: Path, name: str) -> None:
    assert looked(tmp_path, zipped({name: b"text"})).verdict == "dangerous"
    assert looked(tmp_path, tarred({name: b"text"})).verdict == "dangerous"


@pytest.mark.parametrize(("kind", "target", "verdict"), [
    (tarfile.SYMTYPE, "/etc/passwd", "dangerous"), (tarfile.SYMTYPE, "a", "unknown"), (tarfile.LNKTYPE, "../a", "dangerous"),
    (tarfile.FIFOTYPE, "", "unknown"), (tarfile.CHRTYPE, "", "unknown")])  # fmt: skip
def test_members_that_are_no_files(tmp_path: Path, kind: bytes, target: str, verdict: str) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        info = tarfile.TarInfo("member")
        info.type, info.linkname = kind, target
        file.addfile(info)
    assert looked(tmp_path, out.getvalue()).verdict == verdict


def test_long_names_in_tars(tmp_path: Path) -> None:
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=form) as file:
            info = tarfile.TarInfo("a" * 90 + "/" + "b" * 90 + ".pkl")
            info.size = len(harm())
            file.addfile(info, io.BytesIO(harm()))
        found = looked(tmp_path, out.getvalue())
        assert found.verdict == "dangerous" and any(row.path.endswith("b.pkl") for row in found)


def _changed(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, pytest.warns(UserWarning):
        file.writestr("a.txt", "one")
        file.writestr("a.txt", "two")
    return out.getvalue()


def _odd() -> dict[str, bytes]:
    plain = zipped({"a.txt": b"hello"}, zipfile.ZIP_STORED)
    central = plain.rfind(b"PK\1\2")
    return {
        "duplicate": _twice(),
        "other name in front": _changed(plain, 30, b"b"),
        "wrong check sum": _changed(plain, central + 16, b"\0\0\0\0"),
        "prepended": b"#!/bin/sh\n" * 3 + plain,
        "other compression in front": _changed(plain, 8, struct.pack("<H", 8)),
        "no header in front": _changed(plain, 0, b"XXXX"),
        "said to be encrypted": _changed(plain, central + 8, b"\1\0"),
        "cut off": plain[:-30],
        "directory gone": plain[: central - 2] + bytes(46) + plain[central + 44 :],
    }


@pytest.mark.parametrize("odd", _odd())
def test_odd_zips_are_noticed(tmp_path: Path, odd: str) -> None:
    assert looked(tmp_path, _odd()[odd]).verdict in ("unknown", "not-assessed")


@pytest.mark.parametrize("at", ["flags", "check sum", "size", "local name"])
def test_damage_does_not_hide(tmp_path: Path, at: str) -> None:
    """What Python's zipfile refuses and torch's reader does not mind."""
    plain = zipped({"m/data.pkl": harm(), "m/version": b"3"}, zipfile.ZIP_STORED)
    central = plain.find(b"PK\1\2")
    where = {"flags": (central + 8, b"\1\0"), "check sum": (central + 16, b"abcd"), "size": (central + 24, b"\1\0\0\0"),
             "local name": (30, b"x")}[at]  # fmt: skip
    assert looked(tmp_path, _changed(plain, *where)).verdict == "dangerous"


def test_encrypted_is_not_assessed(tmp_path: Path) -> None:
    plain = bytearray(zipped({"a.pkl": harm()}, zipfile.ZIP_STORED))
    central = plain.rfind(b"PK\1\2")
    plain[central + 8] |= 1
    plain[6] |= 1
    plain[35:60] = os.urandom(25)
    assert looked(tmp_path, bytes(plain)).verdict == "not-assessed"


@pytest.mark.parametrize("front", [b"GIF89a" + bytes(3), b"\x89PNG\r\n\x1a\n" + bytes(30)])
def test_two_files_in_one(tmp_path: Path, front: bytes) -> None:
    assert looked(tmp_path, front + zipped({"a.pkl": harm()})).verdict == "dangerous"


def test_pickle_behind_a_picture(tmp_path: Path) -> None:
    """G is an opcode that takes eight bytes: this picture is a pickle."""
    assert looked(tmp_path, b"GIF89a\0\0\0" + harm(0)).verdict == "dangerous"


def test_what_ends_early_still_runs(tmp_path: Path) -> None:
    packed = gzip.compress(harm() + bytes(100_000))
    assert looked(tmp_path, packed[:-9]).verdict == "dangerous"
    assert looked(tmp_path, harm()[:-1] + b"garbage").verdict == "dangerous"


@pytest.mark.parametrize("pack", ["gzip", "bz2", "xz", "zstd", "lz4", "zip"])
def test_bombs(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from aispm_nb.inspection import codecs

    monkeypatch.setattr(codecs, "BOMB_FROM", 8 << 20)
    found = looked(tmp_path, CODECS[pack](harm() + bytes(40 << 20)))
    assert found.verdict == "dangerous" and any("bomb" in row.why for row in found)


def test_a_bomb_of_many(tmp_path: Path) -> None:
    layer = zlib.compress(bytes(8 << 20))
    found = looked(tmp_path, zipped({f"{i}.z": layer for i in range(2_000)}, zipfile.ZIP_STORED))
    bounds = ("expands beyond what is looked through", "takes longer than")  # on a busy machine the clock comes first
    assert any(bound in row.why for row in found for bound in bounds)


def test_overlapping_members(tmp_path: Path) -> None:
    plain = zipped({"a": bytes(2000), "b": b"x"}, zipfile.ZIP_STORED)
    second = plain.rfind(b"PK\1\2")
    assert looked(tmp_path, _changed(plain, second + 42, bytes(4))).verdict == "unknown"


@pytest.mark.parametrize("start", [b"", b"{", b"\x80\x04", b"PK\3\4", b"GGUF\3\0\0\0", b"\x89HDF\r\n\x1a\n", b"\x08\x08\x3a", b"<?xml ?>",
                                   b"\x1f\x8b\x08", b"\x93NUMPY\1\0\x76\0{'descr': '|O'", struct.pack("<Q", 90) + b"{", b"ustar"])  # fmt: skip
def test_ten_gigabytes_of_nothing(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(10 << 30)
    start_at = time.perf_counter()
    assert inspect(path).verdict != "known"
    assert time.perf_counter() - start_at < 3


@pytest.mark.parametrize(("content", "name"), [
    (b"[" * 100_000, "a.json"), (b'{"a":' * 100_000, "b.json"), (b"\x80\x04" + b"]" * 100_000 + b"a" * 99_999 + b".", "c.pkl"),
    (b"(" * 100_000 + b"t" * 100_000 + b".", "d.pkl"), (b"- " * 100_000, "e.yaml"), (b"{{" * 100_000, "f.jinja"),
    (b"<a>" * 100_000, "g.xml"), (b"(" * 100_000, "h.py"), (b"x = " + b"-" * 100_000 + b"1", "i.py"), (b"{% if a %}" * 100_000, "j.jinja"),
    (b"'" * 200_000, "k.jinja"), (b'{{ "' * 50_000, "l.jinja"), (b"<!DOCTYPE " * 50_000, "m.xml"), (b"&a " * 1 + b"*a " * 10_000, "n.yml")])  # fmt: skip
def test_deep_and_repeated(tmp_path: Path, content: bytes, name: str) -> None:
    looked(tmp_path, content, name)


@pytest.mark.parametrize(
    "make", [lambda p: os.mkfifo(p), lambda p: os.symlink("/etc", p), lambda p: os.symlink("nowhere", p)]
)
def test_no_files(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "odd")
    (row,) = inspect(tmp_path)
    assert row.verdict == "not-assessed" and row.path == "odd"


def test_rows_for_what_cannot_be_read(tmp_path: Path) -> None:
    (row,) = inspect(tmp_path / "absent")
    assert row.verdict == "not-assessed" and "No such file" in row.why
    (row,) = inspect("a\0b")
    assert row.verdict == "not-assessed"


def test_large_files_are_not_copied(tmp_path: Path) -> None:
    import resource

    content = made.torch_zip(made.harmless(), **{"data/1": bytes(64 << 20)})
    path = tmp_path / "m.pt"
    path.write_bytes(content)
    inspect(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert inspect(path).verdict == "known"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10
