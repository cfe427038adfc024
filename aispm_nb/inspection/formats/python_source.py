"""Python files: what runs as soon as they are imported."""

from __future__ import annotations

from dataclasses import replace

from ..source import MOST, effects, parses
from ..verdict import Inspected, Verdict, concluded

FORMATS = ("python", "pth")
# What servers call by name at each request (TorchServe, SageMaker, Hugging Face), and what has nothing to load then.
HANDLERS = ("handle", "preprocess", "inference", "postprocess", "input_fn", "predict_fn", "output_fn", "transform_fn")


def inspect(view: memoryview, path: str) -> Inspected:
    text = bytes(view[: MOST + 1]).decode("utf-8", "replace")
    if path.endswith(".pth"):
        lines = [line for line in text.splitlines() if line.startswith(("import ", "import\t"))]
        why = (
            "Python runs its import lines at every start once it lies among the packages"
            if lines
            else "paths for Python"
        )
        return Inspected(path, "pth", Verdict.DANGEROUS if lines else Verdict.UNKNOWN, why=why, size=len(view))
    if not path.endswith((".py", ".pyw")) and not parses(text):
        return Inspected(path, "text", Verdict.KNOWN, why="text that speaks of Python and is none", size=len(view))
    row = concluded(path, "python", effects(text, HANDLERS), "", len(view))
    if row.verdict is Verdict.KNOWN:
        return replace(
            row, verdict=Verdict.UNKNOWN, why="Python code, which runs when something imports it; read it first"
        )
    return row
