"""Where a model's environment comes from: channels, indexes, addresses and what builds it, as MLflow would install it.

Source: mlflow.utils.environment and virtualenv (``conda.yaml``, ``python_env.yaml``, ``requirements.txt``); pip,
"Requirements file format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import plain_yaml, views
from .judging import dangerous, unknown
from .verdict import Inspected, Name, Verdict, concluded

FILES = ("conda.yaml", "python_env.yaml", "requirements.txt")
MOST_LINE = 2_000
CHANNELS = frozenset(
    (
        "defaults",
        "conda-forge",
        "pytorch",
        "nvidia",
        "anaconda",
        "main",
        "nodefaults",
        "intel",
        "huggingface",
        "rapidsai",
    )
)
HOSTS = frozenset(
    (
        "pypi.org",
        "files.pythonhosted.org",
        "download.pytorch.org",
        "conda.anaconda.org",
        "repo.anaconda.com",
        "pypi.nvidia.com",
    )
)
BUILDS = frozenset(("pip", "setuptools", "wheel"))
_OPTION = re.compile(r"(-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host|-r|--requirement|-c|--constraint|-e|--editable|--pre"
                     r"|--no-index|--global-option|--config-settings?|--no-binary)(?:[=\s]+(\S+))?")  # fmt: skip
_ADDRESS = re.compile(r"(?:^|\s|@\s*)((?:git|hg|svn|bzr)\+\S+|https?://\S+|ftp://\S+|file:\S+)")


def files(root: Path) -> Iterator[Inspected]:
    """A row for each file of the environment that asks for something from elsewhere, or that cannot be read."""
    for name in FILES:
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with views.opened(path) as view:
                content = bytes(view[: plain_yaml.MOST_BYTES + 1])
            found = list(_found(name, content))
        except plain_yaml.Unreadable as error:
            yield Inspected(name, "mlflow", Verdict.UNKNOWN, why=str(error))
            continue
        except OSError as error:
            yield Inspected(name, "mlflow", Verdict.NOT_ASSESSED, why=f"it cannot be read: {error.strerror or error}")
            continue
        if found:
            yield concluded(name, "mlflow", found, "")


def _found(name: str, content: bytes) -> Iterator[Name]:
    if name == "requirements.txt":
        for line in content.decode("utf-8", "replace").replace("\\\n", " ").splitlines():
            yield from _line(line)
        return
    body = plain_yaml.parse(content)
    for channel in _list(body.get("channels")):
        if str(channel) not in CHANNELS:
            yield _from(str(channel), "a channel that packages, and what runs while they are installed, come from")
    for entry in _list(body.get("dependencies")):
        for line in [entry] if isinstance(entry, str) else _list(entry.get("pip")) if isinstance(entry, dict) else ():
            text = str(line)
            if "::" in text and text.split("::")[0] not in CHANNELS:
                yield _from(text.split("::")[0], "a channel that packages come from")
            yield from _line(text)
    for line in _list(body.get("build_dependencies")):
        package = re.split(r"[\s=<>!~\[@;]", str(line).strip())[0].lower()
        if package not in BUILDS:
            yield unknown(str(line)[:200], "it is installed first and runs while everything else is built")
        yield from _line(str(line))


def _list(value: Any) -> list[Any]:
    return value[:5_000] if isinstance(value, list) else []


def _line(line: str) -> Iterator[Name]:
    line = re.sub(r"(^|\s)#.*$", "", line[:MOST_LINE]).strip()
    for option in _OPTION.finditer(line) if line.startswith("-") or " --" in line else ():
        name, target = option[1], option[2] or ""
        if name == "--trusted-host":
            yield dangerous(target or name, "packages from there are installed without checking whose they are")
        elif name in ("-i", "--index-url", "--extra-index-url", "-f", "--find-links"):
            yield _from(target, "packages, and what runs while they are installed, come from there")
        elif name in ("-e", "--editable", "-r", "--requirement") and target not in ("", "requirements.txt"):
            yield _from(target, "what is installed stands there and not here")
        elif name in ("--global-option", "--config-settings", "--config-setting"):
            yield unknown(line[:200], "it gives orders to what builds the packages")
    if not line.startswith("-"):
        for address in _ADDRESS.finditer(line):
            yield _from(address[1], "a package is installed from this address, past every index")
        if re.match(r"(/|\.{1,2}/|~|[A-Za-z]:\\)", line):
            yield unknown(line[:200], "a package is installed from a folder of the machine")


def _from(target: str, why: str) -> Name:
    try:
        parts = urlsplit(target.removeprefix("git+"))
        host = parts.hostname or ""
    except ValueError:
        return unknown(target, why)
    if parts.scheme in ("http", "ftp", "git"):
        return dangerous(target, f"{why}, over a connection that anybody on the way can change")
    if parts.scheme == "https" and host in HOSTS and not target.startswith("git+"):
        return Name(target[:300], Verdict.KNOWN)
    return unknown(target, why)
