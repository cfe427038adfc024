"""Open containers by what they are, member by member, within a budget; nothing is ever written where a member says.

Nothing is unpacked to a disk under its own name, so links, absolute names and ``..`` cannot do harm here. They are told
all the same, since whoever unpacks with a careless tool is harmed by them (CVE-2007-4559 and its many children).
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from . import codecs, tars, zips
from .budget import Budget
from .verdict import Verdict

CHECKED = 4 << 20  # bytes up to which a check sum is computed
MOST_7Z = 64 << 20
SINGLE = frozenset({*codecs.CODECS, "skippable"})
ZIPS = frozenset({"zip", "torch", "torchscript", "pt2", "skops", "keras", "npz", "jar", "mojo", "office"})
KINDS = frozenset({*ZIPS, *SINGLE, "tar", "7z"})
_METHODS = {zips.DEFLATED: "deflate", zips.BZIP2: "bz2", zips.ZSTD: "zstd", zips.XZ: "xz"}


class Member(NamedTuple):
    """A member of a container, or with an empty ``name`` something about the container itself.

    Attributes
    ----------
    view : its bytes, as far as they could be expanded; None when they are not looked into.
    verdict, why : what is wrong with it as a member, whatever its bytes are.
    """

    name: str
    view: memoryview | None
    verdict: Verdict = Verdict.KNOWN
    why: str = ""


def members(kind: str, view: memoryview, budget: Budget) -> Iterator[Member]:
    """The members of a container of one of ``KINDS``.

    Raises
    ------
    Exhausted : the budget is used up.
    zips.Broken, tars.Broken, codecs.Unavailable : it cannot be followed any further.
    """
    opener: Callable[[memoryview, Budget], Iterator[Member]]
    if kind in ZIPS:
        opener = _zip
    elif kind in SINGLE:
        yield from _single(kind, view, budget)
        return
    else:
        opener = {"tar": _tar, "7z": _seven}[kind]
    for member in opener(view, budget):
        budget.enter()
        yield member


def _single(kind: str, view: memoryview, budget: Budget) -> Iterator[Member]:
    at = 0
    if kind == "skippable":
        while (view[at : at + 4].nbytes == 4 and view[at] & 0xF0 == 0x50
               and bytes(view[at + 1 : at + 4]) == b"\x2a\x4d\x18" and at + 8 <= len(view)):  # fmt: skip
            at += 8 + int.from_bytes(view[at + 4 : at + 8], "little")
        yield Member("after", view[at:], Verdict.UNKNOWN, "frames that readers skip stand before the data")
        return
    expanded, note = codecs.expand(kind, view, budget)
    verdict = Verdict.KNOWN if not note else Verdict.NOT_ASSESSED
    if note.endswith("follow the stream") or "bomb" in note:
        verdict = Verdict.UNKNOWN
    yield Member("expanded", expanded, verdict, note)


def outside(name: str) -> bool:
    """Whether unpacking under this name would leave the folder: absolute, with a drive, or through ``..``."""
    return name.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", name) or bool(re.match(r"[A-Za-z]:", name))


def winding(name: str) -> bool:
    """Whether a path goes up and comes back: it stays in the folder, unless a link stands on the way."""
    return outside(name) and not outside(posixpath.normpath(name.replace("\\", "/")))


def _named(name: str) -> tuple[Verdict, str]:
    if outside(name):
        return Verdict.DANGEROUS, "unpacking it writes outside of the folder; do not unpack it"
    if "\0" in name:
        return Verdict.UNKNOWN, "its name holds a zero byte, after which readers stop"
    return Verdict.KNOWN, ""


def _linked(kind: str, target: str) -> tuple[Verdict, str]:
    out = outside(target)
    said = f"it is a {kind} to {target[:80]!r}" + (", outside of the folder" if out else "")
    return Verdict.DANGEROUS if out else Verdict.UNKNOWN, said


def _zip(view: memoryview, budget: Budget) -> Iterator[Member]:
    seen: set[str] = set()
    spans: list[tuple[int, int]] = []
    *_, shift = zips.directory(view, budget.entries)
    if shift:
        yield Member("", None, Verdict.UNKNOWN, f"{shift:,} bytes stand before the zip, which other readers may take for the file")  # fmt: skip
    for entry in zips.entries(view, budget.entries):
        spans.append((entry.start, entry.end))
        verdict, why = _named(entry.name)
        notes = list(entry.notes)
        if entry.name in seen:
            notes.append("the name stands there twice, and readers differ in which one they take")
        seen.add(entry.name)
        if entry.name.endswith("/") and not entry.packed:
            continue
        try:
            content, note = _content(entry, view, budget)
        except codecs.Unavailable as error:
            yield Member(entry.name, None, min(Verdict.NOT_ASSESSED, verdict, key=lambda v: v.rank), why or str(error))
            continue
        if note:
            notes.append(note)
        elif len(content) != entry.size:
            notes.append(f"it has {len(content):,} bytes where {entry.size:,} are announced")
        elif len(content) <= CHECKED and zlib.crc32(content) != entry.crc and not entry.encrypted:
            notes.append("its check sum is wrong, which some readers ignore")
        if entry.encrypted:
            if note or zlib.crc32(content) != entry.crc:
                yield Member(entry.name, None, Verdict.NOT_ASSESSED, "it is encrypted; decrypt it first")
                continue
            notes.append("it says that it is encrypted and is not, as what wants to be passed over does")
        if notes and verdict is Verdict.KNOWN:
            verdict, why = Verdict.UNKNOWN, "; ".join(notes)
        if entry.link and verdict is not Verdict.DANGEROUS:
            yield Member(entry.name, None, *_linked("link", bytes(content[:4096]).decode("utf-8", "replace")))
            continue
        yield Member(entry.name, content, verdict, why)
    if _overlap(spans):
        yield Member("", None, Verdict.UNKNOWN, "members share their bytes, as in a zip bomb")


def _overlap(spans: list[tuple[int, int]]) -> bool:
    spans = sorted(span for span in spans if span[1] > span[0])
    return any(after[0] < before[1] for before, after in pairwise(spans))


def _content(entry: zips.Entry, view: memoryview, budget: Budget) -> tuple[memoryview, str]:
    packed = view[entry.start : entry.end]
    if entry.method == zips.STORED:
        return packed, ""
    if entry.method == zips.LZMA and len(packed) > 9:  # its own header of 9 bytes, made into that of an .lzma file
        packed = memoryview(bytes(packed[4:9]) + struct.pack("<Q", entry.size) + bytes(packed[9:]))
        return codecs.expand("lzma", packed, budget)
    if entry.method not in _METHODS:
        raise codecs.Unavailable(f"it is compressed by method {entry.method}, which is not read")
    return codecs.expand(_METHODS[entry.method], packed, budget)


def _tar(view: memoryview, budget: Budget) -> Iterator[Member]:
    seen: set[str] = set()
    for entry in tars.entries(view):
        verdict, why = _named(entry.name)
        if entry.kind == "folder":
            budget.enter()
            if not why:
                continue
        if "link" in entry.kind and not why:
            verdict, why = _linked(entry.kind, entry.target)
        elif entry.kind and not why:
            verdict, why = Verdict.UNKNOWN, f"it is a {entry.kind}"
        elif entry.name in seen and not why:
            verdict, why = Verdict.UNKNOWN, "the name stands there twice: the later one replaces the earlier"
        seen.add(entry.name)
        yield Member(entry.name, None if entry.kind else view[entry.start : entry.end], verdict, why)


def _seven(view: memoryview, budget: Budget) -> Iterator[Member]:
    try:
        import py7zr
        from py7zr.io import BytesIOFactory
    except ImportError as error:
        raise codecs.Unavailable("install py7zr to look inside") from error
    from .views import ViewFile

    if len(view) > MOST_7Z:
        raise codecs.Unavailable(f"it is larger than the {MOST_7Z >> 20} MB that are unpacked of this kind")
    factory = BytesIOFactory(MOST_7Z)
    try:
        with py7zr.SevenZipFile(ViewFile(view), mode="r") as archive:  # type: ignore[arg-type]
            if archive.needs_password():
                raise codecs.Unavailable("it is encrypted; decrypt it first")
            listed = archive.list()
            total = sum(info.uncompressed or 0 for info in listed)
            if total > min(MOST_7Z, 50 * len(view) + (1 << 20)) or len(listed) > budget.entries:
                raise codecs.Unavailable(f"it unpacks to {total:,} bytes, which is not looked through")
            budget.expand(total)
            for info in listed:
                verdict, why = _named(info.filename)
                if why:
                    yield Member(info.filename, None, verdict, why)
            archive.extractall(factory=factory)
    except (py7zr.exceptions.ArchiveError, *codecs.WRONG, KeyError, IndexError, TypeError, AttributeError, struct.error) as error:  # fmt: skip
        raise zips.Broken(f"it cannot be unpacked: {type(error).__name__}") from error
    for name, product in factory.products.items():
        product.seek(0)
        yield Member(name, memoryview(product.read()))
