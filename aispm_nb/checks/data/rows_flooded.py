from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .families import question, world

RULE = Rule(
    id="rows-flooded",
    title="A training set holds crowds of near-equal rows",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="Copies weigh as often as they stand there: a flood of near-equal rows bends a decision without a single label that looks wrong.",
    fix="Look at the rows that are named, keep one of each crowd with report.clean(), and find out which job wrote them.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://atlas.mitre.org/techniques/AML.T0020", "https://arxiv.org/abs/2107.06499"),
    needs=("training_sets", "row_families"),
    sql=question("duplicate", "are packed closer together than the rest of the set allows", times=8),  # sets have natural copies of their own
    cases=(
        Case("far more than chance, and a set that is not there", given=world("duplicate", 40), fails=("datasets:/a@1",), not_assessed=("datasets:/b@1",)),
        Case("as many as chance puts there", given=world("duplicate", 2), passes=("datasets:/a@1",), not_assessed=("datasets:/b@1",)),
    ),
)  # fmt: skip
