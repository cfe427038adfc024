from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo
from .inspected import ARCHIVES, question

RULE = Rule(
    id="archive-leads-out",
    title="An archive writes outside the folder it is unpacked to",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A member with '..', an absolute name or a link replaces files of whoever unpacks it (zip slip).",
    fix="Do not unpack it; ask for the files without an archive.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://cwe.mitre.org/data/definitions/22.html",),
    needs=("inspected",),
    exploitation=Exploitation.PUBLIC_POC,
    sql=question(ARCHIVES, "dangerous"),
    cases=(
        Case("one that is, one that is not, one that could not be looked into",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "inspected": [{"location": "/m/1", "path": "data.tar", "format": "tar", "verdict": "dangerous", "why": "../../.bashrc leads out of it", "dangerous": [], "unknown": []},
                                  {"location": "/m/2", "path": "data.tar", "format": "tar", "verdict": "known", "why": "", "dangerous": [], "unknown": []},
                                  {"location": "/m/3", "path": "data.tar", "format": "tar", "verdict": "not-assessed", "why": "too large"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
