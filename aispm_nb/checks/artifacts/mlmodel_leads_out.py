from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="mlmodel-leads-out",
    title="MLmodel names files outside its folder",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="MLflow follows the path and loads what lies there, which is not the file that was reviewed.",
    fix="Do not load it; log the model again from its run.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000", "AML.T0018"),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2024-27132",),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    sql=question("'mlflow'", "dangerous", "why LIKE '%leads out of the folder%'"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "MLmodel", "format": "mlflow", "verdict": "dangerous", "why": "../x: data leads out of the folder", "dangerous": ["../x"], "unknown": []},
                                  {"location": "/m/2", "path": "MLmodel", "format": "mlflow", "verdict": "known", "why": "", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "MLmodel", "format": "mlflow", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
