from ...vocabulary import Confidence, Exploitation, Rule, Severity, Threat, Undo
from .values import case, question

RULE = Rule(
    id="secret-in-rows",
    title="Rows of a training set hold a secret",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Everybody who may read the data set can use it, and a language model that is trained on it can be asked for it.",
    fix="Revoke the secret and issue another, then mask the column with report.clean(mask=True) and train again.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AML.T0057"),
    references=("https://cwe.mitre.org/data/definitions/798.html", "https://arxiv.org/abs/2012.07805"),
    needs=("training_sets", "training_values"),
    sql=question("secret"),
    cases=(case("secret", "AWS access key"),),
)  # fmt: skip
