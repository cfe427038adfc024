from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .inspected import ARCHIVES, question

RULE = Rule(
    id="archive-cannot-be-followed",
    title="An archive does not hold what it says",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Two headers that differ, repeated names or broken checksums make readers see different files: what a scanner reads is not what is loaded.",
    fix="Do not load it; pack the files again.",
    undo=Undo.ADDS,
    techniques=("AML.T0076",),
    references=("https://atlas.mitre.org/techniques/AML.T0076",),
    needs=("inspected",),
    sql=question(ARCHIVES, "unknown"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "data.zip", "format": "zip", "verdict": "unknown", "why": "local and central headers differ", "dangerous": [], "unknown": []},
                                  {"location": "/m/2", "path": "data.zip", "format": "zip", "verdict": "known", "why": "", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "data.zip", "format": "zip", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
