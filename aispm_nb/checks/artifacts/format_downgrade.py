from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="format-downgrade",
    title="A model says skops and is a pickle",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="The name promises a format that cannot run code, and the bytes are one that can.",
    fix="Do not load it; compare with the run, and log the model again.",
    undo=Undo.ADDS,
    techniques=("AML.T0018", "AML.T0011.000"),
    references=("https://skops.readthedocs.io/en/stable/persistence.html",),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    sql=question("'mlflow'", "unknown", "why LIKE '%its bytes are%' OR why LIKE '%it is named skops%'"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "MLmodel", "format": "mlflow", "verdict": "unknown", "why": "model.skops: MLmodel says skops and its bytes are a pickle", "dangerous": [], "unknown": ["model.skops"]},
                                  {"location": "/m/2", "path": "MLmodel", "format": "mlflow", "verdict": "unknown", "why": "loader: MLflow imports this module", "dangerous": [], "unknown": ["loader"]},
                                  {"location": "/m/3", "path": "MLmodel", "format": "mlflow", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
