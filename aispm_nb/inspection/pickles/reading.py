"""What the walk's opcodes share: texts, containers, calls written down, numpy's dtypes and joblib's inline arrays.

Like the walk, these run as they stand and compiled (`compiling.compiled`), over the same flat sequences.
"""

from __future__ import annotations

from typing import Any

from .layout import (
    ALIGNMENT,
    ARGUMENTS,
    CODECS,
    COPY_REG,
    COPYREG,
    DATA,
    DTYPE,
    DTYPE_CLASS,
    DTYPE_FIELD,
    DTYPE_NAME,
    DTYPE_ROW,
    ENCODE,
    EXPANDED,
    GLOBAL,
    HUGE,
    INTEGER,
    ITEMS,
    JOBLIB_MODULE,
    LOADER,
    LOADS_BYTES,
    LOST,
    NAME_ROW,
    NODE,
    NODE_ROW,
    NUMPY,
    OLD_JOBLIB_MODULE,
    PLAIN,
    REBUILDER,
    REBUILDS,
    RECONSTRUCT,
    RECONSTRUCTOR,
    RING,
    SHAPE,
    TEXT,
    TORCH_STORAGE,
    TORCH_UTILS,
    WEIGHT,
    WRAPPER_CLASS,
    WRAPPER_NAME,
    Integers,
)
from .opcodes import COUNTED, FORMS, LINE, NOT_AN_OPCODE

TELLING = len(DTYPE_NAME), len(RECONSTRUCT), len(WRAPPER_NAME), len(LOADS_BYTES), len(ENCODE)


def body(buffer: Integers, at: int) -> tuple[int, int]:
    """Where the text or bytes made by the opcode at ``at`` stand, and how long they are. Lines are raw, quotes taken off."""
    code = buffer[at]
    form = FORMS[code]
    if form == LINE:
        stop = at + 1
        while buffer[stop] != 10:
            stop += 1
        if code == 83:  # STRING: quoted
            return at + 2, max(stop - at - 3, 0)
        return at + 1, stop - at - 1
    width = form - COUNTED
    if width == 1:
        return at + 2, buffer[at + 1]
    if width == 4:
        size = buffer[at + 1] + buffer[at + 2] * 256 + buffer[at + 3] * 65536 + buffer[at + 4] * 16777216
        return at + 5, size
    size = 0
    for i in range(width):
        size = size * 256 + buffer[at + width - i]
    return at + 1 + width, size


def spells(buffer: Integers, at: int, size: int, word: Any) -> bool:
    """Whether these bytes are that word, given as a tuple of numbers."""
    if size != len(word):
        return False
    for i, letter in enumerate(word):  # noqa: SIM110 - the compiled twin has no any()
        if buffer[at + i] != letter:
            return False
    return True


def reads(buffer: Integers, value: int, word: Any) -> bool:
    """Whether a value is a text that spells that word."""
    if value & 15 != TEXT:
        return False
    at, size = body(buffer, value >> 4)
    return spells(buffer, at, size, word)


def digits(buffer: Integers, at: int, stop: int) -> int:
    """A plain decimal number of at most 12 digits, else -1."""
    if stop - at < 1 or stop - at > 12:
        return -1
    number = 0
    for i in range(at, stop):
        digit = buffer[i] - 48
        if digit < 0 or digit > 9:
            return -1
        number = number * 10 + digit
    return number


