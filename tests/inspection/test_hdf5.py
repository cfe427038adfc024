"""Real HDF5 files, written by h5py in every layout that it has: no text of an attribute is missed, none becomes known unseen."""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from aispm_nb.inspection.budget import Budget
from aispm_nb.inspection.hdf5.contents import contents
from aispm_nb.inspection.looking import look
from aispm_nb.inspection.verdict import Verdict

from .made import LAMBDA, harm, layer

h5py = pytest.importorskip("h5py")
np = pytest.importorskip("numpy")
LAYOUTS = ["earliest", "latest", ("earliest", "v108"), ("v108", "v110"), ("v110", "v110"), ("v112", "latest")]
EVIL = json.dumps(layer("Sequential", None, layers=[layer("Dense", None), LAMBDA]))
GOOD = json.dumps(layer("Sequential", None, layers=[layer("InputLayer", None), layer("Dense", None)]))
LONG = json.dumps(layer("Sequential", None, layers=[layer("Dense", None, notes="x" * 90_000), LAMBDA]))


def written(fill: Callable[[Any], None], libver: Any = "earliest", **options: Any) -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w", libver=libver, **options) as file:
        file["weights/w"] = np.zeros((8, 8))
        fill(file)
    return out.getvalue()


def verdict(data: bytes) -> Verdict:
    return min((row.verdict for row in look(memoryview(data), "m.h5", Budget())), key=lambda each: each.rank)


def crowded(file: Any) -> None:
    """More attributes and groups than a header holds: they move into heaps."""
    for i in range(200):
        file.attrs[f"note {i}"] = "text"
        file.create_group(f"layer {i}").attrs["name"] = f"layer {i}"


ATTRIBUTES: dict[str, Callable[[Any, str], None]] = {
    "of variable length": lambda file, text: file.attrs.__setitem__("model_config", text),
    "of fixed length": lambda file, text: file.attrs.create("model_config", np.bytes_(text.encode())),
    "opaque": lambda file, text: file.attrs.create("model_config", np.void(text.encode())),
    "an array": lambda file, text: file.attrs.create("model_config", [text, "second"], dtype=h5py.string_dtype()),
    "of a type with a name": lambda file, text: (
        file.__setitem__("kind", np.dtype(f"S{len(text)}")),
        file.attrs.create("model_config", np.bytes_(text.encode()), dtype=file["kind"]),
    )[1],
    "among many": lambda file, text: (crowded(file), file.attrs.__setitem__("model_config", text))[1],
    "of a group": lambda file, text: file.create_group("a/b/c").attrs.__setitem__("model_config", text),
    "of a data set": lambda file, text: file["weights/w"].attrs.__setitem__("model_config", text),
}
DATA_SETS: dict[str, Callable[[Any, str], Any]] = {
    "plain": lambda file, text: file.create_dataset("model_config", data=text),
    "fixed": lambda file, text: file.create_dataset("model_config", data=np.array([text.encode()])),
    "in chunks": lambda file, text: file.create_dataset("model_config", data=[text] * 9, dtype=h5py.string_dtype(), chunks=(2,)),
    "packed": lambda file, text: file.create_dataset("model_config", data=np.array([text.encode()] * 9), compression="gzip"),
    "packed and checked": lambda file, text: file.create_dataset(
        "model_config", data=np.array([text.encode()] * 9), compression="gzip", fletcher32=True
    ),
    "shuffled": lambda file, text: file.create_dataset(
        "model_config", data=np.array([text.encode()] * 9), compression="gzip", shuffle=True
    ),
    "packed by LZF": lambda file, text: file.create_dataset("model_config", data=np.array([text.encode()] * 9), compression="lzf"),
}  # fmt: skip


@pytest.mark.parametrize("libver", LAYOUTS, ids=str)
@pytest.mark.parametrize("name", ATTRIBUTES)
def test_the_configuration_in_an_attribute(name: str, libver: Any) -> None:
    write = ATTRIBUTES[name]
    assert verdict(written(lambda file: write(file, EVIL), libver)) is Verdict.DANGEROUS
    assert verdict(written(lambda file: write(file, GOOD), libver)) is Verdict.KNOWN


@pytest.mark.parametrize("libver", LAYOUTS, ids=str)
def test_a_configuration_that_needs_a_heap_of_its_own(libver: Any) -> None:
    assert verdict(written(lambda file: file.attrs.__setitem__("model_config", LONG), libver)) is Verdict.DANGEROUS
    if libver in ("latest", ("v110", "v110")):  # others cannot hold it

        def fixed(file: Any) -> None:
            file.attrs.create("model_config", np.bytes_(LONG.encode()))

        assert verdict(written(fixed, libver)) is Verdict.DANGEROUS


