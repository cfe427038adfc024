from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="dangerous-skops-type",
    title="A skops file builds something that can run code",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="skops refuses such types unless they are trusted, and MLflow takes the list of trusted ones from the model itself.",
    fix="Take the alias off, do not load the file, and log the model again with types of scikit-learn, NumPy and SciPy alone.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://skops.readthedocs.io/en/stable/persistence.html",),
    needs=("inspected",),
    exploitation=Exploitation.ACTIVE,
    automatable=True,
    sql=question("'skops'", "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.skops", "format": "skops", "verdict": "dangerous", "why": "builds operator.methodcaller", "dangerous": ["operator.methodcaller"], "unknown": []},
                                  {"location": "/m/2", "path": "model.skops", "format": "skops", "verdict": "known", "why": "names only scikit-learn", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.skops", "format": "skops", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
