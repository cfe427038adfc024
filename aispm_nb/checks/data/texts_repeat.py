from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="texts-repeat",
    title="A training set holds texts that say nearly the same, word for word",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="A model learns by heart what it reads often: copies with a few words changed weigh as much as copies, and no test for equal rows sees them.",
    fix="Look at the rows that are named, keep one of each crowd, and find out which job or account wrote them.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://arxiv.org/abs/2107.06499", "https://doi.org/10.1109/SEQUEN.1997.666900"),
    needs=("training_sets", "training_repeats"),
    # Counted is a row that has four others beside it; reviews and posts are sent twice, seldom five times.
    sql="""
    SELECT s.asset, r.rows, s.scored AS of_rows, r.first[:10] AS rows_to_look_at_first,
           CASE WHEN s.state IN ('checked', 'partial') AND r.asset IS NOT NULL THEN r.rows >= greatest(5, 0.01 * s.scored) END AS fails,
           CASE WHEN s.state NOT IN ('checked', 'partial') THEN s.reason
                ELSE 'of more than five million rows not every score is kept; check a part of it' END AS reason,
           s.name || ': ' || r.rows || ' of ' || s.scored || ' texts have at least four others with nearly the same words' AS says
    FROM training_sets s LEFT JOIN training_repeats r ON r.asset = s.asset AND r.kind = 'text'
    -- Of a set that was seen and holds no text nothing is asked.
    WHERE r.asset IS NOT NULL OR s.state NOT IN ('checked', 'partial') OR s.rows > 5000000""",
    cases=(
        Case("a flood, a few, no text, and rows that nobody saw",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked", "scored": 1000} for a in "abc"]
                    + [{"asset": "datasets:/d@1", "name": "d", "state": "absent", "reason": "its file is not there; restore it"}],
                    "training_repeats": [{"asset": f"datasets:/{a}@1", "kind": "text", "rows": rows, "first": [1]} for a, rows in (("a", 30), ("b", 6))]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/d@1",)),
    ),
)  # fmt: skip
