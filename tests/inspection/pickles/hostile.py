"""Hostile files, written opcode by opcode: gadgets × ways to name and call them × protocols. Nothing here is ever loaded.

The canary: every gadget that would leave a mark leaves it at `CANARY`, which the tests look for.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Iterator
from typing import Any

CANARY = "/tmp/aispm-nb-canary"
TOUCH = f"touch {CANARY}"
CODE = f"import os; os.system({TOUCH!r})"

# (module, name, arguments)
GADGETS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("os", "system", (TOUCH,)),
    ("posix", "system", (TOUCH,)),
    ("nt", "system", (TOUCH,)),
    ("os", "popen", (TOUCH,)),
    ("os", "execvp", ("touch", ["touch", CANARY])),
    ("os", "remove", (CANARY,)),
    ("subprocess", "Popen", (["touch", CANARY],)),
    ("subprocess", "check_output", (TOUCH,)),
    ("subprocess", "run", (["sh", "-c", TOUCH],)),
    ("commands", "getoutput", (TOUCH,)),
    ("builtins", "eval", (f"__import__('os').system({TOUCH!r})",)),
    ("builtins", "exec", (CODE,)),
    ("__builtin__", "eval", (CODE,)),
    ("__builtin__", "execfile", (CANARY,)),
    ("builtins", "compile", (CODE, "x", "exec")),
    ("builtins", "__import__", ("os",)),
    ("builtins", "open", (CANARY, "w")),
    ("builtins", "getattr", ("os", "system")),
    ("io", "open", (CANARY, "w")),
    ("_io", "FileIO", (CANARY, "w")),
    ("importlib", "import_module", ("os",)),
    ("runpy", "run_path", (CANARY,)),
    ("runpy", "_run_code", (CODE,)),
    ("pty", "spawn", (TOUCH,)),
    ("code", "InteractiveInterpreter", ()),
    ("timeit", "timeit", (CODE,)),
    ("cProfile", "run", (CODE,)),
    ("profile", "run", (CODE,)),
    ("pdb", "run", (CODE,)),
    ("bdb", "Bdb.run", (CODE,)),
    ("trace", "Trace.run", (CODE,)),
    ("doctest", "debug_script", (CODE,)),
    ("pydoc", "pipepager", ("x", TOUCH)),
    ("pydoc", "locate", ("os.system",)),
    ("pkgutil", "resolve_name", ("os:system",)),
    ("socket", "create_connection", (("127.0.0.1", 9),)),
    ("ssl", "get_server_certificate", (("127.0.0.1", 9),)),
    ("urllib.request", "urlopen", ("http://127.0.0.1:9",)),
    ("requests", "get", ("http://127.0.0.1:9",)),
    ("requests.api", "get", ("http://127.0.0.1:9",)),
    ("http.client", "HTTPSConnection", ("127.0.0.1",)),
    ("ftplib", "FTP", ("127.0.0.1",)),
    ("smtplib", "SMTP", ("127.0.0.1",)),
    ("webbrowser", "open", ("http://127.0.0.1:9",)),
    ("ctypes", "CDLL", ("libc.so.6",)),
    ("_ctypes", "dlopen", ("libc.so.6",)),
    ("shutil", "rmtree", (CANARY,)),
    ("multiprocessing.util", "spawnv_passfds", (b"/bin/sh", [b"sh"], [])),
    ("pickle", "loads", (b"cos\nsystem\n.",)),
    ("_pickle", "loads", (b"cos\nsystem\n.",)),
    ("marshal", "loads", (b"\xe3",)),
    ("dill", "loads", (b".",)),
    ("cloudpickle", "loads", (b".",)),
    ("types", "FunctionType", ()),
    ("types", "CodeType", ()),
    ("operator", "attrgetter", ("system",)),
    ("operator", "methodcaller", ("system", TOUCH)),
    ("_operator", "attrgetter", ("system",)),
    ("sys", "exit", ()),
    ("logging", "FileHandler", (CANARY,)),
    ("logging.config", "dictConfig", ({},)),
    ("uuid", "_get_command_stdout", ("touch", CANARY)),
    ("imaplib", "IMAP4_stream", (TOUCH,)),
    ("venv", "create", (CANARY,)),
    ("ensurepip", "_run_pip", (["x"],)),
    ("pip", "main", (["install", "x"],)),
    ("asyncio", "run", ()),
    ("asyncio.unix_events", "_UnixSubprocessTransport._start", ()),
    ("idlelib.pyshell", "ModifiedInterpreter.runcode", ()),
    ("lib2to3.pgen2.grammar", "Grammar.loads", (b"",)),
    ("distutils.file_util", "write_file", (CANARY, ["x"])),
    ("tempfile", "mkdtemp", ()),
    ("numpy.f2py.crackfortran", "getlincoef", (CODE, {})),
    ("numpy.testing._private.utils", "runstring", (CODE, {})),
    ("numpy", "load", (CANARY,)),
    ("numpy", "memmap", (CANARY,)),
    ("torch", "load", (CANARY,)),
    ("torch.hub", "load", ("x", "y")),
    ("torch.serialization", "load", (CANARY,)),
    ("torch.utils.collect_env", "run", (TOUCH,)),
    ("torch._inductor.codecache", "compile_file", ("", "", ["sh", "-c", TOUCH])),
    ("torch._dynamo.guards", "GuardBuilder.get", (CODE,)),
    ("torch.jit.unsupported_tensor_ops", "execWrapper", (CODE, {}, {})),
    ("joblib", "load", (CANARY,)),
    ("joblib.numpy_pickle", "load", (CANARY,)),
    ("pandas", "read_pickle", (CANARY,)),
    ("pandas.io.pickle", "read_pickle", (CANARY,)),
    ("pandas.core.computation.eval", "eval", (CODE,)),
    ("sklearn.datasets", "load_files", (CANARY,)),
    ("mlflow.projects", "run", ("http://127.0.0.1:9",)),
    ("cffi", "FFI", ()),
    ("numba.core.serialize", "_unpickle__CustomPickled", (b".",)),
    ("sklearn.base", "os.system", (TOUCH,)),
    ("collections", "_sys.modules", ()),
    ("scipy", "_lib._testutils.os.system", (TOUCH,)),
)
# Hostile as well, where no list of names helps: unknown is right, known is wrong.
UNHEARD_OF: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("__main__", "Model", ()),
    ("totally_new_package", "run", (TOUCH,)),
    ("sklearn.base", "BaseEstimator.fit", ()),
    ("scipy.stats._continuous_distns", "norm_gen", ()),
    ("numpy.core", "nosuch", ()),
    ("pandas", "DataFrame.to_dict", ()),
)


def text(value: str) -> bytes:
    raw = value.encode()
    return b"\x8c" + bytes([len(raw)]) + raw if len(raw) < 256 else b"X" + struct.pack("<I", len(raw)) + raw


def literal(value: Any) -> bytes:
    """A value as opcodes, without memo."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bytes):
        return b"C" + bytes([len(value)]) + value
    if isinstance(value, int):
        return b"K" + bytes([value])
    if isinstance(value, list):
        return b"](" + b"".join(map(literal, value)) + b"e"
    if isinstance(value, tuple):
        return b"(" + b"".join(map(literal, value)) + b"t"
    return b"}"