def role(buffer: Integers, module: int, module_size: int, name: int, name_size: int) -> int:
    """Whether a name is one that changes how the stream is read."""
    if name_size >= len(REBUILDS) and buffer[name] == 95 and spells(buffer, name, len(REBUILDS), REBUILDS):
        return REBUILDER if spells(buffer, module, module_size, TORCH_UTILS) else PLAIN
    if name_size not in TELLING:
        return PLAIN
    if spells(buffer, name, name_size, DTYPE_NAME):
        return DTYPE_CLASS if spells(buffer, module, module_size, NUMPY) else PLAIN
    if spells(buffer, name, name_size, LOADS_BYTES):
        return LOADER if spells(buffer, module, module_size, TORCH_STORAGE) else PLAIN
    if spells(buffer, name, name_size, ENCODE):
        return LOADER if spells(buffer, module, module_size, CODECS) else PLAIN
    if spells(buffer, name, name_size, RECONSTRUCT):
        same = spells(buffer, module, module_size, COPYREG) or spells(buffer, module, module_size, COPY_REG)
        return RECONSTRUCTOR if same else PLAIN
    if spells(buffer, name, name_size, WRAPPER_NAME):
        same = spells(buffer, module, module_size, JOBLIB_MODULE) or spells(
            buffer, module, module_size, OLD_JOBLIB_MODULE
        )
        return WRAPPER_CLASS if same else PLAIN
    return PLAIN


def row_of(nodes: Integers, value: int) -> int:
    """Where a container's row starts, or -1 when the ring has moved past it or it is none."""
    if value & 15 != NODE:
        return -1
    row = (value >> 4) % RING * NODE_ROW
    return row if nodes[row] == value >> 4 else -1


def add(nodes: Integers, row: int, stack: Integers, low: int, high: int) -> None:
    """Append the stack's values [low, high) to a container; beyond `ITEMS` they are counted only."""
    count = nodes[row + 1]
    kept = min(high - low, ITEMS - count)
    if kept > 0:
        nodes[row + 3 + count : row + 3 + count + kept] = stack[low : low + kept]
    nodes[row + 1] = count + high - low


def weigh(nodes: Integers, row: int, stack: Integers, low: int, high: int) -> bool:
    """Add the parts of the stack's values [low, high) to a container's weight; whether it is now more than can be gone through.

    A list of ten lists of ten lists … is a few bytes in a file that shares them, and 10 ** n parts for whoever prints it.
    """
    weight = nodes[row + WEIGHT] + high - low
    for i in range(low, high):
        if stack[i] & 15 == NODE:
            inner = (stack[i] >> 4) % RING * NODE_ROW
            if nodes[inner] == stack[i] >> 4:
                weight += max(nodes[inner + WEIGHT], nodes[inner + 1])
    nodes[row + WEIGHT] = min(weight, EXPANDED)
    return bool(weight >= EXPANDED)


def gather(nodes: Integers, serial: int, since: int, stack: Integers, low: int, high: int) -> int:
    """A new container of the stack's values [low, high): its value."""
    row = serial % RING * NODE_ROW
    nodes[row], nodes[row + 1], nodes[row + 2], nodes[row + WEIGHT] = serial, high - low, since, 0
    if high - low > ITEMS:
        high = low + ITEMS
    nodes[row + 3 : row + 3 + high - low] = stack[low:high]
    return serial * 16 + NODE


def hides_wrapper(names: Integers, stack: Integers, low: int, high: int) -> bool:
    """Whether the class NumpyArrayWrapper goes anywhere but into its own construction, ``(class, object, None)``."""
    for i in range(low, high):
        if (
            stack[i] & 15 == GLOBAL
            and names[(stack[i] >> 4) * NAME_ROW + 4] == WRAPPER_CLASS
            and (i > low or high - low != 3)
        ):
            return True
    return False


def write_call(
    nodes: Integers, node: int, calls: Integers, row: int, code: int, at: int, callee: int, arguments: int
) -> None:
    """Write down a call with its first arguments; a single value, whose ``node`` is -1, stands for itself."""
    calls[row], calls[row + 1], calls[row + 2] = code, at, callee
    if node < 0:
        calls[row + 3], calls[row + 4], calls[row + 5] = -1, at, arguments
        return
    kept = nodes[node + 1]
    calls[row + 3], calls[row + 4], calls[row + 5] = kept, nodes[node + 2], arguments
    if kept > ARGUMENTS:
        kept = ARGUMENTS
    calls[row + 5 : row + 5 + kept] = nodes[node + 3 : node + 3 + kept]


