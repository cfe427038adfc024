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
    references=("https://arxiv.org/abs/1810.11953", "https://arxiv.org/abs/1610.06545", "https://doi.org/10.1201/9781420010831"),
    needs=("training_sets", "training_shifts"),
    # Two draws of one world give this in at most one set of a thousand (p is times all tests made). What is smaller than a tenth, or a
    # twentieth of a value's share, is no news: with 20,000 rows a side anything is significant.
    sql="""
    WITH moved AS (
        SELECT *, name || CASE
            WHEN auc IS NOT NULL THEN ' tell the two versions apart: a classifier ranks ' || round(100 * auc)::INTEGER || ' % of pairs right'
            WHEN share >= 0.05 AND value IS NOT NULL AND coalesce(ks, 0) < 0.1 THEN ' has shifted: the share of ' || value || ' changed by '
                || round(100 * share)::INTEGER || ' %'
            ELSE ' has shifted' END AS how
        FROM training_shifts WHERE p < 0.001 AND (psi > 0.25 OR ks >= 0.1 OR share >= 0.05 OR auc >= 0.6))
    SELECT s.asset, t.earlier, m.name AS in_column, m.psi, m.ks, m.energy, m.value, m.share, m.auc, m.p, m.asset IS NOT NULL AS fails,
           s.name || ': ' || CASE WHEN m.auc IS NULL THEN 'column ' ELSE '' END || m.how || ' since ' || t.earlier AS says
    FROM training_sets s JOIN (SELECT DISTINCT asset, earlier FROM training_shifts) t USING (asset)
    LEFT JOIN moved m ON m.asset = s.asset""",
    cases=(
        Case("a column far off, a category, their company, and what is chance or too little",
             given={"training_sets": [{"asset": f"datasets:/{a}@2", "name": a, "state": "checked"} for a in "abcd"],
                    "training_shifts": [{"asset": f"datasets:/{a}@2", "earlier": f"datasets:/{a}@1", "name": "x", "p": p} | more for a, p, more in
                                        (("a", 0.0, {"psi": 0.9, "ks": 0.4}), ("b", 1e-9, {"psi": 0.06, "share": 0.12, "value": "new"}),
                                         ("c", 1e-9, {"auc": 0.7}), ("d", 0.3, {"psi": 0.9, "ks": 0.4}), ("d", 0.0, {"psi": 0.1, "ks": 0.05}),
                                         ("d", 1e-9, {"auc": 0.55}))]},
             fails=("datasets:/a@2", "datasets:/b@2", "datasets:/c@2"), passes=("datasets:/d@2",)),
    ),
)  # fmt: skip
