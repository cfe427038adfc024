"""Calls that stand for a name, calls that calculate, and how many of them are followed."""

from __future__ import annotations

import pickle
import types
from functools import partial

import pytest

from aispm_nb.inspection.pickles.inspect import pickle_bytes
from aispm_nb.inspection.pickles.names import is_parameter, judge
from aispm_nb.inspection.verdict import Verdict

from . import hostile

GET = b"cbuiltins\ngetattr\n"
TYPE = b"ccloudpickle.cloudpickle\n_builtin_type\n"


def text(value: str) -> bytes:
    return b"X" + len(value).to_bytes(4, "little") + value.encode()


def verdict(data: bytes, plain: bool = True) -> Verdict:
    return pickle_bytes(data, "x", plain).verdict


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "value", [str.lower, str.split, [str.strip, str.upper], {"tokenizer": str.split}, [len, max, min, sorted]]
)
def test_functions_that_estimators_keep(value: object, protocol: int) -> None:
    assert verdict(pickle.dumps(value, protocol)) is Verdict.KNOWN


@pytest.mark.parametrize("plain", [True, False])
def test_a_function_that_is_called_while_loading(plain: bool) -> None:
    """No pickler writes a call of sum or of numpy.power; one can take all the time there is."""
    for module, name in (("builtins", "sum"), ("numpy", "power"), ("math", "sqrt"), ("sklearn.metrics", "f1_score")):
        assert is_parameter(module, name)
        assert judge(module, name).verdict is Verdict.KNOWN
        call = f"c{module}\n{name}\n".encode() + b"(K\2K\3tR."
        row = pickle_bytes(call, "x", plain)
        assert (row.verdict, "which no pickler writes" in row.why) == (Verdict.UNKNOWN, True)
    for kind in ("list", "tuple", "set"):
        assert (
            verdict(f"cbuiltins\n{kind}\n(cbuiltins\nrange\n(J\xff\xff\xff\x7ftRtR.".encode("latin-1"), plain)
            is Verdict.UNKNOWN
        )
    assert verdict(b"cbuiltins\nbytearray\n(J\xff\xff\xff\x7ftR.", plain) is Verdict.UNKNOWN
    assert verdict(pickle.dumps([range(10**9), {1, 2}, bytearray(9)], 2), plain) is Verdict.KNOWN


@pytest.mark.parametrize("plain", [True, False])
def test_a_class_that_is_made_with_names(plain: bool) -> None:
    """Protocols 2 and 3 have no NEWOBJ_EX: they call a partial of the class's __new__."""
    made = (
        b"\x80\x02cfunctools\npartial\n("
        + GET
        + b"(ccollections\nOrderedDict\n"
        + text("__new__")
        + b"tRccollections\nOrderedDict\ntR"
    )
    assert verdict(made + b"}b)R.", plain) is Verdict.KNOWN
    other = made.replace(b"collections\nOrderedDict\n" + text("__new__"), b"totally_new\nThing\n" + text("__new__"))
    assert verdict(other + b"}b)R.", plain) is Verdict.DANGEROUS
    assert verdict(b"\x80\x02cfunctools\npartial\n(cbuiltins\nlen\ntR)R.", plain) is Verdict.UNKNOWN


@pytest.mark.parametrize("plain", [True, False])
def test_methods_of_instances(plain: bool) -> None:
    """A lazy layer of torch keeps hooks of its own; kept they are known, called they are not."""
    layer = b"\x80\x02ctorch.nn.modules.linear\nLazyLinear\n)\x81q\0"
    hook = GET + b"(h\0" + text("_infer_parameters") + b"tR"
    assert verdict(layer + hook + b"\x86.", plain) is Verdict.KNOWN
    assert verdict(layer + b"0" + hook + b"(tR.", plain) is Verdict.UNKNOWN
    assert verdict(layer + GET + b"(h\0" + text("__init__") + b"tR\x86.", plain) is Verdict.DANGEROUS
    assert verdict(layer + GET + b"(h\0" + text("__class__") + b"tR\x86.", plain) is Verdict.DANGEROUS


@pytest.mark.parametrize("plain", [True, False])
def test_types_that_cloudpickle_names(plain: bool) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    assert verdict(cloudpickle.dumps(types.SimpleNamespace(a=1)), plain) is Verdict.KNOWN
    for name in ("CodeType", "FunctionType", "ModuleType", "coroutine"):
        assert verdict(TYPE + b"(" + text(name) + b"tR)R.", plain) in (Verdict.DANGEROUS, Verdict.UNKNOWN)
    assert (
        verdict(TYPE + b"(" + text("SimpleNamespace") + b"tR0" + TYPE + b"(" + text("CodeType") + b"tR.", plain)
        is not Verdict.KNOWN
    )
    assert verdict(cloudpickle.dumps(partial(int, base=2)), plain) is Verdict.KNOWN


@pytest.mark.parametrize("plain", [True, False])
def test_more_storages_than_calls_are_kept_of_others(plain: bool) -> None:
    """A model that is pickled as it is loads each of its storages from bytes; every one is looked into."""
    empty, evil = pickle.dumps({}), hostile.STYLES["stack"]("os", "system", hostile.literal(("id",)))
    loads = b"\x80\x02ctorch.storage\n_load_from_bytes\nq\0"
    calls = [b"h\0(" + hostile.literal((empty,))[1:-1] + b"tR0" for _ in range(200)]
    assert verdict(loads + b"".join(calls) + b"N\x86.", plain) is Verdict.KNOWN
    calls[150] = b"h\0(" + hostile.literal((evil,))[1:-1] + b"tR0"
    assert verdict(loads + b"".join(calls) + b"N\x86.", plain) is Verdict.DANGEROUS


def test_a_name_through_its_own_root() -> None:
    assert judge("torch._utils", "torch.channels_last").verdict is Verdict.KNOWN
    assert judge("torch._utils", "torch.load").verdict is Verdict.DANGEROUS
    assert judge("torch._utils", "numpy.ndarray").verdict is Verdict.UNKNOWN
    assert judge("totally_new.utils", "totally_new.thing").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "data", [pickle.dumps(value, protocol) for value in (1, 2.5, "a", None, True, b"b") for protocol in range(6)]
)
def test_a_single_value_is_a_pickle_where_the_name_says_so(data: bytes) -> None:
    from aispm_nb.inspection.budget import Budget
    from aispm_nb.inspection.looking import look

    [row] = look(memoryview(data), "epoch.pkl", Budget())
    assert (row.format, row.verdict) == ("pickle", Verdict.KNOWN)
