from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="custom-keras-objects",
    title="A Keras model needs code that is not Keras' own",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Loading imports the module that the configuration names, whatever it does.",
    fix="Review the module, pin it by digest, and load with safe_mode=True.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000",),
    references=("https://keras.io/guides/serialization_and_saving/",),
    needs=("inspected",),
    sql=question("'keras', 'hdf5'", "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.keras", "format": "keras", "verdict": "unknown", "why": "acme.Attention", "dangerous": [], "unknown": ["acme.Attention"]},
                                  {"location": "/m/2", "path": "model.keras", "format": "keras", "verdict": "known", "why": "layers of Keras", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.keras", "format": "keras", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
