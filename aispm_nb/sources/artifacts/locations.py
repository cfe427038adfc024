"""From an artifact location, as MLflow writes it, to a folder that can be read here."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..rest_server import Server
from .folder import Local, Unread
from .proxied import Proxied

REMOTE = "s3", "s3a", "gs", "wasb", "wasbs", "abfss", "hdfs", "dbfs", "r2", "b2", "http", "https", "ftp", "sftp"


def folder(location: str | None, artifacts: str, server: Server | None) -> Local | Proxied:
    """The folder of ``location``.

    Parameters
    ----------
    artifacts : the folder that ``mlflow-artifacts:/`` stands for, or ''.
    server : the server that proxies ``mlflow-artifacts:/``, or None.

    Raises
    ------
    Unread : it is nowhere that can be read from here; the reason names the next move.
    """
    if not location:
        raise Unread("unread", "the registry records no place for its files; register it again from a logged model")
    parts = urlsplit(location)
    if parts.scheme in ("", "file") or len(parts.scheme) == 1:  # one letter: a drive of Windows
        return Local(Path(unquote(parts.path) if parts.scheme == "file" else location))
    if parts.scheme == "mlflow-artifacts":
        path = unquote(parts.path)
        if artifacts:
            return Local(_below(Path(artifacts), path))
        # Only the server that was given is asked: a host in a location is the registry's word, not the user's.
        if server and parts.netloc in ("", urlsplit(server.base).netloc) and ".." not in path.split("/"):
            return Proxied(server, path)
        raise Unread("unread", "its files are behind the server (mlflow-artifacts:); give artifacts=… (or --artifacts) "
                               "with the folder that the server keeps them in, or scan the server itself")  # fmt: skip
    if parts.scheme in REMOTE:
        raise Unread("unread", f"its files are in a remote store ({parts.scheme}:), which is not read yet; "
                               "scan a local copy with artifacts=…")  # fmt: skip
    raise Unread("unread", f"its location has the scheme {parts.scheme!r}, which is no artifact store that is known")


def _below(root: Path, path: str) -> Path:
    found = (root / path.lstrip("/")).resolve()
    if not found.is_relative_to(root.resolve()):
        raise Unread("unread", f"its location leads out of {root} by '..'; correct the source of this version")
    return found
