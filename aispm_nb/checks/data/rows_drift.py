from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="rows-drift-in-order",
    title="A column of a training set changes along the order of its rows",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    threat=Threat.DRIFT,
    why="Values that were moved a little with every batch pass every check of a single row; they show only in the order.",
    fix="Find out what the order of the rows means. If it is time, look at the column from the row that is named on; if it is a batch, at the job that wrote it; if neither, shuffle.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AISPM.MONITORING"),
    references=("https://doi.org/10.2307/2346729",),
    needs=("training_sets", "training_columns"),
    # Rows of no order give this in at most one set of a thousand: drift_p is times all tests made. A tenth of the way from chance to
    # entirely apart (0.05 of 0.5) is a steady drift of a third of a standard deviation.
    sql="""
    WITH moving AS (
        SELECT *, CASE WHEN drift_value IS NOT NULL THEN ' holds ' || drift_value || CASE WHEN rises THEN ' more often' ELSE ' less often' END
                       WHEN rises THEN ' is higher' ELSE ' is lower' END
            || CASE drift_shape WHEN 'batch' THEN ' in rows ' || drift_at || ' to ' || drift_until || ' than in all others'
                                WHEN 'break' THEN ' from row ' || drift_at || ' on' ELSE ', little by little: the halves part about row ' || drift_at END AS how
        FROM training_columns WHERE drift >= 0.05 AND drift_p < 0.001)
    SELECT s.asset, m.name AS in_column, m.drift_value AS value, m.drift_shape AS shape, m.drift AS size, m.drift_p AS p, m.drift_at AS at_row,
           CASE WHEN m.drift_shape = 'batch' THEN m.drift_until END AS to_row,
           CASE WHEN m.asset IS NOT NULL THEN true WHEN s.state = 'checked' THEN false END AS fails,
           CASE WHEN s.state <> 'checked' THEN s.reason END AS reason, s.name || ': column ' || m.name || m.how AS says
    FROM training_sets s LEFT JOIN moving m USING (asset)""",
    cases=(
        Case("a drift, a break, a batch, and chance",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked"} for a in "abcd"],
                    "training_columns": [{"asset": f"datasets:/{a}@1", "name": "x", "drift": size, "drift_p": p, "drift_shape": shape, "drift_at": 500,
                                          "drift_until": 900, "rises": True} for a, size, p, shape in
                                         (("a", 0.07, 1e-6, "gradual"), ("b", 0.4, 0.0, "break"), ("c", 0.3, 1e-9, "batch"),
                                          ("d", 0.02, 1e-9, "break"), ("d", 0.3, 0.01, "batch"))]},
             fails=("datasets:/a@1", "datasets:/b@1", "datasets:/c@1"), passes=("datasets:/d@1",)),
    ),
)  # fmt: skip
