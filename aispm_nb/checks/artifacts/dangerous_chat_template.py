from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="dangerous-chat-template",
    title="A chat template reaches for the interpreter",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Templates are run for every request; one that walks from a string to Python's globals runs code where it is rendered.",
    fix="Do not load it; take the template from the model's publisher at a pinned revision.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000", "AML.T0051"),
    references=("https://nvd.nist.gov/vuln/detail/CVE-2024-34359", "https://jinja.palletsprojects.com/en/stable/sandbox/"),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    automatable=True,
    sql=question("'jinja', 'gguf'", "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "chat_template.jinja", "format": "jinja", "verdict": "dangerous", "why": "reaches __globals__", "dangerous": ["__globals__"], "unknown": []},
                                  {"location": "/m/2", "path": "chat_template.jinja", "format": "jinja", "verdict": "known", "why": "loops over messages", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "chat_template.jinja", "format": "jinja", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