def escaped(value: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in value)


def hexed(value: str) -> str:
    return "".join(f"\\x{ord(letter):02x}" for letter in value)


Style = Callable[[str, str, bytes], bytes]


def _framed(body: bytes, length: int | None = None) -> bytes:
    return b"\x80\x04\x95" + struct.pack("<Q", len(body) if length is None else length) + body


HONEST = pickle.dumps({"weights": list(range(20)), "name": "model"}, 4)
# How a name is made, called and hidden. ``a`` is the tuple of arguments as opcodes.
STYLES: dict[str, Style] = {
    "global": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"R.",
    "protocol 2": lambda m, n, a: b"\x80\x02" + f"c{m}\n{n}\n".encode() + b"q\x00" + a + b"q\x01R.",
    "stack": lambda m, n, a: b"\x80\x04" + text(m) + text(n) + b"\x93" + a + b"R.",
    "framed": lambda m, n, a: _framed(text(m) + b"\x94" + text(n) + b"\x94\x93\x94" + a + b"\x94R\x94."),
    "frame too short": lambda m, n, a: _framed(text(m) + text(n) + b"\x93" + a + b"R.", 3),
    "frames within": lambda m, n, a: _framed(_framed(text(m) + text(n) + b"\x93" + a + b"R.")[2:]),
    "unicode escapes": lambda m, n, a: f"V{escaped(m)}\nV{escaped(n)}\n".encode() + b"\x93" + a + b"R.",
    "string escapes": lambda m, n, a: f"S'{hexed(m)}'\nS\"{hexed(n)}\"\n".encode() + b"\x93" + a + b"R.",
    "short binstring": lambda m, n, a: (
        b"U" + bytes([len(m)]) + m.encode() + b"T" + struct.pack("<i", len(n)) + n.encode() + b"\x93" + a + b"R."
    ),
    "binunicode8": lambda m, n, a: (
        b"".join(b"\x8d" + struct.pack("<Q", len(x)) + x.encode() for x in (m, n)) + b"\x93" + a + b"R."
    ),
    "memo": lambda m, n, a: text(m) + b"q\x050" + text(n) + b"r\x07\x00\x00\x000h\x05j\x07\x00\x00\x00\x93" + a + b"R.",
    "memo twice": lambda m, n, a: (
        text("collections") + b"q\x010" + text(m) + b"q\x01" + text(n) + b"\x94\x93" + a + b"R."
    ),
    "memo behind memoize": lambda m, n, a: (
        text("x") + b"q\x070" + text(m) + b"\x940" + text(n) + b"\x940h\x01h\x02\x93" + a + b"R."
    ),
    "text memo": lambda m, n, a: text(m) + b"p12\n0" + text(n) + b"p3\n0g12\ng3\n\x93" + a + b"R.",
    "popped decoys": lambda m, n, a: (
        text(m) + text("collections") + b"0(KKK\x011" + text(n) + text("x") + b"0\x93" + a + b"R."
    ),
    "pop a mark": lambda m, n, a: text(m) + b"(0" + text(n) + b"\x93" + a + b"R.",
    "dup": lambda m, n, a: text(n) + b"q\x000" + text(m) + b"2q\x0100" + b"h\x01h\x00\x93" + a + b"R.",
    "inst": lambda m, n, a: b"(" + a[1:-1] + f"i{m}\n{n}\n.".encode(),
    "obj": lambda m, n, a: b"(" + f"c{m}\n{n}\n".encode() + a[1:-1] + b"o.",
    "newobj": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"\x81.",
    "newobj_ex": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"}\x92.",
    "build": lambda m, n, a: (
        b"ccollections\nOrderedDict\n)R}" + text("__setstate__") + f"c{m}\n{n}\n".encode() + b"sb" + a + b"b."
    ),
    "partial": lambda m, n, a: b"cfunctools\npartial\n" + f"c{m}\n{n}\n".encode() + b"\x85R" + a + b"R.",
    "map": lambda m, n, a: b"cbuiltins\nlist\ncbuiltins\nmap\n" + f"c{m}\n{n}\n".encode() + a + b"\x86R\x85R.",
    "named only": lambda m, n, a: f"c{m}\n{n}\n.".encode(),
    "in a dictionary": lambda m, n, a: b"}" + text("k") + f"c{m}\n{n}\n".encode() + a + b"Rs.",
    "left on the stack": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"RN.",
    "then popped": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"R0" + HONEST[2:],
    "in front": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"R." + HONEST,
    "second stream": lambda m, n, a: HONEST + f"c{m}\n{n}\n".encode() + a + b"R.",
    "no stop": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"R",
    "garbage behind": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"R.\xff\xfe\x00garbage",
    "garbage before stop": lambda m, n, a: f"c{m}\n{n}\n".encode() + a + b"R\xff\xff",
    "deep": lambda m, n, a: b"(" * 3000 + f"c{m}\n{n}\n".encode() + a + b"R" + b"l" * 3000 + b".",
    "behind a buffer": lambda m, n, a: (
        b"B" + struct.pack("<I", 5000) + b"." * 5000 + b"0" + f"c{m}\n{n}\n".encode() + a + b"R."
    ),
    "twice proto": lambda m, n, a: b"\x80\x02\x80\x05" + f"c{m}\n{n}\n".encode() + a + b"R.",
    "cut global": lambda m, n, a: f"c{m}\n{n}".encode(),
}


