"""Whatever a file is changed into: an answer within two seconds, never an exception, and nothing runs."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aispm_nb.inspection.budget import Budget
from aispm_nb.inspection.inspector import inspect
from aispm_nb.inspection.looking import look

from . import made, test_formats
from .made import CODECS

SEEDS = {
    **{f"{name} {verdict}": content for verdict, files in (("known", test_formats.KNOWN), ("dangerous", test_formats.DANGEROUS),
                                                           ("unknown", test_formats.UNKNOWN)) for name, content in files.items()
       if len(content) < 20_000},
    **{f"packed.{name}": pack(made.harm()) for name, pack in CODECS.items()},
}  # fmt: skip
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(SEEDS)))
    content = bytearray(SEEDS[name])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        match draw(st.sampled_from(("byte", "cut", "number", "repeat", "splice", "insert"))):
            case "byte":
                content[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case "cut":
                del content[at : at + draw(st.integers(1, 64))]
            case "number":
                content[at : at + 8] = struct.pack("<Q", draw(st.sampled_from(NUMBERS)))[
                    : draw(st.sampled_from((1, 2, 4, 8)))
                ]
            case "repeat":
                content[at:at] = content[at : at + 16] * draw(st.integers(1, 500))
            case "splice":
                content[at:] = SEEDS[draw(st.sampled_from(sorted(SEEDS)))][at:]
            case "insert":
                content[at:at] = draw(st.binary(max_size=16))
    return name.split()[0], bytes(content)


@settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_always_an_answer(case: tuple[str, bytes]) -> None:
    name, content = case
    start = time.process_time()
    rows = list(look(memoryview(content), name, Budget()))
    assert time.process_time() - start < 2
    assert rows and all(row.path.startswith(name) for row in rows)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_cut_anywhere(name: str) -> None:
    """Cut after every byte of the head, where the headers are."""
    content = SEEDS[name]
    for size in {*range(min(len(content), 64)), *range(64, len(content), max(1, len(content) // 20))}:
        assert list(look(memoryview(content[:size]), name.split()[0], Budget()))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(CODECS)), st.binary(max_size=200), st.integers(0, 400))
def test_damaged_inside(codec: str, noise: bytes, at: int) -> None:
    packed = CODECS[codec](zlib.compress(made.harm()) + made.harm())
    assert list(look(memoryview(packed[:at] + noise + packed[at:]), "x", Budget()))


def test_readers_do_not_raise(tmp_path: Path) -> None:
    """A reader that fails is told in a row; none of ours fails on its own files."""
    for number, (name, content) in enumerate(SEEDS.items()):
        path = tmp_path / str(number) / name.split()[0]
        path.parent.mkdir()
        path.write_bytes(content)
    assert [row for row in inspect(tmp_path) if "could not be read as" in row.why] == []


SLOW: dict[str, bytes] = {
    "a.yaml": b"- a\n" * 250_000,
    "b.py": b"import os\nos.system('x')\n" * 100_000,
    "c.py": b"x=(" + b"os.a.b.c.d()," * 40_000 + b")",
    "d.json": b"[" + b'{"_target_":"a.b"},' * 200_000 + b"{}]",
    "e.jinja": b"{{ a() }}" * 110_000,
    "f.jinja": b"{{ " + b"_" * 900_000 + b"}}",
    "g.xml": b"<?xml ?>" + b"<!ENTITY a" * 100_000,
    "h.gguf": made.gguf({f"template{i}": "{{ a }}" * 10_000 for i in range(100)}),
    "i.pb": made.savedmodel([f"X{i}" for i in range(100_000)]),
    "j.skops": made.skops_of(made.node("a", "b", x=[made.node(f"c{i}", "d") for i in range(100_000)])),
    "k.safetensors": made.safetensors({f"t{i}": made.tensor(0, 4) for i in range(100_000)}, bytes(4)),
    "l.zip": made.zipped({f"{i}": b"" for i in range(30_000)}),
    "m.h5": b"\x89HDF\r\n\x1a\n" + b'{"class_name":' * 1_000_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_made_to_be_slow(name: str) -> None:
    start = time.process_time()  # of this process: a busy machine is no reason to fail
    rows = list(look(memoryview(SLOW[name]), name, Budget()))
    assert time.process_time() - start < 2
    assert rows[0].verdict != "known"
