from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="rows-repeat",
    title="A training set holds copies of its rows",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.DATA_POISONING,
    why="A copy weighs as much as the row itself, and one that stands on both sides of a split makes a model look better than it is.",
    fix="Find out why rows stand there twice (a join, a job that ran again, sampling with replacement), keep one of each, and split again.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://arxiv.org/abs/2107.06499",),
    needs=("training_sets", "training_repeats"),
    # Rows of few coarse columns are equal by chance and not counted. Of more than 20,000 rows those are that equal one of as many drawn.
    sql="""
    SELECT s.asset, r.rows, s.scored AS of_rows, r.first[:10] AS rows_to_look_at_first,
           CASE WHEN s.state IN ('checked', 'partial') AND r.asset IS NOT NULL THEN r.rows >= greatest(5, 0.01 * s.scored) END AS fails,
           CASE WHEN s.state NOT IN ('checked', 'partial') THEN s.reason
                WHEN s.rows > 5000000 THEN 'of more than five million rows not every score is kept; check a part of it'
                ELSE 'no row was compared with another' END AS reason,
           s.name || ': ' || CASE WHEN s.rows > 20000 THEN 'at least ' ELSE '' END || r.rows || ' of ' || s.scored
               || ' rows equal another one in every column' AS says
    FROM training_sets s LEFT JOIN training_repeats r ON r.asset = s.asset AND r.kind = 'copy'""",
    cases=(
        Case("a set sampled with replacement, three strays, and rows that nobody saw",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked", "scored": 1000} for a in "ab"]
                    + [{"asset": "datasets:/c@1", "name": "c", "state": "absent", "reason": "its file is not there; restore it"}],
                    "training_repeats": [{"asset": f"datasets:/{a}@1", "kind": "copy", "rows": rows, "first": [1]} for a, rows in (("a", 630), ("b", 3))]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/c@1",)),
    ),
)  # fmt: skip
