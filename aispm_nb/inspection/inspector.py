"""What a file or a folder would do when somebody loads it, told without loading it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from . import views
from .answer import Inspection
from .budget import SECONDS, Budget
from .looking import look
from .magic import SIGNATURES
from .verdict import Inspected, Verdict

MOST_FILES = 5_000
MLMODEL = "MLmodel"


def inspect(
    path: str | os.PathLike[str],
    *,
    seconds: float = SECONDS,
    signer: str | os.PathLike[str] | None = None,
    second_opinion: bool = False,
) -> Inspection:
    """Tell what a file, or every file of a folder, would do when somebody loads it. Nothing is loaded or run.

    Formats are told by bytes, never by names, and archives are looked into, archives within archives too. A folder that
    MLflow wrote is read as MLflow would read it, with its loader, its code and its requirements.

    Parameters
    ----------
    path : a file or a folder. Links in a folder are named and not followed; pipes and devices are not opened.
    seconds : the time that one file may take; what is not done by then is *not-assessed*.
    signer : a PEM file with the public key, or the certificates, of who should have signed. An OpenSSF model signature
        (``model.sig``) at the top of a folder is held to the files that are there in any case.

    Returns
    -------
    Inspection : a row a file and a member, worst first. *Known* means that all it names is on the allow-list; nothing is
        ever called safe. A file that cannot be read is a row *not-assessed* with the reason.

    second_opinion : also ask picklescan, in a process of its own, which files it calls dangerous; the answer is beside
        ours, as the column ``picklescan``, and changes no verdict.

    Raises
    ------
    UsageError : the signer's file holds no key or certificate, or picklescan is asked for and not installed.

    Notes
    -----
    At most 5,000 files of a folder, 6 archives within each other, 10,000 members and 512 MB expanded per file. Large
    files are mapped, not copied.

    Examples
    --------
    >>> inspect("model.pkl")                      # doctest: +SKIP
    >>> inspect("model/").rows                    # doctest: +SKIP
    """
    root = Path(path)
    who = None
    if signer is not None:
        from .signers import signer as read

        who = read(Path(signer))
    rows = list(examined(root, seconds))
    if any(row.path.lower().endswith(SIGNATURES) for row in rows):
        from . import signed  # and what hashes and decodes, which other folders need not wait for

        rows += signed.rows(root, who, seconds=seconds)
    asked = _asked(root) if second_opinion else None
    return Inspection(_shown(os.fspath(path)), tuple(sorted(rows, key=lambda row: row.verdict.rank)), asked)


def _asked(root: Path) -> dict[str, str]:
    from .second_opinion import picklescan

    if not root.is_dir():
        return picklescan({_shown(root.name): os.path.realpath(root)})
    walked = ((name, found) for found, name in islice(_walk(root), MOST_FILES) if isinstance(found, str))
    return picklescan({name: found for name, found in walked if stat.S_ISREG(Path(found).lstat().st_mode)})


def examined(root: Path, seconds: float = SECONDS) -> Iterator[Inspected]:
    """The rows of a file, or of a folder's files, in the order in which they lie there; signatures are not held to them."""
    try:
        mode = root.stat().st_mode  # a link that a person names is meant
    except (OSError, ValueError) as error:
        yield _unread(_shown(root.name or str(root)), error)
        return
    if not stat.S_ISDIR(mode):
        yield from file(os.path.realpath(root), _shown(root.name), seconds)
        return
    for count, (found, name) in enumerate(_walk(root)):
        if isinstance(found, OSError):
            yield _unread(name, found)
        elif count >= MOST_FILES:
            yield Inspected(
                ".", "folder", Verdict.NOT_ASSESSED, why=f"it holds more than {MOST_FILES:,} files; inspect its parts"
            )
            return
        else:
            yield from file(found, name, seconds)
            if name == MLMODEL or name.endswith("/" + MLMODEL):
                from .mlflow_folder import model_folder  # and YAML with it, which other folders need not wait for

                yield from model_folder(Path(found).parent, name.rpartition("/")[0])


def file(path: str, name: str, seconds: float = SECONDS) -> Iterator[Inspected]:
    """Rows for one file, which they call ``name``."""
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode):
            what = views.kind(mode)
            why = f"it is a {what}, which is not followed or opened"
            if what == "link":
                why = (
                    f"it is a link to {_shown(str(Path(path).readlink()))[:200]!r}, which is not followed; inspect that"
                )
            yield Inspected(name, what, Verdict.NOT_ASSESSED, why=why)
            return
        with views.opened(path) as view:
            yield from list(look(view, name, Budget(seconds)))
    except (OSError, ValueError) as error:
        yield _unread(name, error)


def _walk(root: Path) -> Iterator[tuple[str | OSError, str]]:
    """Files and links with the names that rows call them by; folders that cannot be listed with the reason."""
    todo = [(os.fspath(root), "")]
    while todo:
        folder, start = todo.pop()
        try:
            with os.scandir(folder) as entries:  # files first, then folders
                found = sorted((each.is_dir(follow_symlinks=False), each.name, each.path) for each in entries)
        except OSError as error:
            yield error, _shown(start.rstrip("/") or ".")
            continue
        yield from ((path, _shown(start + name)) for is_folder, name, path in found if not is_folder)
        todo += ((path, f"{start}{name}/") for is_folder, name, path in reversed(found) if is_folder)


def _unread(name: str, error: Exception) -> Inspected:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Inspected(name, "unread", Verdict.NOT_ASSESSED, why=f"it cannot be read: {reason}")


def _shown(name: str) -> str:
    """A disk has names that no text can hold, and names that move a terminal's cursor."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
