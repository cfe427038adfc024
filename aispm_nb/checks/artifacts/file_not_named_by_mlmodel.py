from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="file-not-named-by-mlmodel",
    title="A program lies in the folder that MLmodel does not name",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Nothing of MLflow's wrote it there; it waits for a path, a typo or a second step that loads it.",
    fix="Remove it, or log it as an artifact of the run where it belongs.",
    undo=Undo.LOST,
    techniques=("AML.T0018",),
    references=("https://mlflow.org/docs/latest/ml/model/",),
    needs=("inspected",),
    sql=question("'mlflow'", "unknown", "why LIKE 'MLmodel does not name it%'"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "run_me.sh", "format": "mlflow", "verdict": "unknown", "why": "MLmodel does not name it: nothing of MLflow's wrote it here", "dangerous": [], "unknown": []},
                                  {"location": "/m/2", "path": "MLmodel", "format": "mlflow", "verdict": "known", "why": "", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "MLmodel", "format": "mlflow", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
