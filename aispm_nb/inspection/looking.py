"""Look into bytes: each format that they have by its reader, each container member by member, each row worst first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import codecs, containers, magic, tars, zips
from .budget import DEPTH, Budget, Exhausted
from .commands import within
from .formats import readers
from .verdict import Inspected, Name, Verdict, concluded, worst

# What is told of formats that no reader reads.
TOLD: dict[str, tuple[Verdict, str]] = {
    "r": (Verdict.NOT_ASSESSED, "R's own serialisation can carry promises that run code (CVE-2024-27322); read it in R 4.4 or later only"),
    "mojo": (Verdict.NOT_ASSESSED, "an H2O model, which is loaded by Java code that is not looked into here"),
    "jar": (Verdict.NOT_ASSESSED, "Java code, which is not looked into here; run it only if you know who built it"),
    "java-object": (Verdict.UNKNOWN, "a Java object, which can run code when it is read; do not read it with ObjectInputStream"),
    "rar": (Verdict.NOT_ASSESSED, "a RAR archive, which is not opened here; ask for a zip"),
    "7z": (Verdict.KNOWN, ""),
    "pdf": (Verdict.NOT_ASSESSED, "a PDF, which is not looked into here"),
    "tflite": (Verdict.NOT_ASSESSED, "a TensorFlow Lite model, whose operators are not looked into here"),
    "access": (Verdict.NOT_ASSESSED, "an Access database, which is not looked into here"),
    "riff": (Verdict.NOT_ASSESSED, "a RIFF file of a kind that is not known here"),
    "pyc": (Verdict.UNKNOWN, "compiled Python, which runs when something imports it and cannot be read as text; a model needs none"),
    "script": (Verdict.UNKNOWN, "a script: it does what its text says when somebody runs it; read it first"),
    "unknown": (Verdict.NOT_ASSESSED, "no format that is known here; find out what reads it before you load it"),
}  # fmt: skip
_NATIVE_WHY = "machine code for {}, which does whatever it was built to do; a model needs none"
_RAW = frozenset({"torch", "torchscript", "pt2"})
_MODELS = frozenset({*_RAW, "skops", "keras", "npz", "mojo"})
_BY_CONTAINER = frozenset({("python", "torchscript"), ("text", "torchscript"), ("java-class", "jar")})
_UNREAD = frozenset(
    {"catboost", "lightgbm", "ubjson", "tflite", "r", "unknown", "mojo"}
)  # commands among their bytes are told
_CLAIM = (r"(?i)\.(pkl|pickle|joblib|dill|pt|pth|ckpt|h5|hdf5|keras|onnx|pb|npy|npz|safetensors|gguf|tflite|skops|mar|engine|plan"
                    r"|mlmodel|ubj|bst|cbm|pdmodel|pdiparams|msgpack|rds|rdata|rda|rknn|t7|nemo|torchscript|ptl|pte|zip|tar|7z|json)$")  # fmt: skip
_CLAIMED = {
    "text": "it is named {} and holds text of another kind; find out what it is",
    "empty": "it is named {} and holds nothing",
}
_POINTER = "a pointer of Git LFS: the file itself is not here; fetch it (git lfs pull) and inspect that"
_TEXT = 1 << 20  # of a text
_VARIABLES = re.compile(r"(^|/)(variables|ckpt[\w-]*|checkpoint[\w-]*)\.data-\d{5}-of-\d{5}$")
_SUFFIX = re.compile(r"\.(gz|gzip|bz2|xz|lzma|z|lz4|zst|zstd|tgz)$", re.IGNORECASE)


def look(view: memoryview, path: str, budget: Budget, depth: int = 0, inside: str = "") -> Iterator[Inspected]:
    """Rows for a buffer and everything in it.

    Parameters
    ----------
    path : what the rows call it; members are told after ``!/``.
    inside : the format of the container around it.
    """
    if depth > DEPTH:
        yield Inspected(path, "nested", Verdict.UNKNOWN, why=f"it is packed more than {DEPTH} times, as what hides is")
        return
    found = magic.kinds(view, path)
    for what in found:
        own = _own(what, view, path, inside)
        if what in containers.KINDS:
            yield from _container(what, own, view, budget, depth)
        elif not _told_by_container(what, inside):
            yield own


def _told_by_container(what: str, inside: str) -> bool:
    """Raw tensors, and the code of TorchScript, which looks like Python and is none: their archive's reader has them."""
    return (what == "unknown" and inside in _RAW) or (what, inside) in _BY_CONTAINER


