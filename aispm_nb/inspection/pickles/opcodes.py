"""Pickle's opcodes as two tables of 256 bytes: what follows an opcode in the stream, and what it does to the stack.

Derived from ``pickletools.opcodes``, which documents the formats, so that a new opcode shows as a missing action here
and not as a silent gap. The semantics are those of CPython's ``Modules/_pickle.c``.
"""

from __future__ import annotations

import pickletools
from typing import Final

# What follows the opcode. 1, 2, 4 and 8 are the widths of a little-endian number.
NOTHING: Final = 0
COUNTED: Final = 16  # + width of the count: that many bytes follow, which nobody needs to touch
SHORT: Final = COUNTED + 1  # a number of its own, since the specification would add these two at every opcode
LINE: Final = 32  # up to a newline
LINES: Final = 33  # two of them
NOT_AN_OPCODE: Final = 64

_ACTIONS: Final = [
    "PUSH_TEXT",
    "PUSH_BYTES",
    "PUSH_INTEGER",
    "PUSH_DATA",
    "PUSH_NEW",
    "MEMOIZE",
    "PUT",
    "GET",
    "MARK",
    "TUPLE",
    "SMALL_TUPLE",
    "GATHER",
    "APPEND",
    "EXTEND",
    "NAME_GLOBAL",
    "NAME_FROM_STACK",
    "NAME_EXTENSION",
    "REDUCE",
    "BUILD",
    "NEWOBJ",
    "NEWOBJ_EX",
    "OBJ",
    "INST",
    "PERSISTENT",
    "POP",
    "POP_MARK",
    "DUP",
    "PROTO",
    "FRAME",
    "STOP",
    "KEEP",
]
(
    PUSH_TEXT,
    PUSH_BYTES,
    PUSH_INTEGER,
    PUSH_DATA,
    PUSH_NEW,
    MEMOIZE,
    PUT,
    GET,
    MARK,
    TUPLE,
    SMALL_TUPLE,
    GATHER,
    APPEND,
    EXTEND,
    NAME_GLOBAL,
    NAME_FROM_STACK,
    NAME_EXTENSION,
    REDUCE,
    BUILD,
    NEWOBJ,
    NEWOBJ_EX,
    OBJ,
    INST,
    PERSISTENT,
    POP,
    POP_MARK,
    DUP,
    PROTO,
    FRAME,
    STOP,
    KEEP,
) = range(len(_ACTIONS))

_DOES: Final = {
    PUSH_TEXT: "UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8 STRING BINSTRING SHORT_BINSTRING",
    PUSH_BYTES: "BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8",
    PUSH_INTEGER: "INT BININT BININT1 BININT2 LONG LONG1",
    PUSH_DATA: "LONG4 NONE NEWTRUE NEWFALSE FLOAT BINFLOAT NEXT_BUFFER",
    PUSH_NEW: "EMPTY_LIST EMPTY_DICT EMPTY_SET EMPTY_TUPLE",
    MEMOIZE: "MEMOIZE",
    PUT: "PUT BINPUT LONG_BINPUT",
    GET: "GET BINGET LONG_BINGET",
    MARK: "MARK",
    TUPLE: "TUPLE",
    SMALL_TUPLE: "TUPLE1 TUPLE2 TUPLE3",
    GATHER: "LIST DICT FROZENSET",
    APPEND: "APPEND SETITEM",
    EXTEND: "APPENDS SETITEMS ADDITEMS",
    NAME_GLOBAL: "GLOBAL",
    NAME_FROM_STACK: "STACK_GLOBAL",
    NAME_EXTENSION: "EXT1 EXT2 EXT4",
    REDUCE: "REDUCE",
    BUILD: "BUILD",
    NEWOBJ: "NEWOBJ",
    NEWOBJ_EX: "NEWOBJ_EX",
    OBJ: "OBJ",
    INST: "INST",
    PERSISTENT: "PERSID BINPERSID",
    POP: "POP",
    POP_MARK: "POP_MARK",
    DUP: "DUP",
    PROTO: "PROTO",
    FRAME: "FRAME",
    STOP: "STOP",
    KEEP: "READONLY_BUFFER",
}

_WIDTHS: Final = {
    pickletools.UP_TO_NEWLINE: LINE,
    pickletools.TAKEN_FROM_ARGUMENT1: COUNTED + 1,
    pickletools.TAKEN_FROM_ARGUMENT4: COUNTED + 4,
    pickletools.TAKEN_FROM_ARGUMENT4U: COUNTED + 4,
    pickletools.TAKEN_FROM_ARGUMENT8U: COUNTED + 8,
}


def _form(opcode: pickletools.OpcodeInfo) -> int:
    if opcode.arg is None:
        return NOTHING
    if opcode.arg.name == "stringnl_noescape_pair":
        return LINES
    return _WIDTHS.get(opcode.arg.n, opcode.arg.n)


def _tables() -> tuple[bytes, bytes]:
    does = {name: action for action, names in _DOES.items() for name in names.split()}
    forms, actions = bytearray([NOT_AN_OPCODE]) * 256, bytearray(256)
    for opcode in pickletools.opcodes:
        forms[ord(opcode.code)] = _form(opcode)
        actions[ord(opcode.code)] = does[opcode.name]
    return bytes(forms), bytes(actions)


FORMS, ACTIONS = _tables()
CODE: Final = {opcode.name: ord(opcode.code) for opcode in pickletools.opcodes}
NAME: Final = {ord(opcode.code): opcode.name for opcode in pickletools.opcodes}
