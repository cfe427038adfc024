from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="rows-drift-in-order",
    title="A column of a training set drifts along the order of its rows",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    threat=Threat.DRIFT,
    why="Values that were moved a little with every batch pass every check of a single row; they show only in the order.",
    fix="Find out what the order of the rows means. If it is time, look at the column from the row that is named on; if not, shuffle.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AISPM.MONITORING"),
    references=("https://doi.org/10.2307/2346729",),
    needs=("training_sets", "training_columns"),
    # A set that is sorted by its label drifts in every column that tells it; that is an order, not a drift.
    sql="""
    WITH moving AS (SELECT asset, name, drift, drift_at, rises, kind FROM training_columns WHERE drift > 0.1 AND drift_p < 0.0001)
    SELECT s.asset, m.name AS in_column, m.drift AS size, m.drift_at AS at_row,
           CASE WHEN m.asset IS NOT NULL THEN true WHEN s.state = 'checked' THEN false END AS fails,
           CASE WHEN s.state <> 'checked' THEN s.reason END AS reason,
           s.name || ': column ' || m.name || CASE WHEN m.rises THEN ' is higher' ELSE ' is lower' END || ' from about row ' || m.drift_at || ' on' AS says
    FROM training_sets s LEFT JOIN moving m USING (asset)""",
    cases=(
        Case("a break, and chance",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked"} for a in "ab"],
                    "training_columns": [{"asset": "datasets:/a@1", "name": "x", "drift": 0.4, "drift_p": 0.0, "drift_at": 500, "rises": True},
                                         {"asset": "datasets:/b@1", "name": "x", "drift": 0.02, "drift_p": 0.00001, "drift_at": 5, "rises": True}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",)),
    ),
)  # fmt: skip
