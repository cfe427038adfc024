from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="dangerous-config",
    title="A configuration calls code when it is read",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A tag or a key in it makes an ordinary loader import and call what it names.",
    fix="Do not load it; take the file from the run that logged the model.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2017-18342",),
    needs=("inspected",),
    exploitation=Exploitation.ACTIVE,
    automatable=True,
    sql=question("'json', 'yaml', 'xml'", "dangerous", "path NOT LIKE '%!/%'"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "MLmodel", "format": "yaml", "verdict": "dangerous", "why": "python/object/apply:os.system", "dangerous": ["os.system"], "unknown": []},
                                  {"location": "/m/2", "path": "MLmodel", "format": "yaml", "verdict": "known", "why": "data only", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "MLmodel", "format": "yaml", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
