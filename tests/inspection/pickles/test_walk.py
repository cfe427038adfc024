"""The walk against its compiled twin, and both against Python's own unpickler with nothing behind its names."""

from __future__ import annotations

import mmap
import pickle
import pickletools
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aispm_nb.inspection.pickles import layout
from aispm_nb.inspection.pickles.machine import Walk, walk
from aispm_nb.inspection.pickles.opcodes import FORMS, NAME, NOT_AN_OPCODE
from aispm_nb.inspection.pickles.streams import read

from . import benign, hostile
from .oracle import names as named_by_python

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
VALUES = [value for _, value in benign.data()]
SEEDS = [data for value in VALUES for _, data in benign.dumped(value, range(0, 6, 2))]
SEEDS += [data for _, data in list(hostile.corpus(hostile.GADGETS[:1])) + list(hostile.confusing())]


def both(data: bytes) -> Walk:
    plain, fast = walk(data, plain=True), walk(data, plain=False)
    assert plain == fast
    assert plain.calls == fast.calls
    assert [call.text for call in plain.calls] == [call.text for call in fast.calls]
    assert read(data, plain=True) == read(data, plain=False)
    return plain


def agrees_with_python(data: bytes) -> None:
    """What the unpickler names, the walk names; otherwise the walk says that it could not follow."""
    found = walk(data, streams=1, joblib=False, plain=True)
    expected, whole = named_by_python(data)
    mine = {(named.module, named.name) for named in (*found.names, *found.tail_names)}
    missing = [pair for pair in expected if pair not in mine]
    assert not missing or found.flags or found.status != layout.STOPPED, missing
    if whole and not found.flags:
        assert found.status == layout.STOPPED
        assert [(named.module, named.name) for named in found.names] == expected


def test_every_opcode_has_a_form() -> None:
    assert {ord(opcode.code) for opcode in pickletools.opcodes} == set(NAME)
    assert all((FORMS[code] == NOT_AN_OPCODE) == (code not in NAME) for code in range(256))


@pytest.mark.parametrize("data", SEEDS)
def test_the_twin_is_equal(data: bytes) -> None:
    both(data)


@pytest.mark.parametrize("style", hostile.STYLES)
def test_names_are_those_of_python(style: str) -> None:
    for module, name, arguments in hostile.GADGETS[:12]:
        agrees_with_python(hostile.STYLES[style](module, name, hostile.literal(arguments)))


@pytest.mark.parametrize("protocol", range(6))
def test_plain_data_is_followed_to_its_end(protocol: int) -> None:
    for value in VALUES:
        data = pickle.dumps(value, protocol)
        found = walk(data)
        assert (found.status, found.flags, found.end) == (layout.STOPPED, 0, len(data))
        agrees_with_python(data)


@QUICK
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_files(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(damaged)))
        what = data.draw(st.sampled_from(["change", "cut", "insert", "opcode"]))
        if what == "change" and at < len(damaged):
            damaged[at] = data.draw(st.integers(0, 255))
        elif what == "cut":
            del damaged[at : at + data.draw(st.integers(1, 8))]
        elif what == "insert":
            damaged[at:at] = data.draw(st.binary(max_size=6))
        else:
            damaged[at:at] = bytes([data.draw(st.sampled_from(sorted(NAME)))])
    both(bytes(damaged))
    agrees_with_python(bytes(damaged))


OPCODES = st.lists(
    st.one_of(
        st.sampled_from([bytes([code]) for code in sorted(NAME) if FORMS[code] == 0]),
        st.sampled_from(
            [
                b"K\x01",
                b"h\x00",
                b"h\x01",
                b"q\x00",
                b"q\x01",
                b"g0\n",
                b"p1\n",
                b"\x8c\x02os",
                b"Vsystem\n",
                b"(",
                b"\x94",
            ]
        ),
        st.sampled_from(
            [
                b"cos\nsystem\n",
                b"ios\nsystem\n",
                b"cnumpy\ndtype\n",
                b"U\x02f8",
                b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n",
            ]
        ),
    ),
    max_size=40,
).map(b"".join)


@QUICK
@given(OPCODES)
def test_any_opcodes(data: bytes) -> None:
    both(data + b".")
    agrees_with_python(data + b".")


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    both(data)


@pytest.mark.parametrize(
    "data",
    [
        b"(" * 100_000 + b"l" * 100_000 + b".",
        b"(" * 100_000,
        b"]" * 100_000 + b"a" * 99_999 + b".",
        b"N." * 100_000,
        b"cos\nsystem\n" * 20_000,
        b"2" * 1000 + b"N" + b"2" * 200_000 + b".",
        b"Np4000000000\n.",
        b"Nr\xff\xff\xff\xff.",
        b"\x8e" + b"\xff" * 8,
        b"\x95" + b"\xff" * 8 + b"N.",
        b"N" + b"\x85" * 200_000 + b".",
        b"I" + b"9" * 200_000 + b"\n.",
    ],
    ids=lambda data: repr(data[:6]),
)
def test_what_would_exhaust_others(data: bytes) -> None:
    both(data)
    start = time.perf_counter()
    both(data)
    assert time.perf_counter() - start < 8


def test_buffers_are_stepped_over(tmp_path: Path) -> None:
    """A memory map of a sparse gigabyte: only the pages with opcodes are touched, and numba is not needed."""
    path = tmp_path / "sparse.pkl"
    size = 1 << 30
    with path.open("wb") as file:
        file.write(b"\x80\x04\x8e" + size.to_bytes(8, "little"))
        file.seek(size, 1)
        file.write(b"0cos\nsystem\nN\x85R.")
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        start = time.perf_counter()
        found = walk(view, plain=True)
        assert time.perf_counter() - start < 0.2
    assert [named.dotted for named in found.names] == ["os.system"]


def test_joblib_arrays_are_stepped_over() -> None:
    """Array bytes that look like opcodes are not read as such; behind them the walk goes on."""
    bait = np.frombuffer(b"cos\nsystem\n(tR." * 64, np.uint8)
    for _, data in benign.dumped([bait, {"after": bait.reshape(8, -1)}, np.array([None, "x"], object)]):
        found = read(data)
        assert found.walk.status == layout.STOPPED
        assert not any(named.module == "os" for named in found.walk.names)
