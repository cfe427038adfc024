from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import PICKLES, question

RULE = Rule(
    id="model-file-cannot-be-followed",
    title="A model file is built so that it cannot be followed",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Truncated, confused or computed streams are how an attack hides from scanners; a file that a library wrote is none of these.",
    fix="Do not load it; log the model again from its run and compare.",
    undo=Undo.ADDS,
    techniques=("AML.T0076", "AML.T0011.000"),
    references=("https://atlas.mitre.org/techniques/AML.T0076",),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    sql=question(PICKLES, "unknown", "len(unknown) = 0"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.pkl", "format": "pickle", "verdict": "unknown", "why": "the stream ends before its end", "dangerous": [], "unknown": []},
                                  {"location": "/m/2", "path": "model.pkl", "format": "pickle", "verdict": "unknown", "why": "names acme.Scaler", "dangerous": [], "unknown": ["acme.Scaler"]},
                                  {"location": "/m/3", "path": "model.pkl", "format": "pickle", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
