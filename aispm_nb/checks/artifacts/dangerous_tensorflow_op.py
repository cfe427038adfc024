from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="dangerous-tensorflow-op",
    title="A TensorFlow graph reads, writes or runs Python",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Operations such as ReadFile, WriteFile and PyFunc act on the machine that serves the graph.",
    fix="Do not serve it; export the graph again without these operations.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://github.com/tensorflow/tensorflow/blob/master/SECURITY.md",),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    sql=question("'savedmodel'", "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "saved_model.pb", "format": "savedmodel", "verdict": "dangerous", "why": "WriteFile", "dangerous": ["WriteFile"], "unknown": []},
                                  {"location": "/m/2", "path": "saved_model.pb", "format": "savedmodel", "verdict": "known", "why": "operators of TensorFlow", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "saved_model.pb", "format": "savedmodel", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
