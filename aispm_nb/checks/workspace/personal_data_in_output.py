from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import held, texts

RULE = Rule(
    id="personal-data-in-output",
    title="Personal data stands in the output of a cell",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.PRIVACY,
    why="A table that was shown for a look is kept in the notebook and copied with it, outside of whatever protects the data set.",
    fix="Clear the output and save. Show columns without persons, or a count; strip outputs before a notebook is committed.",
    undo=Undo.LOST,
    techniques=("AISPM.PERSONAL-DATA", "AML.T0036"),
    references=("https://gdpr-info.eu/art-5-gdpr/",),
    needs=("cells", "code"),
    sql=held("personal_shown", "shows"),
    cases=(texts("personal_shown", "e-mail address"),),
)  # fmt: skip
