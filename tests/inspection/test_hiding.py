"""Ways of hiding that peers' test suites try: damage, letters before a pickle, links in zips, names that claim a format."""

from __future__ import annotations

import io
import json
import pickle
import stat
import time
import zipfile

import pytest

from aispm_nb.inspection.budget import Budget
from aispm_nb.inspection.looking import look
from aispm_nb.inspection.pickles.inspect import pickle_bytes
from aispm_nb.inspection.pickles.rest import dangers
from aispm_nb.inspection.verdict import Verdict

from .made import gguf, keras, layer, npy_harm, zipped
from .pickles import hostile

SHELL = (hostile.TOUCH,)
SYSTEM = {style: write("os", "system", hostile.literal(SHELL)) for style, write in hostile.STYLES.items()}


def verdict(data: bytes, name: str = "model.pkl") -> Verdict:
    return min((row.verdict for row in look(memoryview(data), name, Budget())), key=lambda each: each.rank)


@pytest.mark.parametrize("name", ["model.pkl", "model.bin", "notes.txt", "x"])
def test_a_letter_in_front_or_between_hides_nothing(name: str) -> None:
    text = b"cposix\nsystem\n#\n(S'id'\ntR."
    assert verdict(text, name) is Verdict.DANGEROUS
    assert verdict(b"#cos\nsystem\n(S'id'\ntR.", name) is Verdict.DANGEROUS
    assert verdict(b"# a comment\n" + b"cos\nsystem\n(S'id'\ntR.", name) is Verdict.DANGEROUS


def test_prose_is_no_pickle() -> None:
    text = b"Ten tacos\nsystem\nis down.\n\nThe economics\nsubprocess\n(see below) runs.\n" * 3
    assert verdict(text, "notes.txt") is Verdict.KNOWN


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("style", ["global", "stack", "framed", "protocol 2"])
def test_what_stands_behind_damage_is_named(style: str, plain: bool) -> None:
    """A loader stops there, but another, or a patched file, does not."""
    honest = pickle.dumps({"a": [1, 2, 3], "b": "text"}, 2)
    for between in (b"\0", b"\xff\n", b"\0\0\0\0", b"\xfe" * 20):
        row = pickle_bytes(honest + between + SYSTEM[style], "x", plain)
        assert row.verdict is Verdict.DANGEROUS, between
        row = pickle_bytes(b"\x80\x02cbuiltins\nlen\nq\0" + between + SYSTEM[style], "x", plain)
        assert row.verdict is Verdict.DANGEROUS, between
    assert pickle_bytes(honest + bytes(100), "x", plain).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("most", [b"U" * 100 + b"\x93", b"c" * 100 + b"\nab\n(", b"a\x93", b"\x93", b"U", b"c"])
