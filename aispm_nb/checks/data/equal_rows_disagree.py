from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="equal-rows-disagree",
    title="Equal rows of a training set bear different labels",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    why="No model can learn both: whichever label stands there more often wins, and who adds copies with another label decides which.",
    fix="Look at the rows that are named: find out which label is right and who wrote the other, correct or drop that, and train again.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://atlas.mitre.org/techniques/AML.T0020", "https://arxiv.org/abs/2107.06499"),
    needs=("training_sets", "training_repeats"),
    # Thirty sets that nobody touched had at most 13 such rows in ten thousand. Where columns are few and coarse honest rows are equal by
    # chance and disagree: those are counted apart, and where they are many no line is drawn.
    sql="""
    WITH by_kind AS (SELECT asset, any_value(rows) FILTER (kind = 'conflict') AS rows, any_value(rows) FILTER (kind = 'coarse') AS coarse,
                            any_value(labels) FILTER (kind = 'conflict') AS labels, any_value(first) FILTER (kind = 'conflict') AS first
                     FROM training_repeats GROUP BY asset)
    SELECT s.asset, k.rows, k.coarse AS equal_by_chance, s.scored AS of_rows, k.labels, k.first[:10] AS rows_to_look_at_first,
           CASE WHEN s.state NOT IN ('checked', 'partial') OR k.rows IS NULL THEN NULL
                WHEN k.rows >= greatest(5, 0.002 * s.scored) THEN true
                WHEN k.coarse < 0.01 * s.scored THEN false END AS fails,
           CASE WHEN s.state NOT IN ('checked', 'partial') THEN s.reason WHEN k.rows IS NULL AND s.rows > 5000000 THEN 'of more than five million rows not every score is kept; check a part of it'
                WHEN k.rows IS NULL THEN 'its rows have no classes to compare'
                ELSE 'its columns are too coarse to tell: rows are equal by chance, and ' || k.coarse
                    || ' of those bear another label; give a column that tells rows apart' END AS reason,
           s.name || ': ' || k.rows || ' of ' || s.scored || ' rows equal another one in every column and bear another label than it ('
               || array_to_string(k.labels[:5], ', ') || ')' AS says
    FROM training_sets s LEFT JOIN by_kind k USING (asset)""",
    cases=(
        Case("copies with another label, one pair, coarse columns, no label, and rows that nobody saw",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked", "rows": n, "scored": n} for a, n in (*((a, 1000) for a in "abcd"), ("f", 9_000_000))]
                    + [{"asset": "datasets:/e@1", "name": "e", "state": "absent", "reason": "its file is not there; restore it"}],
                    "training_repeats": [{"asset": f"datasets:/{a}@1", "kind": kind, "rows": rows, "labels": ["cat", "dog"], "first": [3, 7]}
                                         for a, kind, rows in (("a", "coarse", 90), ("a", "conflict", 40), ("b", "coarse", 2), ("b", "conflict", 2),
                                                               ("c", "coarse", 90), ("c", "conflict", 0), ("d", "text", 3))]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=tuple(f"datasets:/{a}@1" for a in "cdef")),
    ),
)  # fmt: skip