def new_dtype(buffer: Integers, nodes: Integers, dtypes: Integers, row: int, arguments: int) -> None:
    """Read numpy.dtype('f8', False, True): a letter and, but for text, the bytes of an item."""
    dtypes[row], dtypes[row + 1], dtypes[row + 2] = -1, 0, 0
    node = row_of(nodes, arguments)
    if node < 0 or nodes[node + 1] < 1 or nodes[node + 3] & 15 != TEXT:
        return
    at, size = body(buffer, nodes[node + 3] >> 4)
    if size < 2:
        return
    letter, width = buffer[at], digits(buffer, at + 1, at + size)
    if width < 0:
        return
    dtypes[row + 2] = letter
    if letter == 79:  # O: objects
        dtypes[row], dtypes[row + 1] = 8, 1
    elif letter == 85:  # U: four bytes a letter
        dtypes[row] = width * 4
    elif letter in (98, 105, 117, 102, 99, 77, 109, 83, 86):  # b i u f c M m S V
        dtypes[row] = width


def build_dtype(nodes: Integers, dtypes: Integers, row: int, state: int) -> None:
    """Read a dtype's state: (version, order, subarray, names, fields, size, alignment, flags[, metadata])."""
    node = row_of(nodes, state)
    if node < 0 or nodes[node + 1] < 8 or nodes[node + 1] > 9:
        dtypes[row] = -1
        return
    subarray, size, flags = nodes[node + 5], nodes[node + 8], nodes[node + 10]
    if dtypes[row + 2] in (83, 85, 86) and size & 15 == INTEGER and size >> 4 >= 0:
        dtypes[row] = size >> 4
    if subarray & 15 != DATA or flags & 15 != INTEGER:
        dtypes[row] = -1
    elif (flags >> 4) & 1:
        dtypes[row + 1] = 1


def field(buffer: Integers, nodes: Integers, node: int, word: Any) -> int:
    """A dictionary's value under a key, the last one written, or `LOST`."""
    found = LOST
    for i in range(0, nodes[node + 1] - 1, 2):
        if reads(buffer, nodes[node + 3 + i], word):
            found = nodes[node + 4 + i]
    return found


def array_end(buffer: Integers, nodes: Integers, dtypes: Integers, state: int, at: int) -> tuple[int, bool]:
    """Where the bytes of a joblib array end that start at ``at``: -1 when that cannot be told, -2 when a pickle follows
    instead. And whether `pickle.load` would take these bytes for opcodes, rather than stop at the first."""
    node = row_of(nodes, state)
    if node < 0 or nodes[node + 1] > ITEMS:
        return -1, False
    dtype, shape = field(buffer, nodes, node, DTYPE_FIELD), row_of(nodes, field(buffer, nodes, node, SHAPE))
    if dtype & 15 != DTYPE or shape < 0 or nodes[shape + 1] > ITEMS:
        return -1, False
    row = (dtype >> 4) * DTYPE_ROW
    if dtypes[row + 1] == 1:
        return -2, False
    size = dtypes[row]
    for i in range(nodes[shape + 1]):
        length = nodes[shape + 3 + i]
        if length & 15 != INTEGER or length < 0 or size < 0 or (length > 15 and size > HUGE // (length >> 4)):
            return -1, False
        size *= length >> 4
    alignment = field(buffer, nodes, node, ALIGNMENT)
    if size < 0 or (alignment & 15 != INTEGER and alignment & 15 != DATA and alignment != LOST):
        return -1, False
    if at >= len(buffer):
        return at + size, False
    confused = FORMS[buffer[at]] != NOT_AN_OPCODE
    if alignment & 15 == INTEGER:
        return at + 1 + buffer[at] + size, confused
    return at + size, confused and size > 0
