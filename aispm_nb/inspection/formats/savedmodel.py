"""TensorFlow SavedModel: the operations of its graphs; some read and write files or run Python, others nobody knows.

Source: tensorflow/core/protobuf/saved_model.proto, meta_graph.proto, framework/graph.proto and function.proto. The known
operations are those that TensorFlow Lite lets through (tensorflow/lite/delegates/flex/allowlisted_flex_ops.cc) and those
that savers and Keras write; ``tf_ops.txt`` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ..judging import dangerous, known, unknown
from ..protobuf import Malformed, messages, text
from ..verdict import Inspected, Name, concluded

FORMATS = ("savedmodel",)
MOST_NODES = 300_000
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
    return concluded(
        path, "savedmodel", _found(view), "operations of TensorFlow that reach nothing outside of the graph", len(view)
    )


def _found(view: memoryview) -> Iterator[Name]:
    seen: set[str] = set()
    try:
        for count, op in enumerate(_operations(view)):
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
        for graph in messages(meta, 2):
            for node in messages(graph, 1):
                yield text(node, 2)
            for library in messages(graph, 2):
                for function in messages(library, 1):
                    for node in messages(function, 3):
                        yield text(node, 2)


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
