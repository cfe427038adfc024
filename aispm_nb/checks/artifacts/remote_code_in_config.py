from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="remote-code-in-config",
    title="A configuration makes loading fetch or import code",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.SUPPLY_CHAIN,
    why="auto_map, trust_remote_code and _target_ name code that is imported, or downloaded and imported, when the model is loaded.",
    fix="Review the code, pin its revision, and load with trust_remote_code=False.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000", "AML.T0010.003"),
    references=("https://huggingface.co/docs/transformers/custom_models",),
    needs=("inspected",),
    sql=question("'json', 'yaml'", "unknown", "len(unknown) > 0"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "config.json", "format": "json", "verdict": "unknown", "why": "auto_map names modeling.Acme", "dangerous": [], "unknown": ["modeling.Acme"]},
                                  {"location": "/m/2", "path": "config.json", "format": "json", "verdict": "known", "why": "data only", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "config.json", "format": "json", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
