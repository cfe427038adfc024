"""TensorFlow SavedModel: the operations of its graphs; some read and write files or run Python, others nobody knows.

Source: tensorflow/core/protobuf/saved_model.proto, meta_graph.proto, framework/graph.proto and function.proto. The known
operations are those that TensorFlow Lite lets through (tensorflow/lite/delegates/flex/allowlisted_flex_ops.cc) and those
that savers and Keras write; ``tf_ops.txt`` beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ..json_text import Unreadable, load
from ..judging import dangerous, known, unknown
from ..protobuf import Malformed, message_kind, messages, text
from ..verdict import Inspected, Name, concluded
from .keras import configuration

FORMATS = ("savedmodel", "metagraph", "graphdef", "pbtxt", "keras-metadata")
MOST_NODES, MOST_LAYERS, MOST_TEXT = 300_000, 5_000, 16 << 20
_OP = re.compile(rb"""\bop\s{0,5}:\s{0,5}["']([^"']{1,200})""")
DANGEROUS = {
    **dict.fromkeys(("PyFunc", "PyFuncStateless", "EagerPyFunc", "NumpyFunc"), "runs a Python function"),
    **dict.fromkeys(("ReadFile", "MatchingFiles", "WholeFileReader", "WholeFileReaderV2", "FixedLengthRecordDataset",
                     "TextLineDataset", "TFRecordDataset", "TFRecordReader", "TFRecordReaderV2", "TextLineReader", "IteratorFromFile",
                     "CSVDataset", "SqlDataset", "DebugIdentity", "DebugIdentityV2", "ImmutableConst", "LMDBDataset",
                     "LMDBReader", "FileSystemSetConfiguration"), "reads files or opens addresses"),
    **dict.fromkeys(("WriteFile", "WriteSummary", "WriteImageSummary", "CreateSummaryFileWriter", "SaveDataset",
                     "SaveDatasetV2", "DumpTensor", "PrintV2ToFile", "SummaryWriter", "CloseSummaryWriter"), "writes files"),
    **dict.fromkeys(("DistributedSave", "DataServiceDataset", "DataServiceDatasetV2", "RegisterDataset", "RpcCall", "RpcServer",
                     "TryRpc", "Rpc", "RemoteCall", "CollectiveBcastSend", "Send", "Recv"), "sends over the network"),
    **dict.fromkeys(("LoadLibrary", "Abort", "FlushSummaryWriter", "ComposeTPU", "XlaLaunchCustomCall", "XlaCustomCall",
                     "XlaCustomCallV2", "GeneratorDataset"), "runs code outside of the graph or stops the process"),
}  # fmt: skip


@cache
def _known() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("tf_ops.txt").read_text(encoding="utf-8").split())


def inspect(view: memoryview, path: str) -> Inspected:
    kind = "pbtxt" if not {view[0]} & {8, 10, 18} else message_kind(view) or "savedmodel"
    found = _keras(view) if kind == "keras-metadata" else _found(view, kind)
    return concluded(path, kind, found, "operations of TensorFlow that reach nothing outside of the graph", len(view))


def _found(view: memoryview, kind: str) -> Iterator[Name]:
    seen: set[str] = set()
    try:
        operations = {"pbtxt": _written, "graphdef": _graph, "metagraph": _metagraph}.get(kind, _operations)(view)
        for count, op in enumerate(operations):
            if op not in seen:
                seen.add(op)
                yield _judged(op)
            if count > MOST_NODES:
                yield unknown("graph", f"it has more than {MOST_NODES:,} nodes")
                return
    except Malformed as error:
        yield unknown("graph", f"it is damaged: {error}")


def _operations(view: memoryview) -> Iterator[str]:
    for meta in messages(view, 2):
        yield from _metagraph(meta)


def _metagraph(meta: memoryview) -> Iterator[str]:
    for graph in messages(meta, 2):
        yield from _graph(graph)


def _graph(graph: memoryview) -> Iterator[str]:
    for node in messages(graph, 1):
        yield text(node, 2)
    for library in messages(graph, 2):
        for function in messages(library, 1):
            for node in messages(function, 3):
                yield text(node, 2)


def _written(view: memoryview) -> Iterator[str]:
    """The operations of a graph as text."""
    for match in _OP.finditer(bytes(view[:MOST_TEXT])):
        yield match[1].decode("utf-8", "replace")


def _keras(view: memoryview) -> Iterator[Name]:
    """The layers of ``keras_metadata.pb``, whose Lambdas hold bytecode."""
    try:
        for count, node in enumerate(messages(view, 1)):
            if count > MOST_LAYERS:
                yield unknown("metadata", f"it has more than {MOST_LAYERS:,} nodes")
                return
            for metadata in messages(node, 5):
                yield from configuration(load(metadata, MOST_TEXT))
    except (Malformed, Unreadable) as error:
        yield unknown("metadata", f"it is damaged: {error}")


def _judged(op: str) -> Name:
    if op in DANGEROUS:
        return dangerous(op, DANGEROUS[op])
    if op in _known():
        return known(op)
    if op.startswith(("__inference_", "__forward_", "__backward_")):
        return known("function")
    return unknown(
        op, "an operation that TensorFlow alone does not have, or that is not on the list: it may need a library"
    )
