"""What the code of a notebook or a script says it does: imports, calls, shell lines, installs. It is parsed, never run.

A notebook's names are followed from cell to cell in the order in which they stand.
"""

from __future__ import annotations

import ast
import re
import shlex
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from .source import full_name, imports

# Arguments that change what a call would do; others are nobody's business and are not kept.
WATCHED = (
    "trust_remote_code", "weights_only", "allow_pickle", "verify", "verify_ssl", "ssl_verify", "shell", "revision", "safe_mode",
    "share", "unsafe", "allow_dangerous_deserialization", "allow_dangerous_code", "allow_dangerous_requests", "base_url", "tracking_uri",
)  # fmt: skip
_INSTALLS = re.compile(r"(?:^|[;&|]\s*|\s)(?:pip3?|uv\s+pip|conda|mamba|micromamba)\s+install\s+([^;&|\n]*)")
_URL = re.compile(r"\bhttps?://[^\s\"'<>{}\\]{3,500}")
_VALUED = ("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host", "-c", "--channel", "-r",
           "--requirement", "--constraint", "-t", "--target", "--prefix", "-n", "--name")  # fmt: skip


class NotPython(ValueError):
    """It cannot be parsed as Python; the words say where."""


@dataclass(frozen=True)
class Told:
    """One thing that code says. ``line`` is 1-based.

    ``what`` is *import* (``name`` a module), *call* (a dotted name; ``detail`` its first argument when that is a text,
    None when the arguments are worked out at run time), *keyword* (``detail`` is ``argument=value``), *shell* (a line for a
    shell), *package* and *option* of an install, *host* (of a URL written in the code; ``detail`` is its scheme).
    """

    line: int
    what: str
    name: str
    detail: str | None = None


def told(source: str, names: dict[str, str]) -> list[Told]:
    """Everything that one cell or script says, in the order of its lines; ``names`` is what is known so far, and grows.

    Raises
    ------
    NotPython : it cannot be parsed; deeper nesting than Python's own is refused by it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(_plain(source))
            names |= imports(tree)
            found = list(_told(tree, names))
    except SyntaxError as error:
        raise NotPython(f"line {error.lineno or '?'} is not Python ({error.msg})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise NotPython(f"it cannot be parsed as Python ({type(error).__name__})") from error
    return sorted(found, key=lambda each: each.line)


def _plain(source: str) -> str:
    """IPython's own writing (``!ls``, ``%pip``, ``%%bash``) as the Python that it stands for; text in, text out."""
    if not re.search(r"^\s*[%!?]|=\s*[!%]|\?\s*$", source, re.MULTILINE):
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    plain: str = TransformerManager().transform_cell(source)
    return plain


def _told(tree: ast.AST, names: dict[str, str]) -> Iterator[Told]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Told(node.lineno, "import", alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield Told(node.lineno, "import", node.module)
        elif isinstance(node, ast.Call):
            yield from _call(node, names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _hosts(node.lineno, node.value)


def _call(node: ast.Call, names: dict[str, str]) -> Iterator[Told]:
    name = full_name(node.func, names)
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name.startswith("get_ipython."):
        if len(texts) == len(node.args):
            yield from _magic(node.lineno, name.removeprefix("get_ipython."), texts)
        return
    if not name:
        return
    written = all(isinstance(arg, ast.Constant) for arg in node.args)
    yield Told(node.lineno, "call", name, (texts[0] if texts else "") if written else None)
    for word in node.keywords:
        if word.arg in WATCHED and isinstance(word.value, ast.Constant):
            yield Told(node.lineno, "keyword", name, f"{word.arg}={word.value.value!s}")
    if name in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.run", "subprocess.call") and texts:
        yield from _shell(node.lineno, texts[0])


def _magic(line: int, kind: str, texts: list[str]) -> Iterator[Told]:
    if kind in ("system", "getoutput") and texts:
        yield from _shell(line, texts[0])
    elif kind == "run_line_magic" and len(texts) > 1:
        magic, rest = texts[:2]
        if magic in ("pip", "conda", "mamba", "uv", "sx", "sc", "system"):
            yield from _shell(line, f"{magic} {rest}" if magic in ("pip", "conda", "mamba", "uv") else rest)
        yield from _hosts(line, rest)
    elif kind == "run_cell_magic" and len(texts) > 2 and texts[0] in ("bash", "sh", "script", "system", "!", "sx"):
        for i, each in enumerate(texts[2].splitlines()):
            yield from _shell(line + 1 + i, each)


def _shell(line: int, text: str) -> Iterator[Told]:
    yield Told(line, "shell", text)
    yield from _hosts(line, text)
    for install in _INSTALLS.finditer(text):
        try:
            words = shlex.split(install[1], comments=True)
        except ValueError:  # quotes that do not close
            words = install[1].split()
        while words:
            word = words.pop(0)
            option, _, value = word.partition("=")
            if word in _VALUED:
                yield Told(line, "option", word, words.pop(0) if words else "")
            elif word.startswith("--") and option in _VALUED:
                yield Told(line, "option", option, value)
            elif not word.startswith("-"):
                yield Told(line, "package", word)


def _hosts(line: int, text: str) -> Iterator[Told]:
    for url in _URL.findall(text[:20_000]):
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            continue
        if host:
            yield Told(line, "host", host, parts.scheme)
