from ...vocabulary import Confidence, Exploitation, Rule, Severity, Threat, Undo
from .cells import held, texts

RULE = Rule(
    id="secret-in-output",
    title="A secret stands in the output of a cell",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    why="An output is saved with the notebook and goes wherever the notebook goes, also when the cell that printed it is gone.",
    fix="Revoke the key, clear the output, save, and take it out of the repository's history. Strip outputs before a notebook is committed (nbstripout does).",
    undo=Undo.LOST,
    techniques=("AML.T0055",),
    references=("https://atlas.mitre.org/techniques/AML.T0055", "https://github.com/kynan/nbstripout"),
    exploitation=Exploitation.PUBLIC_POC,
    needs=("cells", "code"),
    sql=held("secret_shown", "shows"),
    cases=(texts("secret_shown", "JSON web token"),),
)  # fmt: skip
