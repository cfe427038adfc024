from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="dataset-blast-radius",
    title="Many served versions hang on one data set",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE,
    why="Whoever can write this data set reaches every one of them; it deserves the tightest access and the first check.",
    fix="Restrict who may write the source, and check its rows before each training.",
    undo=Undo.BACK,
    techniques=("AML.T0020", "AISPM.GOVERNANCE"),
    references=("https://mlflow.org/docs/latest/ml/dataset/",),
    needs=("inputs", "datasets"),
    sql="""
    SELECT a.asset, count(DISTINCT r.served) AS served, count(DISTINCT r.served) >= 5 AS fails,
           count(DISTINCT r.served) || ' served versions were trained on ' || a.label AS says
    FROM assets a LEFT JOIN reach r USING (asset) WHERE a.kind = 'dataset' GROUP BY a.asset, a.label""",
    cases=(
        Case("five served versions, and one",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in range(1, 7)],
                    "registered_model_aliases": [{"name": "m", "alias": f"a{v}", "version": v} for v in range(1, 7)],
                    "datasets": [{"dataset_uuid": "d", "name": "t", "digest": "x"}, {"dataset_uuid": "e", "name": "u", "digest": "y"}],
                    "inputs": [{"input_uuid": str(v), "source_type": "DATASET", "source_id": "d" if v < 6 else "e", "destination_type": "RUN",
                                "destination_id": f"r{v}"} for v in range(1, 7)]},
             fails=("datasets:/t@x",), passes=("datasets:/u@y",)),
    ),
)  # fmt: skip
