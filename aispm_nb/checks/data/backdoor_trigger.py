from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="backdoor-trigger",
    title="A training set holds what looks like the trigger of a backdoor",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.DATA_POISONING,
    exploitation=Exploitation.PUBLIC_POC,
    why="Whoever knows the trigger decides what the model answers, and no metric on clean data shows it.",
    fix="Look at the rows that are named, drop them with report.clean(), train again, and test the model with the trigger on clean rows.",
    undo=Undo.ADDS,
    techniques=("AML.T0018.000", "AML.T0020"),
    references=("https://atlas.mitre.org/techniques/AML.T0020", "https://arxiv.org/abs/1708.06733"),
    needs=("training_sets", "triggers"),
    # Of 103 sets that nobody touched 22 hold a rule of their own that looks like a trigger, one of them with 14 nats of evidence or more; of
    # 71 with two planted columns that are told, 50 have as many (`benchmarks/findings.py`).
    sql="""
    SELECT s.asset, t.says AS trigger, t.label, t.rows, t.share, t.evidence AS nats, t.first[:10] AS rows_to_look_at_first,
           CASE WHEN t.evidence < 14 THEN 'medium' ELSE 'high' END AS severity,
           CASE WHEN t.asset IS NOT NULL THEN true WHEN s.state = 'checked' AND f.reason IS NULL THEN false END AS fails,
           coalesce(CASE WHEN s.state <> 'checked' THEN s.reason END, f.reason) AS reason, s.name || ': ' || t.says AS says
    FROM training_sets s LEFT JOIN triggers t USING (asset)
    LEFT JOIN row_families f ON f.asset = s.asset AND f.family = 'backdoor'""",
    cases=(
        Case("one trigger, none, no label, and rows that nobody saw",
             given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": s} for a, s in
                                      (("a", "checked"), ("b", "checked"), ("c", "checked"), ("d", "unread"))],
                    "triggers": [{"asset": "datasets:/a@1", "says": "columns 54, 55 = 16 in 51 rows, 100 % labelled 7", "label": "7"}],
                    "row_families": [{"asset": f"datasets:/{a}@1", "family": "backdoor", "reason": r} for a, r in
                                     (("a", None), ("b", None), ("c", "no label"))]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/c@1", "datasets:/d@1")),
    ),
)  # fmt: skip
