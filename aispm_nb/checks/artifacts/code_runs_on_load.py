from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="code-runs-on-load",
    title="Model brings code that is imported when it is loaded",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="MLflow puts the folder first on sys.path, so its modules run, and can take the place of installed ones.",
    fix="Ship the code as a reviewed package in requirements.txt instead of code_paths, or pin the folder by digest.",
    undo=Undo.ADDS,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://mlflow.org/docs/latest/ml/model/dependencies/#saving-extra-code-with-an-mlflow-model---manual-declaration",),
    needs=("mlmodels", "files"),
    sql="""
    WITH code AS (
        SELECT x.location, count(f.path) AS files, min(f.path) AS example FROM mlmodels x
        JOIN files f ON f.location = x.location AND starts_with(f.path, rtrim(x.code, '/') || '/')
            AND regexp_matches(f.path, '\\.(py|pyc|pyd|so|dll|pth)$')
        WHERE x.code IS NOT NULL GROUP BY x.location)
    SELECT m.asset, x.code AS folder, c.files, c.example, CASE WHEN x.state = 'read' THEN x.code IS NOT NULL AND c.files > 0 END AS fails,
           m.label || ' imports from its folder ' || x.code || '/ when it is loaded (' || c.files || ' files)' AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location) LEFT JOIN code c USING (location)""",
    cases=(
        Case("with code, an empty folder, without",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "code": "code"}, {"location": "/m/2", "state": "read"}],
                    "files": [{"location": "/m/1", "path": "code/prep/__init__.py"}, {"location": "/m/2", "path": "code.txt"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
