"""Names that wait for a call: an honest object keeps them, an attack calls them or hands them to what does."""

from __future__ import annotations

import functools
import pickle
from collections import defaultdict

import pytest
from sklearn.preprocessing import FunctionTransformer

from aispm_nb.inspection.pickles.inspect import pickle_bytes
from aispm_nb.inspection.verdict import Verdict

from .hostile import text

PRINT = b"cbuiltins\nprint\n"
KEPT = {
    "itself": print,
    "a callback": {"on_epoch": print, "epochs": 3},
    "a parameter": FunctionTransformer(print),
    "a partial": functools.partial(print, "done"),
    "a factory": defaultdict(print),
}
CALLED = {
    "a call": PRINT + b"(" + text("x") + b"tR.",
    "a call of Python 2": b"c__builtin__\nprint\n(" + text("x") + b"tR.",
    "an instance": b"(" + text("x") + b"ibuiltins\nprint\n.",
    "an object": b"(" + PRINT + text("x") + b"o.",
    "a new object": PRINT + text("x") + b"\x85\x81.",
    "from the memo": PRINT + b"q\x000N0h\x00" + text("x") + b"\x85R.",
    "through a map": b"cbuiltins\nlist\ncbuiltins\nmap\n(" + PRINT + b"(" + text("x") + b"ltR\x85R.",
    "through a partial": b"cfunctools\npartial\n(" + PRINT + b"tR)R.",
    "through a builder": b"ctorch._tensor\n_rebuild_from_type_v2\n(" + PRINT + b"cbuiltins\nint\n)}tR.",
    "behind an honest one": pickle.dumps({"on_epoch": print}) + PRINT + b")R.",
}


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_is_not_called(name: str, protocol: int) -> None:
    row = pickle_bytes(pickle.dumps(KEPT[name], protocol), "x")
    assert row.verdict is Verdict.UNKNOWN
    assert [each.why for each in row.names if each.name.endswith(".print")] == ["writes to the terminal, once somebody calls it"]  # fmt: skip


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("name", CALLED)
def test_what_is_called_is_dangerous(name: str, plain: bool) -> None:
    assert pickle_bytes(CALLED[name], "x", plain).verdict is Verdict.DANGEROUS


def test_what_else_is_named_is_judged_as_ever() -> None:
    assert pickle_bytes(PRINT + b"cos\nsystem\n\x86.", "x").verdict is Verdict.DANGEROUS
    assert pickle_bytes(PRINT + b"ctotally_new\nThing\n\x86.", "x").verdict is Verdict.UNKNOWN
