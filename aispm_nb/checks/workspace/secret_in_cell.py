from ...vocabulary import Confidence, Exploitation, Rule, Severity, Threat, Undo
from .cells import held, texts

RULE = Rule(
    id="secret-in-cell",
    title="A secret is typed into a notebook or script",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    why="Notebooks are shared, mailed and committed with all that is in them, and whoever reads the cell has the key. Its history keeps it after it is deleted.",
    fix="Revoke the key at its provider, put the new one into a secret store or an environment variable, and read it from there. Then take it out of the repository's history.",
    undo=Undo.LOST,
    techniques=("AML.T0055",),
    references=("https://atlas.mitre.org/techniques/AML.T0055",),
    exploitation=Exploitation.PUBLIC_POC,
    needs=("cells", "code"),
    sql=held("secret", "holds"),
    cases=(texts("secret", "AWS access key"),),
)  # fmt: skip
