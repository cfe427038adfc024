"""getattr(class, 'method') is how protocols before 4 name a method: it is judged as that name, and as getattr for all else."""

from __future__ import annotations

import pickle
import zoneinfo
from datetime import datetime

import pytest

from aispm_nb.inspection.pickles.inspect import pickle_bytes
from aispm_nb.inspection.verdict import Verdict

GET = b"cbuiltins\ngetattr\n"
ZONE = GET + b"(czoneinfo\nZoneInfo\nX\t\0\0\0_unpickletR"
NAMED = b"(X\x03\0\0\0UTCK\x01tR"


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("plain", [True, False])
def test_a_time_with_its_zone_is_known(protocol: int, plain: bool) -> None:
    when = pickle.dumps(datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo("UTC")), protocol)
    assert pickle_bytes(when, "x", plain).verdict is Verdict.KNOWN


HOSTILE = {
    "of a module": (GET + b"(cos\npath\nX\x06\0\0\0systemtR.", Verdict.DANGEROUS),
    "of a class, and of something else": (ZONE + NAMED + b"0" + GET + b"(cos\npath\nX\x06\0\0\0systemtR.", Verdict.DANGEROUS),
    "by a name that is worked out": (GET + b"(czoneinfo\nZoneInfo\ncbuiltins\nstr\n(X\x01\0\0\0atRtR.", Verdict.DANGEROUS),
    "of what a call gave": (GET + b"(" + ZONE + NAMED + b"X\x03\0\0\0keytR.", Verdict.DANGEROUS),
    "handed on": (ZONE + NAMED + b"0cbuiltins\nmap\n(" + GET + b"tR.", Verdict.DANGEROUS),
    "handed on to what is known": (ZONE + NAMED + b"0ccollections\ndefaultdict\n(" + GET + b"tR.", Verdict.DANGEROUS),
    "never called": (ZONE + NAMED + b"0ccollections\nOrderedDict\n)R" + GET + b"b.", Verdict.KNOWN),
    "and its result is called": (ZONE + NAMED + b"(tR.", Verdict.UNKNOWN),
    "of a method that nobody knows": (GET + b"(czoneinfo\nZoneInfo\nX\x08\0\0\0no_cachetR.", Verdict.DANGEROUS),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("plain", [True, False])
def test_every_other_use_of_getattr_is_told(name: str, plain: bool) -> None:
    stream, verdict = HOSTILE[name]
    assert pickle_bytes(stream, "x", plain).verdict is verdict
