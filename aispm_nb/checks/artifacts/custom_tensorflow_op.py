from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="custom-tensorflow-op",
    title="A TensorFlow graph needs operations that are not TensorFlow's",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A custom operation is a native library that is loaded into the serving process.",
    fix="Review and pin the library, or export the graph with TensorFlow's own operations.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://www.tensorflow.org/guide/create_op",),
    needs=("inspected",),
    sql=question("'savedmodel'", "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "saved_model.pb", "format": "savedmodel", "verdict": "unknown", "why": "AcmeOp", "dangerous": [], "unknown": ["AcmeOp"]},
                                  {"location": "/m/2", "path": "saved_model.pb", "format": "savedmodel", "verdict": "known", "why": "operators of TensorFlow", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "saved_model.pb", "format": "savedmodel", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
