from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="native-code-in-model",
    title="A model folder holds machine code",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A library or program in the folder runs with the rights of whoever loads or unpacks it; no flavour of MLflow needs one.",
    fix="Remove it, and install native parts as pinned packages.",
    undo=Undo.LOST,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://mlflow.org/docs/latest/ml/model/",),
    needs=("inspected",),
    sql=question("'elf', 'pe', 'mach-o', 'wasm', 'java-class', 'mlflow'", "dangerous", "format <> 'mlflow' OR why LIKE 'machine code%' OR why LIKE 'Python runs it%'"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "data/libx.so", "format": "mlflow", "verdict": "dangerous", "why": "machine code within a model: no model of MLflow's needs any", "dangerous": [], "unknown": []},
                                  {"location": "/m/2", "path": "MLmodel", "format": "mlflow", "verdict": "known", "why": "", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "MLmodel", "format": "mlflow", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
