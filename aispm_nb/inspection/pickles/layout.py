"""The integers that the walk works on: kinds of values, registers, ends, flags, and the rows of its tables.

A value on the stack or in the memo is one integer, ``payload * 16 + kind``. Texts and bytes are the offset of the opcode
that made them, so nothing is copied; tuples, lists and dictionaries live in a ring of the latest `RING` of them, which
bounds memory: an older one is *lost*, and what depends on something lost is flagged, never guessed.
"""

from __future__ import annotations

from typing import Any, Final

# Kinds of values.
LOST: Final = 0  # cannot be told
DATA: Final = 1  # surely neither text nor callable
TEXT: Final = 2  # payload: offset of its opcode
BYTES: Final = 3  # the same
INTEGER: Final = 4  # payload: itself
GLOBAL: Final = 5  # payload: row of `names`
NODE: Final = 6  # payload: serial number in the ring
RESULT: Final = 7  # what a call gave; payload: row of `calls` + 1, or 0 when it was not written down
DTYPE: Final = 8  # a numpy.dtype; payload: row of `dtypes`
WRAPPER: Final = 9  # a joblib NumpyArrayWrapper: its array's bytes follow its BUILD
TENSOR: Final = 10  # what torch built again of a storage: no pickler puts items into one (CVE-2026-24747)

# Registers, kept between runs so that a run can stop for room and go on.
AT, DEPTH, MARKED, MEMO_TOP, MEMO_COUNT, FRAME_END, FLAGS, SERIAL = range(8)
N_NAMES, N_CALLS, N_DTYPES, STREAMS, LIMIT, LAST_STOP, NAMES_THEN, FLAGS_THEN, WANTED, JOBLIB, HAS_WRAPPER = range(
    8, 19
)
CALLS_THEN, OPCODES, N_LONG, SHARES = range(19, 23)
REGISTERS: Final = 23

# Why a run ended.
GOING, ROOM, STOPPED, TRUNCATED, INVALID, NESTED, OFF_TRACK = range(7)

# Flags.
MALFORMED: Final = 1  # the stack does not hold what the opcode needs: the loader would raise here
NOT_FROM_MEMO: Final = 2  # a GET of what was never PUT
COMPUTED_NAME: Final = 4  # STACK_GLOBAL over what a call or a name gave: no pickler writes that
LOST_NAME: Final = 8  # STACK_GLOBAL over something the walk lost
COMPUTED_CALL: Final = 16  # a call of something that a call made
BUILT_NAME: Final = 32  # BUILD on a class, a function or a module
FRAME_ASTRAY: Final = 64
ODD_NUMBER: Final = 128  # an index that is not plain digits
TOO_MUCH: Final = 256
EXTENSION: Final = 512
WRAPPER_ASTRAY: Final = 1024  # NumpyArrayWrapper used otherwise than joblib does
PERSISTENT_KEY: Final = 4096  # it asks its loader for objects by a key, as torch does
OBJECT_ARRAYS: Final = 8192  # inline pickles, which pickle.load would read with the outer memo
TWO_MEANINGS: Final = 2048  # inline arrays that pickle.load would read as opcodes
FILLED_TENSOR: Final = 32768  # items put into a tensor while it is built
EXPANDS: Final = 16384  # containers that hold one another so many times over that nobody can go through them

# Rows.
RING: Final = 512
ITEMS: Final = 16
NODE_ROW: Final = ITEMS + 4  # serial, how many items there were, offset of the first, the items, the weight
WEIGHT: Final = ITEMS + 3  # parts that going through it meets, counted once something is shared; 0 before
NAME_ROW: Final = 6  # opcode, offset, module (offset of a text or a kind, negative), name, role, calls written down
ARGUMENTS: Final = 6
CALL_ROW: Final = ARGUMENTS + 5  # opcode, offset, callee, how many arguments (-1: not known), offset of the first, they
DTYPE_ROW: Final = 3  # bytes an item (-1: not known), 1 if it holds objects, first letter
MOST_NAMES: Final = 1 << 18
MOST_CALLS: Final = 1 << 16
MOST_DEPTH: Final = 1 << 24
SPARSE: Final = 1 << 16  # how far a memo index may run ahead of the bytes read
CALLS_A_NAME: Final = 32
LONG: Final = 20  # bytes of a text or of bytes that may carry something: shorter ones cannot
MOST_LONG: Final = 1024  # of them are looked at
EXPANDED: Final = 1_000_000_000  # parts: "a billion laughs"
HUGE: Final = 1 << 60

# Names that the walk itself must know.
PLAIN, DTYPE_CLASS, RECONSTRUCTOR, WRAPPER_CLASS, REBUILDER, LOADER = range(6)
TORCH_STORAGE, LOADS_BYTES = tuple(b"torch.storage"), tuple(b"_load_from_bytes")
CODECS, ENCODE = tuple(b"_codecs"), tuple(b"encode")  # bytes before protocol 3
TORCH_UTILS, REBUILDS = tuple(b"torch._utils"), tuple(b"_rebuild_tensor")
NUMPY, DTYPE_NAME = tuple(b"numpy"), tuple(b"dtype")
COPYREG, COPY_REG, RECONSTRUCT = tuple(b"copyreg"), tuple(b"copy_reg"), tuple(b"_reconstructor")
JOBLIB_MODULE, WRAPPER_NAME = tuple(b"joblib.numpy_pickle"), tuple(b"NumpyArrayWrapper")
OLD_JOBLIB_MODULE = tuple(b"sklearn.externals.joblib.numpy_pickle")
SHAPE, DTYPE_FIELD, ALIGNMENT = tuple(b"shape"), tuple(b"dtype"), tuple(b"numpy_array_alignment_bytes")

Integers = Any  # bytes and lists for the specification, arrays of uint8 and int64 for the compiled twin
