"""skops: its schema is walked by our own reader, and every class and function it names is judged as a pickle's would be.

skops trusts by its own list and by what the loader is told; MLflow tells it what the model itself says. So neither is
asked. Source: skops.io, ``_general.py`` and ``_audit.py`` (protocols 0 to 2): ``__module__``, ``__class__``, ``__loader__``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import codecs, zips
from ..budget import Budget, Exhausted
from ..containers import members
from ..json_text import Pairs, Unreadable, load, objects
from ..judging import dotted, known, unknown
from ..verdict import Inspected, Name, Verdict, concluded

FORMATS = ("skops",)
MOST_SCHEMA = 32 << 20
_LOADERS = (
    "DictNode DefaultDictNode ListNode SetNode TupleNode BytesNode BytearrayNode SliceNode FunctionNode PartialNode TypeNode "
    "ObjectNode ConstructorFromReduceNode MethodNode JsonNode OperatorFuncNode NdArrayNode MaskedArrayNode RandomStateNode "
    "RandomGeneratorNode DTypeNode SparseMatrixNode TreeNode LossNode SGDNode CachedNode QuantileForestNode ReduceNode "
    "_DictWithDeprecatedKeysNode LogisticRegressionNode"
)
LOADERS = frozenset(_LOADERS.split())
# Loaders that take the class as it is written and call or build it with what stands in the file.
_PLAIN = {"builtins.str", "builtins.dict", "builtins.list", "builtins.tuple", "builtins.set", "builtins.int", "builtins.float",
          "builtins.bool", "builtins.bytes", "builtins.bytearray", "builtins.slice", "numpy.ndarray", "numpy.dtype",
          "collections.OrderedDict", "collections.defaultdict", "functools.partial"}  # fmt: skip


def inspect(view: memoryview, path: str) -> Inspected:
    return concluded(path, "skops", _found(view), "a skops file; all that it names is on the allow-list", len(view))


def _found(view: memoryview) -> Iterator[Name]:
    there: dict[str, memoryview | None] = {}
    try:
        for member in members("skops", view, Budget()):
            if member.name in there and member.name == "schema.json":
                yield unknown("schema.json", "it stands there twice")
                yield from _schema(there["schema.json"], set())
            there[member.name] = member.view
    except (Exhausted, zips.Broken, codecs.Unavailable) as error:
        yield unknown("members", str(error))
    files: set[str] = set()
    yield from _schema(there.get("schema.json"), files)
    for name in sorted(set(there) - files - {"schema.json", ""}):
        yield unknown(name, "a member that the schema does not name")


def _schema(content: memoryview | None, files: set[str]) -> Iterator[Name]:
    """What a schema names; the members it names are put into ``files``."""
    if content is None:
        yield unknown("schema.json", "it cannot be read")
        return
    try:
        schema = load(content, MOST_SCHEMA)
    except Unreadable as error:
        yield unknown("schema.json", str(error))
        return
    for _, node in objects(schema):
        if isinstance(node.get("file"), str):
            files.add(node["file"])
        if node.twice:
            yield unknown(node.twice[0], "a key stands twice in one object")
        if "__loader__" in node or "__class__" in node:
            yield from _node(node)


def _node(node: Pairs) -> Iterator[Name]:
    module, name, loader = (str(node.get(key, "")) for key in ("__module__", "__class__", "__loader__"))
    full = f"{module}.{name}"
    if loader not in LOADERS:
        yield unknown(loader, "a loader that skops does not have")
    if full in _PLAIN:
        yield known(full)
    elif loader == "JsonNode":  # read as JSON, whatever class it says
        bad = dotted(full).verdict is Verdict.DANGEROUS
        yield unknown(full, "the class of plain JSON, which no writer says") if bad else known("json")
    else:
        yield dotted(full)
    content: Any = node.get("content")
    if loader == "MethodNode" and isinstance(content, dict):
        yield dotted(f"{full}.{content.get('func')}")