@pytest.mark.parametrize("libver", LAYOUTS, ids=str)
@pytest.mark.parametrize("name", DATA_SETS)
def test_a_configuration_in_a_data_set_is_never_known(name: str, libver: Any) -> None:
    write = DATA_SETS[name]
    assert verdict(written(lambda file: write(file, EVIL), libver)) in (Verdict.DANGEROUS, Verdict.UNKNOWN)
    if libver == "earliest" and name not in ("shuffled", "packed by LZF"):
        assert verdict(written(lambda file: write(file, EVIL), libver)) is Verdict.DANGEROUS
        assert verdict(written(lambda file: write(file, GOOD), libver)) is Verdict.KNOWN


@pytest.mark.parametrize("libver", LAYOUTS, ids=str)
def test_every_text_is_told(libver: Any) -> None:
    """What h5py reads of a crowded file, the reader has too."""
    data = written(crowded, libver)
    expected = {}
    with h5py.File(io.BytesIO(data)) as file:
        expected |= {f"@{key}": value for key, value in file.attrs.items()}
        for name, group in file.items():
            expected |= {f"/{name}@{key}": value for key, value in group.attrs.items()}
    held = list(contents(memoryview(data)))
    assert {each.name: each.content.decode() for each in held} == expected
    assert len(expected) == 400


def test_a_block_of_the_users_own_in_front() -> None:
    for size in (512, 4096):
        assert (
            verdict(written(lambda file: file.attrs.__setitem__("a", EVIL), userblock_size=size)) is Verdict.DANGEROUS
        )


def test_arrays_in_other_files() -> None:
    def linked(target: str) -> Callable[[Any], None]:
        return lambda file: file.__setitem__("w", h5py.ExternalLink(target, "/x"))

    def outer(target: str) -> Callable[[Any], None]:
        return lambda file: file.create_dataset("w", shape=(9,), dtype="u1", external=[(target, 0, 9)])

    for libver in LAYOUTS:
        for make in (linked, outer):
            assert verdict(written(make("/etc/passwd"), libver)) is Verdict.DANGEROUS
            assert verdict(written(make("../x.h5"), libver)) is Verdict.DANGEROUS
            assert verdict(written(make("other.h5"), libver)) is Verdict.UNKNOWN


@pytest.mark.parametrize("libver", LAYOUTS, ids=str)
def test_pickles_as_pytables_keeps_them(libver: Any) -> None:
    """pandas writes them for what has no type of HDF5's own: attributes, and arrays of bytes."""

    def attribute(content: bytes) -> Callable[[Any], None]:
        return lambda file: file.attrs.create("info", np.void(content))

    def array(content: bytes) -> Callable[[Any], None]:
        def fill(file: Any) -> None:
            kind = h5py.vlen_dtype(np.uint8)
            file.create_dataset("block", shape=(2,), dtype=kind)[0] = np.frombuffer(content, np.uint8)

        return fill

    for make in (attribute, array):
        for protocol in (0, 2, 4):
            assert verdict(written(make(harm(protocol)), libver)) is Verdict.DANGEROUS
            assert verdict(written(make(pickle.dumps({"freq": None}, protocol)), libver)) is Verdict.KNOWN


def test_more_pickles_than_are_looked_at() -> None:
    def fill(file: Any) -> None:
        block = file.create_dataset("block", shape=(1_500,), dtype=h5py.vlen_dtype(np.uint8), chunks=(1_500,))
        for i in range(1_500):
            block[i] = np.frombuffer(pickle.dumps(i), np.uint8)

    assert verdict(written(fill)) is Verdict.UNKNOWN


def test_a_class_of_its_makers_own() -> None:
    for config in (layer("Mine", None), {"class_name": "Mine", "config": {"units": 3}}):
        data = written(lambda file, config=config: file.attrs.__setitem__("model_config", json.dumps(config)))  # type: ignore[misc]
        assert verdict(data) is Verdict.UNKNOWN


def test_damage_is_never_known() -> None:
    """A header that is overwritten hides what stands in it."""
    data = written(crowded, "latest")
    for mark in (b"FRHP", b"BTHD", b"FHDB"):
        at = data.index(mark)
        assert verdict(data[:at] + b"XXXX" + data[at + 4 :]) is Verdict.UNKNOWN
    assert verdict(data[:600]) is Verdict.UNKNOWN
