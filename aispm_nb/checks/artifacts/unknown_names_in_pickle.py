from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import PICKLES, question

RULE = Rule(
    id="unknown-names-in-pickle",
    title="A model file names what nobody has reviewed",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Loading imports and may call these names; they are on no list of harmless ones, and what they do is not known.",
    fix="Review the names; log the model again as skops, ONNX or safetensors, which cannot call them.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://docs.python.org/3/library/pickle.html#restricting-globals",),
    needs=("inspected",),
    sql=question(PICKLES, "unknown", "len(unknown) > 0"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.pkl", "format": "pickle", "verdict": "unknown", "why": "names acme.prep.Scaler", "dangerous": [], "unknown": ["acme.prep.Scaler"]},
                                  {"location": "/m/2", "path": "model.pkl", "format": "pickle", "verdict": "known", "why": "names only scikit-learn", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.pkl", "format": "pickle", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
