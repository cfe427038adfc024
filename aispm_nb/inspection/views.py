"""Files as memory: opened once, never copied when large, and searched without loading them."""

from __future__ import annotations

import io
import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A mapped file that somebody shortens kills the process; what is small is read instead, which is also faster.
MAP_FROM = 8 << 20
_WINDOW = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def opened(path: str | Path) -> Iterator[memoryview]:
    """The bytes of a regular file. No link is followed at its end, and nothing that is not a regular file is opened.

    Raises
    ------
    OSError : it cannot be read, or it is a link, a pipe or a device.
    """
    handle = os.open(path, _FLAGS)
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise OSError(f"it is a {kind(info.st_mode)}, which is not opened")
        small = os.read(handle, info.st_size) if info.st_size < MAP_FROM else None
        mapped = mmap.mmap(handle, info.st_size, access=mmap.ACCESS_READ) if small is None else None
    finally:
        os.close(handle)
    if mapped is None:
        yield memoryview(small or b"")
        return
    view = memoryview(mapped)
    try:
        yield view
    finally:
        _close(view, mapped)


def head(path: str | Path, size: int) -> bytes:
    """The first bytes of a regular file; none when it cannot be read."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b""
        with os.fdopen(os.open(path, _FLAGS), "rb", buffering=0) as file:
            return file.read(size) or b""
    except OSError:
        return b""


def _close(view: memoryview, mapped: mmap.mmap) -> None:
    try:
        view.release()
        mapped.close()
    except BufferError:  # a slice is still held, by a traceback for instance: it goes with its last holder
        pass


def kind(mode: int) -> str:
    """What a file is when it is not a regular one."""
    names = {stat.S_ISLNK: "link", stat.S_ISFIFO: "pipe", stat.S_ISSOCK: "socket", stat.S_ISBLK: "block device",
             stat.S_ISCHR: "device", stat.S_ISDIR: "folder"}  # fmt: skip
    return next((name for test, name in names.items() if test(mode)), "special file")


def find(view: memoryview, needle: bytes, start: int = 0, end: int | None = None) -> int:
    """Where ``needle`` first lies in ``view[start:end]``, or -1."""
    end = len(view) if end is None else min(end, len(view))
    while start < end:
        stop = min(end, start + _WINDOW + len(needle) - 1)
        if (at := bytes(view[start:stop]).find(needle)) >= 0:
            return start + at
        start += _WINDOW
    return -1


class ViewFile(io.RawIOBase):
    """A view as a seekable file for libraries that want one; it copies what is read and no more."""

    def __init__(self, view: memoryview):
        self._view = view
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._view)}[whence])
        return self._at

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        part = self._view[self._at : self._at + len(target)]
        target[: len(part)] = part
        self._at += len(part)
        return len(part)
