"""TorchScript, torch.export (pt2) and what torch.save writes: the text of its code; its pickles are rows of their own.

Source: torch/csrc/jit/docs/serialization.md; torch.export, "pt2 archive spec". TorchScript is no Python and reaches
operators only, but some of these read and write files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import codecs, zips
from ..budget import Budget, Exhausted
from ..containers import members
from ..judging import dangerous, known, unknown
from ..verdict import Inspected, Name, concluded

FORMATS = ("torchscript", "pt2", "torch")
MOST_CODE = 8 << 20
_OPERATOR = re.compile(rb"\b(?:torch\.)?ops\.(\w+)\.(\w+)")
_BARE = re.compile(rb"\btorch\.(\w+)\(")
_SPACES = frozenset(("aten", "prim", "prims", "quantized", "higher_order", "quantized_decomposed", "inductor", "_c10d_functional",
                     "torchvision", "torchaudio", "profiler", "mkldnn", "mkldnn_prepacked", "onednn", "xnnpack", "sparse", "symm_mem"))  # fmt: skip
_FILES = {"save", "from_file", "load", "_save_parameter", "wait_file"}


def inspect(view: memoryview, path: str) -> Inspected:
    names = zips.names(view)
    what = (
        "pt2"
        if any(name.endswith(("archive_format", "serialized_exported_program.json")) for name in names)
        else "torch"
    )
    what = "torchscript" if any(re.search(r"(^|/)code/", name) for name in names) and what == "torch" else what
    return concluded(path, what, _found(view), "", len(view))


def _found(view: memoryview) -> Iterator[Name]:
    seen: set[tuple[str, str]] = set()
    try:
        for member in members("torch", view, Budget()):
            if member.view is None:
                continue
            if member.name.endswith((".so", ".dll", ".dylib", ".cubin")):
                yield dangerous(member.name, "native code, which runs when the model is loaded")
            if not re.search(r"\.(py|json|debug_pkl)$", member.name) or member.name.endswith(".debug_pkl"):
                continue
            content = bytes(member.view[:MOST_CODE])
            for match in _OPERATOR.finditer(content):
                seen.add((match[1].decode(), match[2].decode()))
            seen |= {("aten", match[1].decode()) for match in _BARE.finditer(content) if match[1].decode() in _FILES}
            if len(member.view) > MOST_CODE:
                yield unknown(member.name, f"only the first {MOST_CODE >> 20} MB of it were looked at")
    except (Exhausted, zips.Broken, codecs.Unavailable):
        return  # the container's own row tells it
    for space, name in sorted(seen):
        if name in _FILES:
            yield dangerous(f"{space}::{name}", "reads or writes files")
        elif space in _SPACES:
            yield known(f"{space}::{name}")
        else:
            yield unknown(f"{space}::{name}", "an operator that needs a library of its maker's, which is native code")