def test_long_runs_of_what_may_begin_a_name_do_not_hang(most: bytes) -> None:
    start = time.process_time()
    assert verdict(most * (200_000 // len(most)) + b"\n\x93", "model.bin") is not Verdict.DANGEROUS
    assert time.process_time() - start < 2  # as of any file; it was hours for some megabytes


def test_letters_that_stand_before_an_opcode_hide_no_name() -> None:
    assert [name.name for name in dangers(b"junkKaccos\nsystem\n(S'id'\ntR.")] == ["os.system"]
    assert [name.name for name in dangers(b"U" * 99 + b"U\x02osq\0U\x06systemq\1\x93")] == ["os.system"]


def test_an_array_whose_header_is_wrong() -> None:
    """The header says that it has fewer bytes than it has: the pickle starts a few letters late."""
    data = bytearray(npy_harm())
    data[8] -= 7
    assert verdict(bytes(data), "a.npy") is Verdict.DANGEROUS


def linked(target: str, system: int = 3) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo("weights.bin")
        info.create_system = system
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, target)
        file.writestr("notes.txt", "text")
    return out.getvalue()


def test_links_in_zips() -> None:
    for target in ("/etc/passwd", "../../.ssh/id_rsa", "C:\\Windows\\x"):
        assert verdict(linked(target), "model.zip") is Verdict.DANGEROUS
    assert verdict(linked("data/weights.bin"), "model.zip") is Verdict.UNKNOWN
    assert verdict(zipped({"weights.bin": b"/etc/passwd as text"}), "model.zip") is Verdict.KNOWN


@pytest.mark.parametrize(
    "suffix", ["pkl", "joblib", "pt", "h5", "onnx", "safetensors", "gguf", "keras", "npz", "engine"]
)
def test_a_name_that_claims_a_format(suffix: str) -> None:
    name = f"model.{suffix}"
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    assert verdict(b"This is text, whatever its name says.", name) is Verdict.NOT_ASSESSED
    assert verdict(b"", name) is Verdict.NOT_ASSESSED
    [row] = look(memoryview(pointer), name, Budget())
    assert (row.verdict, "git lfs pull" in row.why) == (Verdict.NOT_ASSESSED, True)
    assert verdict(b"This is text.", "README.md") is Verdict.KNOWN
    assert verdict(b"", "__init__.py") is Verdict.KNOWN


@pytest.mark.parametrize(
    "start",
    [b"CBM1" + bytes(12), b"tree\nversion=v4\n", b"\x1c\0\0\0TFL3" + bytes(40), b"RKNN" + bytes(30), b"RDX3\nX\n"],
)
def test_a_command_among_the_bytes_of_a_model(start: bytes) -> None:
    command = b"\npython -c \"import os; os.system('id')\"\n"
    assert verdict(start + command, "model") is Verdict.DANGEROUS
    assert (
        verdict(start + b"\nfeature_names=system(x) eval(y) exec curl | rm\n" + bytes(8), "model")
        is not Verdict.DANGEROUS
    )


SETTINGS = {
    "a module to import": {"units": 1, "fn_module": "subprocess"},
    "safe mode off by name": {"units": 1, "loader": "keras.config.enable_unsafe_deserialization"},
    "a download": {"fn": "get_file", "url": "https://127.0.0.1:9/x"},
    "a download by its arguments": {"fn": "get_file", "args": ["https://127.0.0.1:9/x"]},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_of_keras(name: str) -> None:
    assert verdict(keras(layer("Dense", **SETTINGS[name])), "m.keras") is Verdict.DANGEROUS
    assert verdict(keras(layer("Dense", units=1, activation="relu")), "m.keras") is Verdict.KNOWN


def test_classes_that_keras_does_not_have() -> None:
    assert verdict(keras(layer("Dense", registered="custom_package.Dense")), "m.keras") is Verdict.UNKNOWN
    assert verdict(keras(layer("Mine", None)), "m.keras") is Verdict.UNKNOWN
    assert verdict(keras(layer("Mine", "keras.layers")), "m.keras") is Verdict.UNKNOWN
    assert verdict(keras(layer("eval", "builtins")), "m.keras") is Verdict.DANGEROUS
    assert verdict(keras(layer("TFSMLayer", "keras.layers", filepath="x")), "m.keras") is Verdict.DANGEROUS
    assert verdict(keras(layer("TFOpLambda", None, function="io.write_file")), "m.keras") is Verdict.DANGEROUS
    assert verdict(keras(layer("TFOpLambda", None, function="math.add")), "m.keras") is Verdict.KNOWN


def test_native_libraries_by_name() -> None:
    graph = {"nodes": [{"op": "Custom", "attrs": {"library": "../libx.so", "op_type": "y"}}]}
    assert verdict(json.dumps(graph).encode(), "m-symbol.json") is Verdict.DANGEROUS
    assert verdict(json.dumps({"nodes": [{"op": "Custom", "attrs": {}}]}).encode(), "m-symbol.json") is Verdict.UNKNOWN
    assert (
        verdict(b"<net version='10'><layers><layer type='Python' library='x.so'/></layers></net>", "m.xml")
        is Verdict.DANGEROUS
    )


def test_keys_of_gguf() -> None:
    assert verdict(gguf({"../../../etc/passwd": "root"}), "m.gguf") is Verdict.UNKNOWN
    assert verdict(gguf({"general.name": "x", "tokenizer.ggml.model": "llama"}), "m.gguf") is Verdict.KNOWN


@pytest.mark.parametrize("plain", [True, False])
def test_items_put_into_a_tensor(plain: bool) -> None:
    """CVE-2026-24747: torch's own bounded unpickler lets SETITEM write into what it has just rebuilt."""
    tensor = b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n"
    for made in (tensor + b")\x81", tensor + b")R", tensor + b"(K\1K\2tR"):
        assert pickle_bytes(made + b"X\1\0\0\0kK\1s.", "x", plain).verdict is Verdict.DANGEROUS
        assert pickle_bytes(made + b"(K\1K\2u.", "x", plain).verdict is Verdict.DANGEROUS
        assert pickle_bytes(made + b"K\1a.", "x", plain).verdict is Verdict.DANGEROUS
        assert pickle_bytes(made + b".", "x", plain).verdict is Verdict.KNOWN
