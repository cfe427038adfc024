from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="training-set-shifted",
    title="A training set has shifted since its version before",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.DRIFT,
    why="A model that is trained again learns another world: a job that broke, another population, or values moved on purpose.",
    fix="Compare the columns that are named with how they were, and say in the model's description why they moved, or correct them.",
    undo=Undo.BACK,
    techniques=("AML.T0059", "AISPM.MONITORING"),
    references=("https://arxiv.org/abs/1810.11953", "https://doi.org/10.1201/9781420010831"),
    needs=("training_sets", "training_shifts"),
    # A stability index of 0.25 is the usual line for "much".
    sql="""
    SELECT s.asset, t.earlier, m.name AS in_column, m.psi, m.ks, coalesce(m.asset IS NOT NULL, false) AS fails,
           s.name || ': column ' || m.name || ' has shifted since ' || t.earlier AS says
    FROM training_sets s JOIN (SELECT DISTINCT asset, earlier FROM training_shifts) t USING (asset)
    LEFT JOIN training_shifts m ON m.asset = s.asset AND m.psi > 0.25 AND m.p < 0.001""",
    cases=(
        Case("one column far off, and none",
             given={"training_sets": [{"asset": f"datasets:/{a}@2", "name": a, "state": "checked"} for a in "ab"],
                    "training_shifts": [{"asset": "datasets:/a@2", "earlier": "datasets:/a@1", "name": "x", "psi": 0.9, "ks": 0.4, "p": 0.0},
                                        {"asset": "datasets:/b@2", "earlier": "datasets:/b@1", "name": "x", "psi": 0.9, "ks": 0.4, "p": 0.3},
                                        {"asset": "datasets:/b@2", "earlier": "datasets:/b@1", "name": "y", "psi": 0.1, "ks": 0.1, "p": 0.0}]},
             fails=("datasets:/a@2",), passes=("datasets:/b@2",)),
    ),
)  # fmt: skip
