from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="dataset-digest-changed",
    title="A data set of one name changed between trainings of a model",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.DRIFT,
    why="Two versions of a model name the same data and were trained on different rows: growth, or somebody's edit.",
    fix="Compare the two sets (aispm check-data), and give a changed set a new name or a note on the version.",
    undo=Undo.BACK,
    techniques=("AML.T0059", "AML.T0020"),
    references=("https://mlflow.org/docs/latest/ml/dataset/",),
    needs=("inputs", "datasets"),
    sql="""
    WITH trained AS (
        SELECT DISTINCT v.model, v.name AS model_name, u.asset, u.name, u.digest FROM versions v JOIN dataset_uses u USING (run_id)
        WHERE NOT v.deleted AND coalesce(u.context, 'training') NOT IN ('eval', 'evaluation', 'validation', 'test', 'testing')),
    many AS (SELECT model, name, count(DISTINCT digest) AS digests FROM trained GROUP BY ALL)
    SELECT t.asset, t.model AS model, m.digests, m.digests > 1 AS fails,
           t.model_name || ' was trained on ' || m.digests || ' different data sets called ' || t.name AS says
    FROM trained t JOIN many m USING (model, name)""",
    cases=(
        Case("two digests under one name, and one",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": v, "run_id": f"r{v}"} for v in (1, 2)],
                    "datasets": [{"dataset_uuid": "d1", "name": "t", "digest": "x"}, {"dataset_uuid": "d2", "name": "t", "digest": "y"},
                                 {"dataset_uuid": "d3", "name": "u", "digest": "z"}],
                    "inputs": [{"input_uuid": i, "source_type": "DATASET", "source_id": d, "destination_type": "RUN", "destination_id": r}
                               for i, d, r in (("1", "d1", "r1"), ("2", "d2", "r2"), ("3", "d3", "r1"), ("4", "d3", "r2"))]},
             fails=("datasets:/t@x", "datasets:/t@y"), passes=("datasets:/u@z",)),
    ),
)  # fmt: skip
