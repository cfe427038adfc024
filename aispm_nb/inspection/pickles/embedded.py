"""Code that a pickle carries by value (cloudpickle, dill, types.CodeType): the names that it uses, read from its strings.

Such code is never known: it runs when the model is used, whatever it holds. What it names tells whether it is worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..verdict import Name, Verdict
from .layout import CALLS_A_NAME, TEXT
from .machine import Call, Walk
from .names import danger
from .opcodes import ACTIONS, CODE, COUNTED, FORMS, GET, LINE, MEMOIZE, NOT_AN_OPCODE, NOTHING, PUSH_TEXT, PUT
from .texts import NAMED, Buffer, text

CODE_INSIDE: Final = "code inside: "
_MAKERS: Final = ("types.CodeType", "_builtin_type('CodeType')", "_create_code", "_make_skel_func")
_SIGNS: Final = frozenset({"CodeType", "_builtin_type", "_create_code", "_make_skel_func"})
_FUNCTIONS: Final = ("._make_function", "._create_function", "._make_skel_func", "types.FunctionType")
_IMPORTERS: Final = ("subimport", "dynamic_subimport", "_import_module")
# Names that ordinary model code does not use; eval, compile, open, run and get it does (model.eval, re.compile …).
ACTS: Final = frozenset(
    [
        "system",
        "popen",
        "Popen",
        "check_output",
        "check_call",
        "getoutput",
        "spawnl",
        "spawnv",
        "execl",
        "execv",
        "execve",
        "execvp",
        "fork",
        "forkpty",
        "exec",
        "__import__",
        "import_module",
        "subprocess",
        "socket",
        "create_connection",
        "gethostbyname",
        "urlopen",
        "urlretrieve",
        "ctypes",
        "CDLL",
        "pty",
        "rmtree",
        "marshal",
        "runpy",
        "exec_module",
        "__subclasses__",
        "setuid",
        "kill",
        "crontab",
        "authorized_keys",
    ]
)
_COMMAND: Final = (  # compiled by re when code is looked into
    r"(^|[\s;|&])(curl|wget|nc|ncat|bash|sh|powershell|python3?|certutil|mshta)\s+(-|http|/|\S+\.sh)|/dev/tcp/|__import__\(|(^|\n)import (os|subprocess|socket)"
)
_MODULES_AT_EASE: Final = frozenset(
    {"os", "sys", "threading", "tempfile", "shutil", "logging", "glob"}
)  # of honest helpers


def code_names(walk: Walk, buffer: Buffer) -> Iterator[Name]:
    """What code inside the file names, where that is a reason for alarm."""
    named = {named.name for named in walk.names}
    if not named.isdisjoint(_SIGNS):
        makers = [call for call in walk.calls if any(maker in call.text[:80] for maker in _MAKERS)]
        full = len(makers) >= CALLS_A_NAME  # more of them than were written down: take all behind the first
        spans = [(makers[0].since, len(buffer))] if full else [(call.since, call.offset) for call in makers]
        strings = set(_strings(buffer, spans)) if spans else set()
        if any(call.target is None and call.text.partition("(")[0].endswith(_FUNCTIONS) for call in walk.calls):
            yield Name(
                f"{CODE_INSIDE}runs at once",
                Verdict.DANGEROUS,
                "a function that the file carries is called while it is loaded",
            )
        for found in sorted(string for string in strings if string in ACTS or re.search(_COMMAND, string)):
            yield Name(f"{CODE_INSIDE}uses {found[:80]}", Verdict.DANGEROUS, "used by code that the file carries")
    if not named.isdisjoint(_IMPORTERS):
        for call in walk.calls:
            yield from _imports(call, buffer)


def _imports(call: Call, buffer: Buffer) -> Iterator[Name]:
    """cloudpickle gives modules that its functions use by name: subimport('numpy')."""
    if call.target is None or call.target.name not in _IMPORTERS or not call.arguments or call.arguments[0][0] != TEXT:
        return
    module = text(buffer, call.arguments[0][1], NAMED) or "?"
    why = danger(module, "?") if module not in _MODULES_AT_EASE else ""
    why = "reaches exec and its like" if module == "builtins" else why
    yield Name(
        f"{module} (imported)",
        Verdict.DANGEROUS if why else Verdict.UNKNOWN,
        why or "imported for code inside the file",
    )


def _strings(buffer: Buffer, spans: list[tuple[int, int]]) -> Iterator[str]:
    """Texts that stand in some spans of the stream, or are fetched there from the memo. One pass, without the stack."""
    memo: dict[int, int] = {}
    last, stop = -1, max(end for _, end in spans)
    for at, argument in _opcodes(buffer, stop):
        action = ACTIONS[buffer[at]]
        if action == PUSH_TEXT:
            last = at
        elif action in (PUT, MEMOIZE):
            memo[len(memo) if action == MEMOIZE else argument] = last
            continue
        else:
            last = memo.get(argument, -1) if action == GET else -1
        if last >= 0 and any(start <= at < end for start, end in spans):
            yield text(buffer, last, NAMED) or ""


def _opcodes(buffer: Buffer, stop: int) -> Iterator[tuple[int, int]]:
    """(offset, number behind the opcode) of the opcodes before ``stop``; ends early at what is none."""
    at = 0
    while at < min(stop, len(buffer)):
        form = FORMS[buffer[at]]
        if form == NOT_AN_OPCODE:
            return
        if form in (LINE, LINE + 1):
            line = bytes(buffer[at + 1 : at + 1 + 4 * NAMED])
            end = line.find(b"\n")
            if form != LINE:
                end = line.find(b"\n", end + 1)
            if end < 0:
                return
            yield at, int(line[:end]) if buffer[at] in (CODE["GET"], CODE["PUT"]) and line[:end].isdigit() else -1
            at += end + 2
            continue
        width = form & 15
        number = int.from_bytes(bytes(buffer[at + 1 : at + 1 + width]), "little") if form != NOTHING else -1
        yield at, number
        at += 1 + width + (number if form > COUNTED else 0)
