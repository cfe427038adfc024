from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="loader-outside-mlflow",
    title="Model is loaded by a module that is not MLflow's",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    threat=Threat.UNSAFE_ARTIFACT,
    why="MLflow imports this module and calls its _load_pyfunc, whatever it does, even with pickles forbidden.",
    fix="Log the model again with a flavour of MLflow's own, or review the module and pin it by digest.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html",),
    needs=("mlmodels",),
    sql="""
    SELECT m.asset, x.loader_module, x.code,
           CASE WHEN x.state = 'read' THEN coalesce(NOT regexp_matches(x.loader_module, '^mlflow(\\.[A-Za-z_]\\w*)*$'), false) END AS fails,
           m.label || ' is loaded by ' || x.loader_module || ', which is not MLflow''s' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location)""",
    cases=(
        Case("own module, MLflow's, unreadable",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "loader_module": "loader"},
                                 {"location": "/m/2", "state": "read", "loader_module": "mlflow.sklearn"},
                                 {"location": "/m/3", "state": "unreadable"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
