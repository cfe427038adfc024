from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="values-infinite",
    title="A column of a training set holds infinite values, or none at all",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.DATA_POISONING,
    why="Most libraries drop, clip or fail on such values without a word, so that what was trained is not what was logged.",
    fix="Correct the job that writes the column, or leave the column out.",
    undo=Undo.BACK,
    techniques=("AML.T0059",),
    references=("https://numpy.org/doc/stable/user/misc.html#ieee-754-floating-point-special-values",),
    needs=("training_sets", "training_columns"),
    sql="""
    WITH odd AS (SELECT asset, name, infinite, missing FROM training_columns WHERE infinite > 0 OR reason = 'no value')
    SELECT s.asset, o.name AS in_column, o.infinite, o.missing,
           CASE WHEN o.asset IS NOT NULL THEN true WHEN s.state = 'checked' THEN false END AS fails,
           CASE WHEN s.state <> 'checked' THEN s.reason END AS reason,
           s.name || ': column ' || o.name || CASE WHEN o.infinite > 0 THEN ' holds ' || o.infinite || ' infinite values' ELSE ' holds no value' END AS says
    FROM training_sets s LEFT JOIN odd o USING (asset)""",
    cases=(
        Case("infinities, an empty column, and sound columns",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked"} for a in "abc"],
                    "training_columns": [{"asset": "datasets:/a@1", "name": "x", "infinite": 2}, {"asset": "datasets:/c@1", "name": "x", "infinite": 0},
                                         {"asset": "datasets:/b@1", "name": "x", "infinite": 0, "reason": "no value"}]},
             fails=("datasets:/a@1", "datasets:/b@1"), passes=("datasets:/c@1",)),
    ),
)  # fmt: skip
