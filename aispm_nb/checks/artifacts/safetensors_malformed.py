from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="safetensors-malformed",
    title="A safetensors file is not what its header says",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Overlaps, gaps and trailing bytes are where a second file hides; the format's own library writes none.",
    fix="Do not load it; save the tensors again from the run.",
    undo=Undo.ADDS,
    techniques=("AML.T0076",),
    references=("https://github.com/huggingface/safetensors#format",),
    needs=("inspected",),
    sql=question("'safetensors'", "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.safetensors", "format": "safetensors", "verdict": "unknown", "why": "17 bytes trail after the last tensor", "dangerous": [], "unknown": []},
                                  {"location": "/m/2", "path": "model.safetensors", "format": "safetensors", "verdict": "known", "why": "tensors", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.safetensors", "format": "safetensors", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
