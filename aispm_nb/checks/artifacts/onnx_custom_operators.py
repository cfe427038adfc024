from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="onnx-custom-operators",
    title="An ONNX model needs operators of a domain of its own",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Such operators are a native library that is loaded into the serving process.",
    fix="Review and pin the library, or export with operators of ai.onnx and ai.onnx.ml.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://onnxruntime.ai/docs/reference/operators/add-custom-op.html",),
    needs=("inspected",),
    sql=question("'onnx'", "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.onnx", "format": "onnx", "verdict": "unknown", "why": "domain acme.ops", "dangerous": [], "unknown": ["acme.ops"]},
                                  {"location": "/m/2", "path": "model.onnx", "format": "onnx", "verdict": "known", "why": "operators of ONNX", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.onnx", "format": "onnx", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
