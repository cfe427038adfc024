"""Python source by its syntax tree: what it does on import, and what it could do when called. It is parsed, never run.

Names are followed through imports, plain assignments and functions of the same file; ``getattr`` with a computed name,
or bytes that are decoded and run, are not followed and told as what they are.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator

from .judging import dotted, unknown
from .verdict import Name, Verdict

MOST = 256 << 10
# Dangerous in a pickle, where a name alone is a call, and everyday in source code.
_EVERYDAY = (
    "os.path.", "os.environ.", "os.getenv", "os.getcwd", "os.fspath", "os.sep", "os.cpu_count", "os.linesep", "os.name", "os.getpid",
    "sys.path.", "sys.exit", "sys.version", "sys.modules", "sys.stdout.", "sys.stderr.", "sys.get", "sys.setrecursionlimit", "logging.", "threading.", "signal.",
    "builtins.getattr", "builtins.hasattr", "builtins.setattr", "builtins.super", "builtins.vars", "builtins.dir", "builtins.globals",
    "builtins.locals", "builtins.delattr", "builtins.print", "typing.", "dataclasses.", "enum.", "weakref.", "random.", "statistics.", "operator.", "argparse.",
    "multiprocessing.cpu_count", "tempfile.gettempdir", "urllib.parse.", "glob.", "copyreg.", "asyncio.", "concurrent.futures.", "unittest.", "gc.",
    "inspect.", "platform.", "uuid.", "importlib.metadata.", "importlib.resources.", "pkgutil.extend_path", "atexit.register", "doctest.",
)  # fmt: skip
_LIBRARIES = ("numpy", "scipy", "pandas", "sklearn", "torch", "torchvision", "torchaudio", "mlflow", "xgboost", "lightgbm", "catboost",
              "transformers", "datasets", "keras", "tensorflow", "jax", "onnx", "onnxruntime", "statsmodels", "joblib", "matplotlib", "diffusers",
              "plotly", "imblearn", "category_encoders", "cloudpickle")  # fmt: skip
_LOADS = (
    ".load",
    ".loads",
    ".read_pickle",
    ".load_library",
    ".hub.load",
    ".load_model",
    ".load_op_library",
    ".f2py.compile",
    ".Unpickler",
)


def parses(text: str) -> bool:
    """Whether a text is Python at all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(_start(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _start(text: str) -> str:
    """As much of a text as is parsed, in whole lines."""
    return text if len(text) <= MOST else text[:MOST].rpartition("\n")[0]


def effects(text: str, runs: Collection[str] = ()) -> Iterator[Name]:
    """The dangerous that a file calls when it is imported, and in the functions of these names wherever they stand.

    A file that cannot be parsed is *unknown*. Bounded to 256 kB of source; deeper nesting than Python's own is refused by it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(_start(text))
            yield from _calls(tree, runs)
        if len(text) > MOST:
            yield unknown("source", f"only its first {MOST >> 10} kB were read")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield unknown("source", f"it cannot be parsed as Python ({type(error).__name__})")


def _calls(tree: ast.Module, runs: Collection[str]) -> Iterator[Name]:
    names = imports(tree)
    functions: dict[str, list[ast.stmt]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.setdefault(node.name, []).extend(node.body)
    todo: list[ast.AST] = list(_on_import(tree.body))
    followed = set(runs)
    for name in followed:
        todo += [inner for statement in functions.get(name, ()) for inner in ast.walk(statement)]
    while todo:
        node = todo.pop()
        if not isinstance(node, ast.Call):
            continue
        full = full_name(node.func, names)
        name = full.rpartition(".")[2] if full.startswith(("self.", "cls.")) else full
        if name in functions:
            if name not in followed:
                followed.add(name)
                todo += [inner for statement in functions[name] for inner in ast.walk(statement)]
        elif full and (found := _judged(full, node)):
            yield found


def imports(tree: ast.AST) -> dict[str, str]:
    """Full names by the names that the file gives them."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and not isinstance(node.value, ast.Call)
        ):
            full = full_name(node.value, names)
            if "." in full or full in ("eval", "exec", "compile", "__import__"):
                names.setdefault(node.targets[0].id, full)
    return names


def _on_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Everything that runs on import: all but the bodies of functions; decorators and defaults run, classes' bodies too."""
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            todo += [*node.decorator_list, *node.args.defaults, *(each for each in node.args.kw_defaults if each)]
        elif isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)[:100]:
            todo += node.orelse
        elif not isinstance(node, ast.Lambda):
            todo += ast.iter_child_nodes(node)


def full_name(node: ast.AST, names: dict[str, str]) -> str:
    """The dotted name of an expression, imports resolved; what is called on a result hangs on the name of that call."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            if (
                isinstance(node.func, ast.Name)
                and node.func.id in ("__import__", "getattr", "import_module")
                and node.args
            ):
                text = node.args[-1 if node.func.id == "getattr" and len(node.args) == 2 else 0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    if node.func.id == "getattr":
                        parts.append(text.value)
                        node = node.args[0]
                        continue
                    return ".".join([text.value, *reversed(parts)])
            node = node.func
        elif isinstance(node, ast.Name):
            return ".".join([names.get(node.id, node.id), *reversed(parts)])
        else:
            return ""


def _judged(name: str, node: ast.Call) -> Name | None:
    full = name if "." in name else f"builtins.{name}"
    root = full.split(".")[0]
    if full.startswith(_EVERYDAY) or (root in _LIBRARIES and not full.endswith(_LOADS)):
        return None
    if full == "builtins.open" and not _writes(node):
        return None
    judged = dotted(full)
    return judged if judged.verdict is Verdict.DANGEROUS else None


def _writes(node: ast.Call) -> bool:
    mode = (
        node.args[1] if len(node.args) > 1 else next((word.value for word in node.keywords if word.arg == "mode"), None)
    )
    return mode is not None and not (isinstance(mode, ast.Constant) and not set(str(mode.value)) & set("wax+"))
