from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="evaluation-rows-in-training",
    title="Rows that a model is evaluated on stand in its training set",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="The model has seen the answers: its metrics promise more than it can do, and over-fitting goes unnoticed.",
    fix="Take the rows out of one of the two, log both sets again, and evaluate anew.",
    undo=Undo.ADDS,
    techniques=("AISPM.EVALUATION", "AML.T0024.000"),
    references=("https://reforms.cs.princeton.edu/", "https://doi.org/10.1016/j.patter.2023.100804"),
    needs=("training_sets", "training_overlaps"),
    # A row or two of a hundred can be equal by chance where columns are coarse.
    sql="""
    SELECT s.asset, o.evaluation, o.rows, o.share, o.first AS rows_to_look_at_first, o.rows >= 5 AND o.share > 0.02 AS fails,
           s.name || ': ' || o.rows || ' of its rows stand in ' || o.evaluation || ' too' AS says
    FROM training_sets s JOIN training_overlaps o USING (asset)""",
    cases=(
        Case("a tenth of the rows, and one",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": "checked", "rows": 100} for a in "ab"],
                    "training_overlaps": [{"asset": "datasets:/a@1", "evaluation": "datasets:/t@1", "rows": 10, "share": 0.1, "first": [1]},
                                          {"asset": "datasets:/b@1", "evaluation": "datasets:/t@1", "rows": 1, "share": 0.01, "first": [1]}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",)),
    ),
)  # fmt: skip
