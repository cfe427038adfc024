"""Compressed streams expanded piece by piece, into memory and, once large, into a temporary file.

A library that is not installed is a reason, not an error. Sources: RFC 1950 to 1952, bzip2 and xz format descriptions,
LZ4 frame format 1.6.3, RFC 8878 (Zstandard); joblib's compressors (zlib, gzip, bz2, lzma, xz, lz4).
"""

from __future__ import annotations

import bz2
import lzma
import mmap
import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from .budget import Budget, Exhausted

PIECE = 256 << 10
IN_MEMORY = 32 << 20
MOST_RATIO = 200
BOMB_FROM = 64 << 20
LZMA_MEMORY = 256 << 20
CODECS = ("gzip", "zlib", "zfile", "bz2", "xz", "lzma", "lz4", "zstd")


class Unavailable(Exception):
    """The library for this compression is not installed; the message says which."""


class _Zlib:
    """``zlib`` with the interface of ``bz2`` and ``lzma``."""

    def __init__(self, bits: int):
        self._inner = zlib.decompressobj(bits)
        self._kept = b""

    def decompress(self, data: bytes, most: int) -> bytes:
        out = self._inner.decompress(self._kept + data, most)
        self._kept = self._inner.unconsumed_tail
        return out

    @property
    def needs_input(self) -> bool:
        return not self._kept

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


def _lz4() -> Any:
    try:
        import lz4.frame  # type: ignore[import-untyped]
    except ImportError as error:
        raise Unavailable("install lz4 to look inside") from error
    return lz4.frame.LZ4FrameDecompressor()


_OPEN: dict[str, Callable[[], Any]] = {
    "gzip": lambda: _Zlib(31), "zlib": lambda: _Zlib(15), "zfile": lambda: _Zlib(15), "deflate": lambda: _Zlib(-15),
    "bz2": bz2.BZ2Decompressor, "lz4": _lz4,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, LZMA_MEMORY),
    "lzma": lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, LZMA_MEMORY),
}  # fmt: skip
WRONG = (OSError, EOFError, ValueError, RuntimeError, MemoryError, zlib.error, lzma.LZMAError)


def pieces(codec: str, view: memoryview) -> Iterator[bytes]:
    """What a stream expands to, in pieces of ``PIECE`` at most; streams of the same kind that follow are joined."""
    if codec == "zstd":
        yield from _zstd(view)
        return
    at = 21 if codec == "zfile" else 0
    while at < len(view):
        stream = _OPEN[codec]()
        while not stream.eof:
            data = bytes(view[at : at + PIECE]) if stream.needs_input else b""
            if stream.needs_input and not data:
                raise EOFError("the stream is cut off")
            at += len(data)
            yield stream.decompress(data, PIECE)
        at -= len(stream.unused_data or b"")
        if codec in ("zlib", "zfile", "deflate", "lzma") or bytes(view[at : at + 2]) != bytes(view[:2]):
            break
    if at < len(view) and any(view[at : at + PIECE]):
        raise EOFError(f"{len(view) - at:,} bytes follow the stream")


def _zstd(view: memoryview) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError as error:
        raise Unavailable("install zstandard to look inside") from error
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=128 << 20).stream_reader(view, read_across_frames=True)
        while piece := reader.read(PIECE):
            yield piece
    except zstandard.ZstdError as error:
        raise EOFError(str(error)) from error


def expand(codec: str, view: memoryview, budget: Budget) -> tuple[memoryview, str]:
    """What a stream expands to, and why it was not followed to its end (or an empty text).

    What came before the end is given in any case: a pickle runs as soon as its first bytes are there.

    Raises
    ------
    Unavailable : the library is not installed.
    """
    held, spilled, total, note = bytearray(), None, 0, ""
    try:
        for piece in pieces(codec, view):
            total += len(piece)
            budget.expand(len(piece))
            if total > BOMB_FROM and total > MOST_RATIO * len(view):
                raise Exhausted(f"it expands more than {MOST_RATIO} times, as a bomb does")
            if spilled is None and total > IN_MEMORY:
                spilled = tempfile.TemporaryFile(prefix="aispm-")  # noqa: SIM115  (it lives as long as its mapping)
                spilled.write(held)
                held = bytearray()
            if spilled is None:
                held += piece
            else:
                spilled.write(piece)
    except Exhausted as error:
        note = str(error)
    except WRONG as error:
        note = f"it cannot be expanded to its end: {' '.join(str(error).split())[:120] or type(error).__name__}"
    if spilled is None:
        return memoryview(held), note
    with spilled:
        spilled.flush()
        return memoryview(mmap.mmap(spilled.fileno(), 0, access=mmap.ACCESS_READ)), note
