"""Judge a dotted name as a pickle's would be judged: one list for all formats that name Python callables."""

from __future__ import annotations

from functools import lru_cache

from .verdict import Name, Verdict


@lru_cache(10_000)
def judge(module: str, name: str) -> Name:
    from .pickles.names import judge as judged

    return judged(module, name)


def dotted(name: str) -> Name:
    """The judgement on ``package.module.callable``; a name without a dot is a builtin."""
    module, _, last = name.rpartition(".")
    return judge(module or "builtins", last)


def dangerous(name: str, why: str) -> Name:
    return Name(name[:300], Verdict.DANGEROUS, why)


def unknown(name: str, why: str) -> Name:
    return Name(name[:300], Verdict.UNKNOWN, why)


def known(name: str) -> Name:
    return Name(name[:300], Verdict.KNOWN)


def not_assessed(name: str, why: str) -> Name:
    return Name(name[:300], Verdict.NOT_ASSESSED, why)
