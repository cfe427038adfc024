"""What a file or a folder would do when somebody loads it, told without loading it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from . import views
from .answer import Inspection
from .budget import SECONDS, Budget
from .looking import look
from .mlflow_folder import MLMODEL, model_folder
from .verdict import Inspected, Verdict

MOST_FILES = 5_000


def inspect(path: str | os.PathLike[str], *, seconds: float = SECONDS) -> Inspection:
    """Tell what a file, or every file of a folder, would do when somebody loads it. Nothing is loaded or run.

    Formats are told by bytes, never by names, and archives are looked into, archives within archives too. A folder that
    MLflow wrote is read as MLflow would read it, with its loader, its code and its requirements.

    Parameters
    ----------
    path : a file or a folder. Links in a folder are named and not followed; pipes and devices are not opened.
    seconds : the time that one file may take; what is not done by then is *not-assessed*.

    Returns
    -------
    Inspection : a row a file and a member, worst first. *Known* means that all it names is on the allow-list; nothing is
        ever called safe. A file that cannot be read is a row *not-assessed* with the reason.

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
    return Inspection(_shown(os.fspath(path)), tuple(sorted(_rows(root, seconds), key=lambda row: row.verdict.rank)))


def _rows(root: Path, seconds: float) -> Iterator[Inspected]:
    try:
        mode = root.stat().st_mode  # a link that a person names is meant
    except (OSError, ValueError) as error:
        yield _unread(_shown(root.name or str(root)), error)
        return
    if not stat.S_ISDIR(mode):
        yield from file(Path(os.path.realpath(root)), _shown(root.name), seconds)
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
            if found.name == MLMODEL:
                yield from model_folder(found.parent, name.rpartition("/")[0])


def file(path: Path, name: str, seconds: float = SECONDS) -> Iterator[Inspected]:
    """Rows for one file, which they call ``name``."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            what = views.kind(mode)
            why = f"it is a {what}, which is not followed or opened"
            if what == "link":
                why = (
                    f"it is a link to {_shown(path.readlink().as_posix())[:200]!r}, which is not followed; inspect that"
                )
            yield Inspected(name, what, Verdict.NOT_ASSESSED, why=why)
            return
        with views.opened(path) as view:
            yield from list(look(view, name, Budget(seconds)))
    except (OSError, ValueError) as error:
        yield _unread(name, error)


def _walk(root: Path) -> Iterator[tuple[Path | OSError, str]]:
    failed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failed.append, followlinks=False):
        folders.sort()
        for error in failed:
            yield error, _shown(os.path.relpath(str(error.filename or folder), root))
        failed.clear()
        for name in sorted([*names, *(each for each in folders if (Path(folder) / each).is_symlink())]):
            path = Path(folder) / name
            yield path, _shown(path.relative_to(root).as_posix())
    for error in failed:
        yield error, _shown(os.path.relpath(str(error.filename or root), root))


def _unread(name: str, error: Exception) -> Inspected:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Inspected(name, "unread", Verdict.NOT_ASSESSED, why=f"it cannot be read: {reason}")


def _shown(name: str) -> str:
    """A disk has names that no text can hold, and names that move a terminal's cursor."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
