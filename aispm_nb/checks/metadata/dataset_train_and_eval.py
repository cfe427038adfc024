from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="dataset-train-and-eval",
    title="A model is evaluated on the data it was trained on",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="Its metrics say nothing of unseen data, and over-fitting that leaks training rows goes unnoticed.",
    fix="Evaluate on rows that no run of this model was trained on, and log them under a context of their own.",
    undo=Undo.ADDS,
    techniques=("AISPM.EVALUATION", "AML.T0024.000"),
    references=("https://reforms.cs.princeton.edu/", "https://mlflow.org/docs/latest/ml/dataset/"),
    needs=("inputs", "datasets", "input_tags"),
    # By digest: the same rows under another name are the same rows. By model, else by run.
    sql="""
    WITH used AS (
        SELECT coalesce(v.model, 'runs:/' || u.run_id) AS model, u.asset, u.digest,
               u.context IN ('train', 'training', 'fit') AS trains,
               u.context IN ('eval', 'evaluation', 'validation', 'test', 'testing', 'holdout') AS evaluates
        FROM dataset_uses u LEFT JOIN versions v ON v.run_id = u.run_id AND NOT v.deleted WHERE u.context IS NOT NULL),
    leaks AS (SELECT model, digest FROM used GROUP BY ALL HAVING bool_or(trains) AND bool_or(evaluates))
    SELECT u.asset, any_value(u.model) FILTER (b.model IS NOT NULL) AS used_by, bool_or(b.model IS NOT NULL) AS fails,
           any_value(u.model) FILTER (b.model IS NOT NULL) || ' is trained and evaluated on the same data' AS says
    FROM used u LEFT JOIN leaks b USING (model, digest) WHERE trains OR b.model IS NULL GROUP BY u.asset""",
    cases=(
        Case("one digest for both under two names, and two digests",
             given={"datasets": [{"dataset_uuid": "a", "name": "t", "digest": "x"}, {"dataset_uuid": "b", "name": "check", "digest": "x"},
                                 {"dataset_uuid": "c", "name": "t", "digest": "y"}, {"dataset_uuid": "d", "name": "h", "digest": "z"}],
                    "inputs": [{"input_uuid": i, "source_type": "DATASET", "source_id": i, "destination_type": "RUN", "destination_id": r}
                               for i, r in (("a", "r1"), ("b", "r1"), ("c", "r2"), ("d", "r2"))],
                    "input_tags": [{"input_uuid": i, "name": "mlflow.data.context", "value": c}
                                   for i, c in (("a", "training"), ("b", "evaluation"), ("c", "train"), ("d", "test"))]},
             fails=("datasets:/t@x",), passes=("datasets:/t@y", "datasets:/h@z")),
    ),
)  # fmt: skip
