from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat

RULE = Rule(
    id="personal-data-in-rows",
    title="Rows of a training set hold personal data",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PRIVACY,
    exploitation=Exploitation.NONE,
    why="A model can give its training rows away, and whoever may read the data set reads them anyway; the law asks for a purpose and a limit.",
    fix="Drop or mask the column with report.clean(mask=True), train again, and delete what was logged of it.",
    techniques=("AML.T0024.000", "AML.T0057"),
    references=("https://gdpr-info.eu/art-5-gdpr/", "https://arxiv.org/abs/2012.07805"),
    needs=("training_sets", "training_values"),
    sql="""
    SELECT s.asset, v.name AS in_column, v.kind, v.rows, v.first AS rows_to_look_at_first,
           CASE WHEN v.asset IS NOT NULL THEN true WHEN s.state = 'checked' THEN false END AS fails,
           CASE WHEN s.state <> 'checked' THEN s.reason END AS reason,
           s.name || ': column ' || v.name || ' holds ' || with_article(v.kind) || ' in ' || v.rows || ' of ' || s.rows || ' rows' AS says
    FROM training_sets s LEFT JOIN training_values v ON v.asset = s.asset AND v.sort = 'personal'""",
    cases=(
        Case("a column that holds some, none, and rows that nobody saw",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": s, "rows": 9} for a, s in
                                      (("a", "checked"), ("b", "checked"), ("c", "absent"))],
                    "training_values": [{"asset": "datasets:/a@1", "name": "note", "sort": "personal", "kind": "e-mail address", "rows": 2, "first": [0]}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/c@1",)),
    ),
)  # fmt: skip
