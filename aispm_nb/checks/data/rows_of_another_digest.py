from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="rows-of-another-digest",
    title="The file behind a data set holds the rows of another digest",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.DATA_POISONING,
    exploitation=Exploitation.PUBLIC_POC,
    why="Whoever trains again from this data set trains on other rows than those that were reviewed: a split view.",
    fix="Keep each version of the rows in a file of its own, restore the rows of this digest, and log the data set again.",
    undo=Undo.ADDS,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://arxiv.org/abs/2302.10149", "https://mlflow.org/docs/latest/ml/dataset/"),
    needs=("training_sets", "datasets"),
    # MLflow's digest counts the index and types that a file does not keep: another digest alone proves nothing.
    sql="""
    WITH known AS (SELECT name, digest, dataset_asset(name, digest) AS asset FROM datasets GROUP BY ALL)
    SELECT s.asset, s.path, s.digest_now AS digest_of_file, o.asset AS rows_of,
           CASE WHEN s.digest_now = k.digest THEN false WHEN o.asset IS NOT NULL THEN true END AS fails,
           coalesce(s.reason, 'its file gives no digest that is registered (MLflow counts the index and types that a file does not keep); '
               'write the rows as they are logged') AS reason,
           s.name || ' is registered as ' || k.digest || ' and its file holds the rows of ' || o.digest AS says
    FROM training_sets s JOIN known k USING (asset) LEFT JOIN known o ON o.name = k.name AND o.digest = s.digest_now AND o.asset <> s.asset""",
    cases=(
        Case("overwritten by the next version, in place, and of no digest",
             given={"datasets": [{"name": "q", "digest": d} for d in ("1", "2", "3")],
                    "training_sets": [{"asset": "datasets:/q@1", "name": "q", "digest_now": "2"}, {"asset": "datasets:/q@2", "name": "q", "digest_now": "2"},
                                      {"asset": "datasets:/q@3", "name": "q", "digest_now": "77"}]},
             fails=("datasets:/q@1",), passes=("datasets:/q@2",), not_assessed=("datasets:/q@3",)),
    ),
)  # fmt: skip
