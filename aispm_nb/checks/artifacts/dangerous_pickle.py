from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import PICKLES, question

RULE = Rule(
    id="dangerous-pickle",
    title="A model file runs code when it is loaded",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Whoever loads this version runs what the file says, with their own rights, before any prediction is made.",
    fix="Take the alias off now, do not load the file, find who registered it, and register a model from a run you trust.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000", "AML.T0018.002", "AML.T0010.003"),
    references=("https://docs.python.org/3/library/pickle.html", "https://atlas.mitre.org/techniques/AML.T0011.000"),
    needs=("inspected",),
    exploitation=Exploitation.ACTIVE,
    automatable=True,
    cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
    sql=question(PICKLES, "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "model.pkl", "format": "pickle", "verdict": "dangerous", "why": "calls os.system('id') when it is loaded", "dangerous": ["os.system"], "unknown": []},
                                  {"location": "/m/2", "path": "model.pkl", "format": "pickle", "verdict": "known", "why": "names only scikit-learn", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "model.pkl", "format": "pickle", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
