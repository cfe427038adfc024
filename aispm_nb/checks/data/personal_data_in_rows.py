from ...vocabulary import Confidence, Exploitation, Rule, Severity, Threat, Undo
from .values import case, question

RULE = Rule(
    id="personal-data-in-rows",
    title="Rows of a training set hold personal data",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PRIVACY,
    exploitation=Exploitation.NONE,
    why="A model can give its training rows away, and whoever may read the data set reads them anyway; the law asks for a purpose and a limit.",
    fix="Drop or mask the column with report.clean(mask=True), train again, and delete what was logged of it.",
    undo=Undo.LOST,
    techniques=("AML.T0024.000", "AML.T0057"),
    references=("https://gdpr-info.eu/art-5-gdpr/", "https://arxiv.org/abs/2012.07805"),
    needs=("training_sets", "training_values"),
    sql=question("personal"),
    cases=(case("personal", "e-mail address"),),
)  # fmt: skip
