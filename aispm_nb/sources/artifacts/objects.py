"""Object stores (S3, Google Cloud Storage, Azure and others), by MLflow's own artifact client with the user's own credentials.

Each store's client library waits and tries again as it likes, some for minutes, so every question has a bound of its own here,
and a store that did not answer is not asked again for a while: a registry may have thousands of folders in it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from .copied import MOST_BYTES
from .folder import Unread

T = TypeVar("T")
ANSWER: Final = 30.0  # seconds for a client to be made, or to list a folder
SLOWEST: Final = 1 << 20  # bytes a second below which a file takes too long
SLOW: Final = 5.0  # seconds after which a failure means that nobody is there
ASKED_AGAIN: Final = 300.0  # seconds
# What is out of reach, and until when; by scheme and host.
_silent: dict[str, tuple[float, str]] = {}


class ObjectStore:
    """A folder of a store that MLflow's artifact client knows.

    Raises
    ------
    Unread : its client library is not installed, there are no credentials, or it does not answer in time.
    """

    def __init__(self, uri: str):
        self.where = uri
        self._host = "{0.scheme}://{0.netloc}".format(urlsplit(uri))
        until, why = _silent.get(self._host, (0.0, ""))
        if time.monotonic() < until:
            raise Unread("unread", why)
        self._client = self._ask(lambda: _client(uri), ANSWER)

    def listed(self, folder: str) -> Iterable[tuple[str, bool, int]]:
        """Name, whether it is a folder, and size of what lies in ``folder`` ('' is the top)."""
        entries = self._ask(lambda: self._client.list_artifacts(folder or None), ANSWER)
        return [(str(entry.path), bool(entry.is_dir), int(entry.file_size or 0)) for entry in entries]

    def copy(self, name: str, to: Path) -> None:
        """The file ``name``, no longer than may be copied whatever the store listed it to be."""
        self._ask(
            lambda: self._client._download_file(name, str(to)),
            ANSWER + MOST_BYTES / SLOWEST,
            lambda: _size(to) > MOST_BYTES,
        )
        if _size(to) > MOST_BYTES:
            raise Unread("unread", "a file is longer than its store lists it to be; look into the store")

    def _ask(self, question: Callable[[], T], seconds: float, too_much: Callable[[], bool] = lambda: False) -> T:
        start = time.monotonic()
        answer: list[T] = []
        errors: list[Exception] = []

        def ask() -> None:
            try:
                answer.append(question())
            except Exception as error:  # each store's client library is its own, and so are its errors
                errors.append(error)

        # A daemon: a client that never comes back must not keep the process.
        thread = threading.Thread(target=ask, name=f"aispm {self._host}", daemon=True)
        thread.start()
        while thread.is_alive() and time.monotonic() - start < seconds and not too_much():
            thread.join(min(0.2, seconds))
        if answer:
            return answer[0]
        if thread.is_alive() and too_much():
            raise Unread("unread", "a file is longer than its store lists it to be; look into the store")
        said = (
            " ".join(str(errors[0]).split())[:160] or type(errors[0]).__name__
            if errors
            else f"no answer in {seconds:.0f} seconds"
        )
        why = (
            f"its store cannot be read with what this environment has for it ({said}); "
            "set its credentials, install its client library, or give artifacts=… with a local copy"
        )
        if time.monotonic() - start > SLOW:
            _silent[self._host] = (time.monotonic() + ASKED_AGAIN, why)
        raise Unread("unread", why) from (errors[0] if errors else None)


def _client(uri: str) -> Any:
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    return get_artifact_repository(uri)


def _size(path: Path) -> int:
    """Of a file that is being written, under its own name or one that its client gives it until it is whole."""
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
