from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo
from .families import beyond

RULE = Rule(
    id="labels-look-wrong",
    title="Labels of a training set look wrong",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="Flipped labels teach a model to be wrong where somebody wants it to be: a few per cent are enough, and accuracy on clean data hardly moves.",
    fix="Look at the rows that are named, correct or drop them with report.clean(), train again, and find out who may write to the source.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://atlas.mitre.org/techniques/AML.T0020", "https://arxiv.org/abs/1911.00068"),
    needs=("training_sets", "row_families"),
    # Of sets that nobody touched two in five have more than one such row in a hundred, because their classes overlap: honest labels look
    # wrong there. 13 of 103 have more than 1.5 times as many as labels drawn from what the rest of the rows says would give; with 5 %
    # of the labels flipped 62 have (`benchmarks/findings.py`). Where of more than a third of the rows another class is likelier (labels
    # drawn at random: half to all of them), nothing is said either. A regression has no such count; there more rows beyond the
    # filter threshold must lie than chance puts there.
    sql=f"""
    SELECT s.asset, coalesce(s.wrong_labels, f.strong) AS rows, s.scored AS of_rows, f.worst[:10] AS rows_to_look_at_first, s.label,
           CASE WHEN f.reason IS NOT NULL OR f.strong IS NULL THEN NULL
                WHEN f.unsure > 0.33 THEN NULL
                WHEN s.wrong_labels < greatest(5, 0.01 * s.scored) THEN FALSE
                WHEN s.wrong_labels IS NOT NULL THEN CASE WHEN f.doubt >= 0.5 THEN TRUE END
                ELSE {beyond(2)} END AS fails,
           coalesce(CASE WHEN s.state IN ('absent', 'unread') THEN s.reason END, f.reason, CASE WHEN f.unsure > 0.33
               THEN 'its columns do not tell the label: of ' || round(100 * f.unsure)::INTEGER || ' % of its rows another class is likelier'
               ELSE s.wrong_labels || ' of ' || s.scored || ' labels look wrong, but no more than classes that overlap would give'
               END || '; look at the rows with the highest wrong_label') AS reason,
           s.name || ': about ' || coalesce(s.wrong_labels, f.strong) || ' of ' || s.scored
               || ' rows carry a label that the rest of the row contradicts' AS says
    FROM training_sets s LEFT JOIN row_families f ON f.asset = s.asset AND f.family = 'label'""",
    cases=(
        Case("two in a hundred, three in a thousand, a regression, one without a label, one that is not there, labels that nothing tells, and classes that overlap",
             given={"training_sets": [
                 {"asset": "datasets:/a@1", "name": "a", "state": "checked", "scored": 1000, "wrong_labels": 20},
                 {"asset": "datasets:/b@1", "name": "b", "state": "checked", "scored": 1000, "wrong_labels": 3},
                 {"asset": "datasets:/c@1", "name": "c", "state": "checked", "scored": 1000, "filter_rate": 0.001},
                 {"asset": "datasets:/d@1", "name": "d", "state": "checked", "scored": 1000},
                 {"asset": "datasets:/e@1", "name": "e", "state": "absent", "reason": "its file is not there; restore it"},
                 {"asset": "datasets:/f@1", "name": "f", "state": "checked", "scored": 1000, "wrong_labels": 90},
                 {"asset": "datasets:/g@1", "name": "g", "state": "checked", "scored": 1000, "wrong_labels": 40}],
                    "row_families": [{"asset": f"datasets:/{a}@1", "family": "label", "strong": s, "reason": r, "unsure": u, "doubt": d}
                                     for a, s, r, u, d in
                                     (("a", 2, None, 0.14, 1.0), ("b", 2, None, 0.02, 0.1), ("c", 40, None, None, None), ("d", None, "no label", None, None),
                                      ("f", 5, None, 0.8, 1.0), ("g", 5, None, 0.2, 0.3))]},
             fails=("datasets:/a@1", "datasets:/c@1"), passes=("datasets:/b@1",), not_assessed=("datasets:/d@1", "datasets:/e@1", "datasets:/f@1", "datasets:/g@1")),
    ),
)  # fmt: skip
