from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="skops-trusted-types",
    title="Model says itself which of its types are to be trusted",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="MLflow takes skops' list of trusted types from the model's own MLmodel: whoever writes the model writes the list.",
    fix="Review each type; keep those of scikit-learn, NumPy and SciPy, and log the model again without the rest.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000",),
    references=("https://skops.readthedocs.io/en/stable/persistence.html",),
    needs=("mlmodels",),
    # Types of the libraries that skops is made for are what the list is for; anything else can do anything.
    sql="""
    WITH strange AS (
        SELECT location, string_agg(t, ', ' ORDER BY t) AS types, count(*) AS n FROM (SELECT location, unnest(trusted_types) AS t FROM mlmodels)
        WHERE NOT regexp_matches(t, '^(sklearn|numpy|scipy|pandas|xgboost|lightgbm|catboost|imblearn|category_encoders|quantile_forest)\\.') GROUP BY location)
    SELECT m.asset, s.types, CASE WHEN x.state = 'read' THEN s.location IS NOT NULL END AS fails,
           m.label || ' asks to trust ' || s.n || ' types of its own: ' || s.types AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location) LEFT JOIN strange s USING (location)""",
    cases=(
        Case("os.system, a library's own, none",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "trusted_types": ["sklearn.tree._tree.Tree", "os.system"]},
                                 {"location": "/m/2", "state": "read", "trusted_types": ["sklearn.tree._tree.Tree"]},
                                 {"location": "/m/3", "state": "read"}]},
             fails=("models:/m/1",), passes=("models:/m/2", "models:/m/3")),
    ),
)  # fmt: skip
