from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="onnx-data-outside-folder",
    title="An ONNX model reads data outside its folder",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="External data with an absolute path or '..' makes the runtime read other files of the serving machine.",
    fix="Do not load it; save the model again with its data inside.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000", "AML.T0049"),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2024-27318", "https://onnx.ai/onnx/repo-docs/ExternalData.html"),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    sql=question("'onnx'", "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.onnx", "format": "onnx", "verdict": "dangerous", "why": "external data at ../../etc/passwd", "dangerous": ["../../etc/passwd"], "unknown": []},
                                  {"location": "/m/2", "path": "model.onnx", "format": "onnx", "verdict": "known", "why": "operators of ONNX", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.onnx", "format": "onnx", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
