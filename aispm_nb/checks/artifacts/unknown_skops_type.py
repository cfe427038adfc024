from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="unknown-skops-type",
    title="A skops file builds a type that nobody has reviewed",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="skops asks before it builds such a type, and the model answers for itself in skops_trusted_types.",
    fix="Review the types, and keep the list of trusted ones where models are loaded, not in the model.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000",),
    references=("https://skops.readthedocs.io/en/stable/persistence.html",),
    needs=("inspected",),
    sql=question("'skops'", "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.skops", "format": "skops", "verdict": "unknown", "why": "builds acme.Scaler", "dangerous": [], "unknown": ["acme.Scaler"]},
                                  {"location": "/m/2", "path": "model.skops", "format": "skops", "verdict": "known", "why": "names only scikit-learn", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.skops", "format": "skops", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
