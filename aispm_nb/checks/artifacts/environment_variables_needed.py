from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="environment-variables-needed",
    title="Model expects secrets in its environment",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    threat=Threat.SECRETS,
    why="The model, and any code it brings, reads these credentials wherever it is served.",
    fix="Give the serving job a credential of its own with the least rights, and rotate it when the model changes.",
    undo=Undo.BACK,
    techniques=("AML.T0055",),
    references=("https://mlflow.org/docs/latest/ml/model/",),
    needs=("mlmodels",),
    sql="""
    WITH wanted AS (
        SELECT location, string_agg(v, ', ' ORDER BY v) AS variables FROM (SELECT location, unnest(env_vars) AS v FROM mlmodels)
        WHERE regexp_matches(upper(v), '(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$') GROUP BY location)
    SELECT m.asset, w.variables, CASE WHEN x.state = 'read' THEN w.location IS NOT NULL END AS fails,
           m.label || ' reads ' || w.variables || ' where it is served' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location) LEFT JOIN wanted w USING (location) WHERE m.registered""",
    cases=(
        Case("a key, and a switch",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "env_vars": ["OPENAI_API_KEY"]},
                                 {"location": "/m/2", "state": "read", "env_vars": ["OMP_NUM_THREADS"]}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
