"""A model folder behind an MLflow server (``mlflow-artifacts:``), listed and read through the server's own proxy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from ..rest_area import Refused
from ..rest_server import Server
from .folder import MOST_FILES, File, Key, Unread

LIST = "/api/2.0/mlflow-artifacts/artifacts"
# A file larger than this is named and not hashed: everything has to come over the wire to be hashed here.
MOST_BYTES = 256 << 20


class Proxied:
    """The folder at ``path`` below the server's artifact root."""

    def __init__(self, server: Server, path: str):
        self.where = f"{server.base}{LIST}/{path}"
        self._server, self._path = server, path.strip("/")

    def files(self, known: dict[Key, str]) -> list[File]:
        """As ``folder.Local.files``; a server tells no times or permissions, so ``known`` can spare nothing."""
        try:
            found = [self._file(name, size) for name, size in self._walk("")]
        except Refused as refused:
            raise Unread("unread", f"its files behind the server cannot be read: {refused}") from refused
        if not found:
            raise Unread("absent", f"the server has no files at {self._path}; restore them")
        return sorted(found, key=lambda file: file.path)

    def content(self, name: str, most: int) -> bytes:
        """At most ``most`` bytes of the file ``name``."""
        content = b""
        for chunk in self._server.stream(f"{LIST}/{self._path}/{name}"):
            content += chunk
            if len(content) >= most:
                break
        return content[:most]

    def _walk(self, below: str) -> Iterator[tuple[str, int]]:
        folders = [below]
        count = 0
        while folders:
            folder = folders.pop()
            listed: list[Any] = self._server.get(LIST, path="/".join(filter(None, (self._path, folder)))).get(
                "files", []
            )
            for entry in listed:
                name = "/".join(filter(None, (folder, str(entry["path"]))))
                count += 1
                if count > MOST_FILES or ".." in name.split("/"):
                    raise Unread("unread", f"the server lists more than {MOST_FILES} files or a '..' at {self._path}")
                if entry.get("is_dir"):
                    folders.append(name)
                else:
                    yield name, int(entry.get("file_size") or 0)

    def _file(self, name: str, size: int) -> File:
        digest = hashlib.sha256()
        if size > MOST_BYTES:
            return File(name, size, 0, 0, 0, None)
        read = 0
        for chunk in self._server.stream(f"{LIST}/{self._path}/{name}"):
            digest.update(chunk)
            read += len(chunk)
            if read > MOST_BYTES:  # it is longer than it was listed to be
                return File(name, size, 0, 0, 0, None)
        return File(name, read, 0, 0, 0, digest.hexdigest())
