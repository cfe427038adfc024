"""From an artifact location, as MLflow writes it, to a folder that can be read here."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from ..rest_server import Server
from .copied import Copied, Proxy
from .folder import Local, Unread
from .objects import ObjectStore

OBJECTS = "s3", "gs", "wasb", "wasbs", "abfss", "r2", "b2", "oss"
# Never fetched: the address is the registry's word, and whoever registered it may mean another machine than ours.
NOT_FETCHED = "http", "https", "ftp", "sftp", "hdfs", "viewfs", "dbfs", "s3a"


def folder(location: str | None, artifacts: str, server: Server | None, stores: Collection[str] = ()) -> Local | Copied:
    """The folder of ``location``.

    Parameters
    ----------
    artifacts : a folder with the artifact store or a copy of it, wherever the registry says that it is; or ''.
    server : the server that proxies ``mlflow-artifacts:/``, or None.
    stores : the object stores (``s3://bucket``) that experiments keep their artifacts in; no other is asked.

    Raises
    ------
    Unread : it is nowhere that can be read from here; the reason names the next move.
    """
    if not location:
        raise Unread("unread", "the registry records no place for its files; register it again from a logged model")
    try:
        parts = urlsplit(location)
    except ValueError as error:
        raise Unread("unread", f"its location is no address ({error}); correct the source of this version") from error
    local = parts.scheme in ("", "file") or len(parts.scheme) == 1  # one letter: a drive of Windows
    path = location if parts.scheme != "file" and local else unquote(parts.path)
    if artifacts and not (local and Path(path).exists()) and (copy := _copy(Path(artifacts), path)):
        return Local(copy)
    if local:
        return Local(Path(path))
    if parts.scheme == "mlflow-artifacts":
        # Only the server that was given is asked: a host in a location is the registry's word, not the user's.
        if server and parts.netloc in ("", urlsplit(server.base).netloc) and ".." not in path.split("/"):
            return Copied(Proxy(server, path))
        raise Unread("unread", "its files are behind the server (mlflow-artifacts:); give artifacts=… (or --artifacts) "
                               "with the folder that the server keeps them in, or scan the server itself")  # fmt: skip
    if parts.scheme in OBJECTS and f"{parts.scheme}://{parts.netloc}" in stores:
        return Copied(ObjectStore(location))
    if parts.scheme in OBJECTS or parts.scheme in NOT_FETCHED:
        raise Unread("unread", f"its files are in a place that is not read ({parts.scheme}:): no experiment keeps "
                               "its artifacts there; give artifacts=… (or --artifacts) with a local copy of the store")  # fmt: skip
    raise Unread("unread", f"its location has the scheme {parts.scheme!r}, which is no artifact store that is known; "
                           "correct the source of this version")  # fmt: skip


def _copy(root: Path, path: str) -> Path | None:
    """Where ``path`` is in a copy of the store: below ``root`` by its longest ending that is there, two steps at least."""
    steps = [step for step in PurePosixPath(path).parts if step not in ("/", ".")]
    if ".." in steps or "\0" in path:
        return None
    for first in range(max(len(steps) - 1, 0)):
        found = root.joinpath(*steps[first:])
        if found.exists() and found.resolve().is_relative_to(root.resolve()):
            return found
    return None
