from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import question

RULE = Rule(
    id="unusual-chat-template",
    title="A chat template does what templates do not need",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    threat=Threat.UNSAFE_ARTIFACT,
    why="It may change what the model is told beyond the conversation.",
    fix="Read the template, and compare it with the publisher's at a pinned revision.",
    undo=Undo.ADDS,
    techniques=("AML.T0051",),
    references=("https://huggingface.co/docs/transformers/chat_templating",),
    needs=("inspected",),
    sql=question("'jinja', 'gguf'", "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "chat_template.jinja", "format": "jinja", "verdict": "unknown", "why": "calls acme()", "dangerous": [], "unknown": ["acme"]},
                                  {"location": "/m/2", "path": "chat_template.jinja", "format": "jinja", "verdict": "known", "why": "loops over messages", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "chat_template.jinja", "format": "jinja", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
