from ...vocabulary import Case, Confidence, Rule, Severity, Threat
from .families import question, world

RULE = Rule(
    id="labels-look-wrong",
    title="Labels of a training set look wrong",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="Flipped labels teach a model to be wrong where somebody wants it to be: a few per cent are enough, and accuracy on clean data hardly moves.",
    fix="Look at the rows that are named, correct or drop them with report.clean(), train again, and find out who may write to the source.",
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://atlas.mitre.org/techniques/AML.T0020", "https://arxiv.org/abs/1911.00068"),
    needs=("training_sets", "row_families"),
    sql=question("label", "carry a label that the rest of the row contradicts"),
    cases=(
        Case("far more than chance, and a set that is not there", given=world("label", 40), fails=("datasets:/a@1",), not_assessed=("datasets:/b@1",)),
        Case("as many as chance puts there", given=world("label", 2), passes=("datasets:/a@1",), not_assessed=("datasets:/b@1",)),
    ),
)  # fmt: skip
