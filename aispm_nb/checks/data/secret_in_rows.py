from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat

RULE = Rule(
    id="secret-in-rows",
    title="Rows of a training set hold a secret",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Everybody who may read the data set can use it, and a language model that is trained on it can be asked for it.",
    fix="Revoke the secret and issue another, then mask the column with report.clean(mask=True) and train again.",
    techniques=("AML.T0055", "AML.T0057"),
    references=("https://cwe.mitre.org/data/definitions/798.html", "https://arxiv.org/abs/2012.07805"),
    needs=("training_sets", "training_values"),
    sql="""
    SELECT s.asset, v.name AS in_column, v.kind, v.rows, v.first AS rows_to_look_at_first,
           CASE WHEN v.asset IS NOT NULL THEN true WHEN s.state = 'checked' THEN false END AS fails,
           CASE WHEN s.state <> 'checked' THEN s.reason END AS reason,
           s.name || ': column ' || v.name || ' holds ' || with_article(v.kind) || ' in ' || v.rows || ' of ' || s.rows || ' rows' AS says
    FROM training_sets s LEFT JOIN training_values v ON v.asset = s.asset AND v.sort = 'secret'""",
    cases=(
        Case("a column that holds some, none, and rows that nobody saw",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": s, "rows": 9} for a, s in
                                      (("a", "checked"), ("b", "checked"), ("c", "absent"))],
                    "training_values": [{"asset": "datasets:/a@1", "name": "note", "sort": "secret", "kind": "AWS access key", "rows": 2, "first": [0]}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/c@1",)),
    ),
)  # fmt: skip
