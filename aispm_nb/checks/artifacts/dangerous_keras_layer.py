from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="dangerous-keras-layer",
    title="A Keras model carries code in its configuration",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A Lambda layer is marshalled Python that runs when the model is loaded without safe mode.",
    fix="Do not load it; replace the layer by a registered one in reviewed code and save again.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://keras.io/api/models/model_saving_apis/model_saving_and_loading/", "https://nvd.nist.gov/vuln/detail/CVE-2025-1550"),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    automatable=True,
    sql=question("'keras', 'hdf5'", "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.keras", "format": "keras", "verdict": "dangerous", "why": "Lambda: marshalled code", "dangerous": ["Lambda"], "unknown": []},
                                  {"location": "/m/2", "path": "model.keras", "format": "keras", "verdict": "known", "why": "layers of Keras", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.keras", "format": "keras", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
