from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .families import question, world

RULE = Rule(
    id="rows-far-out",
    title="A training set holds rows that lie far from all others",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="Single rows far out pull a model that trusts them, and are where broken sensors, wrong units and crude poisoning show first.",
    fix="Look at the rows that are named: correct units and broken values, and drop with report.clean() what cannot be explained.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://atlas.mitre.org/techniques/AML.T0020", "https://doi.org/10.1145/335191.335388"),
    needs=("training_sets", "row_families"),
    sql=question("outlier", "lie far from all others"),
    cases=(
        Case("far more than chance, and a set that is not there", given=world("outlier", 40), fails=("datasets:/a@1",), not_assessed=("datasets:/b@1",)),
        Case("as many as chance puts there", given=world("outlier", 2), passes=("datasets:/a@1",), not_assessed=("datasets:/b@1",)),
    ),
)  # fmt: skip
