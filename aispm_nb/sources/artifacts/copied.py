"""A model folder that is not on a disk here, copied to a temporary folder for as long as it is looked at.

Through the MLflow server that was given, or from an object store (`objects`). Bounded: a folder that is too large is not copied.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ..rest_area import Refused
from ..rest_server import Server
from .folder import MOST_FILES, Local, Unread

LIST = "/api/2.0/mlflow-artifacts/artifacts"
# Everything has to come over the wire to be looked at: a file larger than this, or a folder larger than that, is not.
MOST_BYTES = 256 << 20
MOST_TOGETHER = 1 << 30


class Store(Protocol):
    """Where files are copied from. Names are relative to the folder."""

    where: str

    def listed(self, folder: str) -> Iterable[tuple[str, bool, int]]:
        """Name, whether it is a folder, and size of what lies in ``folder`` ('' is the top)."""

    def copy(self, name: str, to: Path) -> None: ...


class Copied:
    """A folder of a store, to be opened."""

    def __init__(self, store: Store):
        self.where = store.where
        self._store = store

    @contextmanager
    def opened(self) -> Iterator[Local]:
        """The folder as a local one, gone at the end of the block.

        Raises
        ------
        Unread : it is out of reach, empty, or larger than the bounds.
        """
        with tempfile.TemporaryDirectory(prefix="aispm-") as folder:
            root = Path(folder)
            files = self._files()
            for name in files:
                path = root.joinpath(*name.split("/"))
                path.parent.mkdir(parents=True, exist_ok=True)
                self._store.copy(name, path)
            yield Local(root, copied_from=self.where)

    def _files(self) -> list[str]:
        found: list[str] = []
        size = 0
        folders = [""]
        while folders:
            for name, is_folder, bytes_ in self._store.listed(folders.pop()):
                size += bytes_
                if ".." in name.split("/") or name.startswith("/"):
                    raise Unread("unread", "its store lists a name that leads out of its folder; look into the store")
                if len(found) >= MOST_FILES or size > MOST_TOGETHER or bytes_ > MOST_BYTES:
                    raise Unread("unread", f"it holds more than is copied (a file of {MOST_BYTES >> 20} MiB, "
                                           f"{MOST_TOGETHER >> 20} MiB together); give artifacts=… with a local copy")  # fmt: skip
                (folders if is_folder else found).append(name)
        if not found:
            raise Unread("absent", "its store has no files at its place; restore them")
        return found


class Proxy:
    """A folder behind the MLflow server, listed and read through its proxy (``mlflow-artifacts:``)."""

    def __init__(self, server: Server, path: str):
        self.where = f"{server.base}{LIST}/{path.strip('/')}"
        self._server, self._path = server, path.strip("/")

    def listed(self, folder: str) -> Iterable[tuple[str, bool, int]]:
        try:
            entries: list[Any] = self._server.get(LIST, path=posixpath.join(self._path, folder).rstrip("/")).get(
                "files", []
            )
        except Refused as refused:
            raise Unread("unread", f"its files behind the server cannot be read: {refused}") from refused
        for entry in entries:
            yield (
                posixpath.join(folder, str(entry["path"])),
                bool(entry.get("is_dir")),
                int(entry.get("file_size") or 0),
            )

    def copy(self, name: str, to: Path) -> None:
        try:
            with to.open("wb") as file:
                for chunk in self._server.stream(f"{LIST}/{self._path}/{name}"):
                    file.write(chunk)
                    if file.tell() > MOST_BYTES:
                        raise Unread("unread", "a file is longer than the server lists it to be; look into the store")
        except Refused as refused:
            raise Unread("unread", f"its files behind the server cannot be read: {refused}") from refused
