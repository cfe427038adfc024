from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="dangerous-model-code",
    title="Code that comes with a model calls dangerous functions when it is loaded",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="MLflow imports these files on load, even with pickles forbidden, and what stands at their top runs.",
    fix="Take the alias off, review the files, and ship reviewed code as a pinned package.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://mlflow.org/docs/latest/ml/model/models-from-code/",),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    automatable=True,
    sql=question("'mlflow-code'", "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "code/prep.py", "format": "mlflow-code", "verdict": "dangerous", "why": "subprocess.run: prep.py calls it when it is loaded", "dangerous": ["subprocess.run"], "unknown": []},
                                  {"location": "/m/2", "path": "code/prep.py", "format": "mlflow-code", "verdict": "unknown", "why": "runs when imported", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "code/prep.py", "format": "mlflow-code", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