def _own(what: str, view: memoryview, path: str, inside: str) -> Inspected:
    """The row of a buffer by itself. A reader that fails says so in a row: no file may stop the look at the next."""
    try:
        if what == "text" and (named := _as_a_pickle(view)):
            return concluded(path, what, named, "", len(view))
        if what == "pickle":
            from .pickles.inspect import pickle_bytes

            return pickle_bytes(view, path)
        if reader := readers().get(what):
            row = reader(view, path)
            return row if row.size else replace(row, size=len(view))
    except Exception as error:
        return Inspected(path, what, Verdict.NOT_ASSESSED, size=len(view),
                         why=f"it could not be read as {what} ({type(error).__name__}); do not load it")  # fmt: skip
    if what in magic.NATIVE:
        verdict = Verdict.DANGEROUS if inside in _MODELS else Verdict.UNKNOWN
        return Inspected(path, what, verdict, size=len(view), why=_NATIVE_WHY.format(what))
    if what == "unknown" and _VARIABLES.search(path):
        return Inspected(
            path, "tensors", Verdict.KNOWN, size=len(view), why="raw tensors, as TensorFlow keeps them beside an index"
        )
    if what in _UNREAD and (found := list(within(view))):
        return concluded(path, what, found, "", len(view))
    if what in ("text", "empty") and (suffix := re.search(_CLAIM, path)):
        why = (
            _POINTER
            if bytes(view[:40]).startswith(b"version https://git-lfs.github.com/")
            else _CLAIMED[what].format(suffix[0])
        )
        return Inspected(path, what, Verdict.NOT_ASSESSED, size=len(view), why=why)
    verdict, why = TOLD.get(what, (Verdict.KNOWN, "data only: it names nothing that could run"))
    return Inspected(
        path, what, verdict, size=len(view), why=why if what not in containers.KINDS else TOLD.get(what, (0, ""))[1]
    )


def _as_a_pickle(view: memoryview) -> list[Name]:
    """What a text names as pickles of the first protocols do, which are texts: one letter that does not fit hides them from loaders only."""
    from .pickles.rest import dangers

    return [replace(name, why=f"{name.why}; this text names it as a pickle does") for name in dangers(view[:_TEXT])]


def _container(what: str, own: Inspected, view: memoryview, budget: Budget, depth: int) -> Iterator[Inspected]:
    rows: list[Inspected] = []
    try:
        for member in containers.members(what, view, budget):
            if not member.name:
                own = _worse(own, member.verdict, member.why)
            else:
                rows += _member(what, own.path, member, budget, depth)
    except Exhausted as error:
        own = _worse(own, Verdict.NOT_ASSESSED, f"not looked through to its end: {error}")
    except codecs.Unavailable as error:
        own = _worse(own, Verdict.NOT_ASSESSED, str(error))
    except (zips.Broken, tars.Broken) as error:
        own = _worse(own, Verdict.UNKNOWN, str(error))
    yield _lifted(own, rows)
    yield from rows


def _member(what: str, path: str, member: containers.Member, budget: Budget, depth: int) -> list[Inspected]:
    single = what in containers.SINGLE
    name = _SUFFIX.sub("", re.split(r"[/\\]", path)[-1]) if single else member.name
    within = f"{path}!/{_plain(name)}"
    rows: list[Inspected] = []
    if member.view is not None:
        rows = list(look(member.view, within, budget, depth + 1, what if not single else ""))
    if what == "torchscript":
        rows = [_compiled(row) for row in rows]
    if member.verdict is Verdict.KNOWN:
        return rows
    if not rows:
        return [Inspected(within, "member", member.verdict, why=member.why)]
    return [_worse(rows[0], member.verdict, member.why), *rows[1:]]


def _compiled(row: Inspected) -> Inspected:
    """Pickles in TorchScript name classes under ``__torch__``, which are compiled from the archive and are no Python."""
    names = [
        replace(name, verdict=Verdict.KNOWN, why="") if name.name.startswith("__torch__.") else name
        for name in row.names
    ]
    if (
        row.verdict is not Verdict.UNKNOWN
        or names == list(row.names)
        or worst(name.verdict for name in names) is not Verdict.KNOWN
    ):
        return row
    return concluded(row.path, row.format, names, "classes of the archive's own, which are no Python", row.size)


def _plain(name: str) -> str:
    """A name as one line of text that any terminal, page or table can hold."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)[:300]


def _worse(row: Inspected, verdict: Verdict, why: str) -> Inspected:
    """The row with a further finding on it: the worse of the two speaks first."""
    first, second = (why, row.why) if verdict.rank < row.verdict.rank else (row.why, why)
    return replace(row, verdict=worst((row.verdict, verdict)), why="; ".join(filter(None, (first, second)))[:1000])


def _lifted(own: Inspected, rows: list[Inspected]) -> Inspected:
    """A container is as bad as the worst in it, and says which that is."""
    bad = min(rows, key=lambda row: row.verdict.rank, default=own)
    if bad.verdict.rank >= own.verdict.rank:
        if own.why:
            return own
        return replace(own, why=f"all {len(rows):,} members are known" if rows else "nothing in it names anything")
    name = bad.path[len(own.path) + 2 :]
    return replace(own, verdict=bad.verdict, names=bad.names, why=f"{name} in it: {bad.why}"[:1000])