def corpus(gadgets: tuple[tuple[str, str, tuple[Any, ...]], ...] = GADGETS) -> Iterator[tuple[str, bytes]]:
    """Every gadget in every style."""
    for module, name, arguments in gadgets:
        for style, write in STYLES.items():
            yield f"{module}.{name}: {style}", write(module, name, literal(arguments))


def confusing() -> Iterator[tuple[str, bytes]]:
    """What hides its names: never known, whatever else."""
    yield "computed name", b"cbuiltins\nstr\n" + text("os") + b"\x85R" + text("system") + b"\x93."
    yield "never put", text("os") + b"h\x05\x93."
    yield "extension", b"\x82\x01)R."
    yield "persistent", b"Pkey\n."
    yield (
        "name out of a module",
        b"ctorch\n_utils\nq\x000h\x00}" + text("a") + text("os") + b"sb0h\x00" + text("system") + b"\x93.",
    )
    yield "call of a call", b"ccollections\nOrderedDict\n)R)R."
    yield "state of a class", b"csklearn.tree._tree\nTree\n}b."
    yield "wrapper elsewhere", b"ccopyreg\n__newobj__\ncjoblib.numpy_pickle\nNumpyArrayWrapper\n\x85R}b."
    yield "wrapper with escapes", b"Vjoblib.numpy_pickle\nV\\u004eumpyArrayWrapper\n\x93)\x81}b."
    yield "nested in a tensor", b"ctorch.storage\n_load_from_bytes\n" + literal((b"cos\nsystem\n.",)) + b"R."
    yield (
        "nested, called by another",
        (
            b"ctorch._tensor\n_rebuild_from_type_v2\n(ctorch.storage\n_load_from_bytes\ncbuiltins\nint\n"
            + literal((b"cos\nsystem\n.",))
            + b"}tR."
        ),
    )
    yield "two meanings", two_meanings(b"ctotally_new_package\nrun\n)R.")
    yield "two meanings, dangerous", two_meanings(b"cos\nsystem\n" + literal((TOUCH,)) + b"R.")


def two_meanings(hidden: bytes) -> bytes:
    """joblib.load takes the hidden opcodes for an array's bytes, pickle.load for opcodes."""
    state = (
        b"}("
        + text("shape")
        + literal((len(hidden),))
        + text("dtype")
        + b"cnumpy\ndtype\n"
        + literal(("u1", 0, 1))
        + b"Ru"
    )
    return b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81" + state + b"b" + hidden + b"."
