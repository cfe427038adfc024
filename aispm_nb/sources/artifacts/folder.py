"""A local model folder: its regular files, their sizes, times, permissions and SHA-256.

A location comes from the registry and is hostile: the walk is bounded, links are named and never followed, and nothing
but regular files is opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

Key = tuple[str, int, int, int]

MOST_FILES = 5_000
# The kernel's own trees look like files and are not.
NOT_DISKS = ("/proc/", "/sys/", "/dev/")
_CHUNK = 256 << 10


@dataclass(frozen=True)
class File:
    path: str
    size: int
    mtime: int
    ctime: int
    mode: int
    sha256: str | None

    @property
    def same_as(self) -> Key:
        """What must be equal for a file to count as not written since, so that it need not be read again.

        Whoever swaps a file can set its mtime back; ctime is the kernel's.
        """
        return self.path, self.size, self.mtime, self.ctime


class Unread(Exception):
    """The folder is there and cannot be read, or is not there: the message is the reason with the next move."""

    def __init__(self, state: str, reason: str):
        super().__init__(os.fsencode(reason).decode("utf-8", "replace"))
        self.state = state


class Local:
    """The folder at ``root`` of a disk here, or a single file."""

    def __init__(self, root: Path, copied_from: str = ""):
        self.where = copied_from or str(root)
        self.root = root
        self._copied = bool(copied_from)

    @contextmanager
    def opened(self) -> Iterator[Local]:
        """Itself: what is here need not be copied first."""
        yield self

    def files(self, known: dict[Key, str]) -> list[File]:
        """The files, by path.

        Parameters
        ----------
        known : SHA-256 by (path, size, mtime, ctime) as of the last scan; such files are not read again.

        Raises
        ------
        Unread : it is absent, forbidden, no folder of a disk, or larger than ``MOST_FILES``.
        """
        # Reasons name no path: the location stands beside them, and one reason for a thousand folders is read once.
        try:
            if f"{os.path.realpath(self.root)}/".startswith(NOT_DISKS):
                raise Unread("unread", "its place is not on a disk; correct the source of this version")
            walked = list(_walk(self.root))  # to its end first: a folder that is too large is not read at all
            found = [_file(path, name, info, known) for path, name, info in walked]
        except FileNotFoundError as error:
            raise Unread("absent", "its files are not there; restore them, or give artifacts=… with a copy") from error
        except PermissionError as error:
            raise Unread("unread", "its files may not be read; run aispm as a user who may") from error
        except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
            why = getattr(error, "strerror", None) or str(error)
            raise Unread("unread", f"its files cannot be read ({why}); check the disk they are on") from error
        if self._copied:  # times and permissions are the copy's own
            found = [replace(file, mtime=0, ctime=0, mode=0) for file in found]
        return sorted(found, key=lambda file: file.path)

    def content(self, name: str, most: int) -> bytes:
        """At most ``most`` bytes of the file ``name``."""
        with _opened(self.root / name) as file:
            return file.read(most)


def _walk(root: Path) -> Iterator[tuple[str, str, os.stat_result]]:
    """Path, name within the folder, and what the disk says of each file, link, pipe or device. As text: many are walked."""
    info = root.lstat()
    if stat.S_ISREG(info.st_mode):
        yield str(root), root.name, info
        return
    count, todo = 0, [(str(root), "")]
    while todo:
        folder, start = todo.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append((entry.path, f"{start}{entry.name}/"))
                    continue
                count += 1
                if count > MOST_FILES:
                    raise Unread("unread", f"its folder holds more than {MOST_FILES:,} files, which no model does; check its source")  # fmt: skip
                yield entry.path, start + entry.name, entry.stat(follow_symlinks=False)


def _file(path: str, name: str, info: os.stat_result, known: dict[Key, str]) -> File:
    name = os.fsencode(name).decode("utf-8", "replace")  # a disk has names that no text can hold
    file = File(name, info.st_size, info.st_mtime_ns // 1_000_000, info.st_ctime_ns, stat.S_IMODE(info.st_mode), None)
    if not stat.S_ISREG(info.st_mode):  # a link, a pipe, a device: named, not opened
        return file
    return replace(file, sha256=known.get(file.same_as) or sha256(path))


def sha256(path: str | Path) -> str:
    digest = hashlib.sha256()
    with _opened(path) as file:
        while chunk := file.read(_CHUNK):  # file_digest fills its buffer with zeros first, for each small file
            digest.update(chunk)
    return digest.hexdigest()


def _opened(path: str | Path) -> BufferedReader:
    # It was a regular file when the folder was walked; it must not have become a link since.
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")
